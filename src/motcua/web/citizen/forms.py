"""What citizens type: the shape of it; whether it can be so, the rules say."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.rules import RuleError
from motcua.rules.intake import Person, person
from motcua.rules.people import IdKind, id_number, phone_number
from motcua.web.errors import sentence

_FAR = date.max  # a name alone has no day to be checked against
TAKEN = "image/jpeg,image/png,application/pdf"


class Where(forms.Form):
    """Which office the dossier goes to."""

    unit = forms.TypedChoiceField(
        label=_("Which office should receive the dossier?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose an office."),
            "invalid_choice": _("Choose an office of the list."),
        },
    )

    def __init__(self, *args: Any, places: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = list(places)


class Who(forms.Form):
    """Who files, and how she can be reached."""

    name = forms.CharField(
        label=_("Full name"),
        help_text=_("As on the citizen card."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type the full name.")},
    )
    id_number = forms.CharField(
        label=_("Citizen card number"),
        help_text=_("12 digits, on the front of the card."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the number of the citizen card.")},
    )
    phone = forms.CharField(
        label=_("Telephone"),
        help_text=_("News of the dossier comes here. Its last 4 digits open the dossier."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("Type a telephone number.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Type a whole e-mail address, like an@example.vn.")},
    )

    def clean_name(self) -> str:
        return self._by(lambda text: person(Person(name=text), _FAR).name, "name")

    def clean_id_number(self) -> str:
        return self._by(lambda text: id_number(IdKind.CCCD, text), "id_number")

    def clean_phone(self) -> str:
        return self._by(phone_number, "phone")

    def _by(self, rule: Callable[[str], str], name: str) -> str:
        try:
            return rule(self.cleaned_data[name])
        except RuleError as no:
            raise forms.ValidationError(sentence(no)) from no


class Track(forms.Form):
    """The code of the slip and the last digits of the telephone told with it."""

    code = forms.CharField(
        label=_("Code on the slip"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the code of the slip.")},
    )
    digits = forms.RegexField(
        r"^\d{4}$",
        label=_("Last 4 digits of the telephone"),
        max_length=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Type the last 4 digits of the telephone."),
            "invalid": _("Type exactly 4 digits."),
        },
    )


REASONS = (
    ("fast", _("Quick")),
    ("kind", _("Friendly and helpful")),
    ("clear", _("Clear guidance")),
    ("slow", _("Too slow")),
    ("rude", _("Unfriendly")),
    ("unclear", _("Unclear guidance")),
    ("many_visits", _("Had to come too often")),
    ("extra_cost", _("Had to pay more than the listed fee")),
)


class Rate(forms.Form):
    """One of five faces, and why."""

    face = forms.TypedChoiceField(
        label=_("How was it?"),
        coerce=int,
        choices=[
            (5, _("Very good")),
            (4, _("Good")),
            (3, _("Acceptable")),
            (2, _("Poor")),
            (1, _("Very poor")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the five faces."),
            "invalid_choice": _("Choose a face."),
        },
    )
    reasons = forms.MultipleChoiceField(
        label=_("What stood out?"), choices=REASONS, required=False, widget=forms.CheckboxSelectMultiple
    )
    comment = forms.CharField(
        label=_("Anything else?"),
        required=False,
        max_length=1000,
        help_text=_("Please do not write names, card numbers or telephone numbers here."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Report(forms.Form):
    """What went wrong at a counter: where, what kind, when, in the citizen's words."""

    unit = forms.TypedChoiceField(
        label=_("Which office?"), coerce=int, error_messages={"required": _("Choose an office.")}
    )
    kind = forms.ChoiceField(
        label=_("What happened?"),
        choices=(
            ("no_receipt", _("Papers were taken, no slip was given")),
            ("refused_orally", _("I was sent away without anything in writing")),
            ("extra_cost", _("More was asked for than the fee")),
            ("other", _("Something else")),
        ),
    )
    happened_on = forms.DateField(
        label=_("On which day?"),
        help_text=_("Leave empty for today."),
        required=False,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}),
    )
    told = forms.CharField(
        label=_("In your words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tell in a few words what happened.")},
    )
    phone = forms.CharField(
        label=_("Telephone"),
        help_text=_("Only if you want to be called back."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, places: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = list(places)
