"""Forms of the counter; the shape is checked here, and typed numbers by the rules they must follow anyway."""

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.rules import RuleError, people
from motcua.rules.intake import Person
from motcua.rules.people import IdKind
from motcua.rules.text import clean
from motcua.web.errors import sentence

ID_KINDS = (
    (IdKind.CCCD, _("Citizen card")),
    (IdKind.CMND, _("Old identity card")),
    (IdKind.PASSPORT, _("Passport")),
    (IdKind.TAX, _("Tax code (organisation)")),
    (IdKind.NONE, _("No paper")),
)
SEXES = (("", "–"), ("F", _("Female")), ("M", _("Male")))
REFUSALS = (
    ("not_competent", _("The matter is not this office's to decide")),
    ("not_qualified", _("The applicant does not meet the conditions of the procedure")),
    ("papers_false", _("The papers are not valid or contradict each other")),
    ("duplicate", _("The same dossier has been received already")),
    ("other", _("Another reason named in the law")),
)
CONFIRMED = (
    ("otp", _("By a code sent to the telephone")),
    ("signature", _("By word or signature at the counter, not proven here")),
)
CODE = {"inputmode": "numeric", "autocomplete": "one-time-code"}
DAYS = ["%d/%m/%Y", "%d%m%Y", "%d-%m-%Y", "%Y-%m-%d"]


def held_to(rule: Callable[[str], str], text: str) -> str:
    """Return what a rule makes of a text, its refusal told beside the field."""
    try:
        return rule(text)
    except RuleError as refusal:
        raise forms.ValidationError(sentence(refusal)) from None


class PersonForm(forms.Form):
    """Somebody the register does not know yet: the applicant, or whoever brings the papers for her."""

    name = forms.CharField(
        label=_("Full name"), max_length=200, error_messages={"required": _("Type the full name.")}
    )
    id_kind = forms.ChoiceField(label=_("Paper"), choices=ID_KINDS, initial=IdKind.CCCD)
    id_number = forms.CharField(
        label=_("Number"),
        max_length=30,
        error_messages={"required": _("Type the number of the paper, or choose “No paper”.")},
    )
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    birth_on = forms.DateField(
        label=_("Born on"), input_formats=DAYS, required=False, widget=forms.DateInput(format="%d/%m/%Y")
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, required=False)
    address = forms.CharField(label=_("Lives at"), max_length=300, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if self.data.get(self.add_prefix("id_kind")) == IdKind.NONE:
            self.fields["id_number"].required = False
        for name, mode in (("id_number", "text"), ("phone", "tel"), ("birth_on", "numeric")):
            self.fields[name].widget.attrs["inputmode"] = mode
        self.fields["birth_on"].widget.attrs["placeholder"] = "dd/mm/yyyy"
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean_name(self) -> str:
        return held_to(clean, self.cleaned_data["name"])

    def clean_address(self) -> str:
        return held_to(clean, self.cleaned_data["address"])

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"].strip()
        return held_to(people.phone_number, text) if text else ""

    def clean_id_number(self) -> str:
        text, kind = self.cleaned_data["id_number"].strip(), IdKind(self.cleaned_data.get("id_kind", "none"))
        return held_to(lambda number: people.id_number(kind, number), text)

    def person(self) -> Person:
        """Return the person as told."""
        told = self.cleaned_data
        kind = IdKind(told["id_kind"])
        return Person(
            name=told["name"],
            kind="organisation" if kind is IdKind.TAX else "citizen",
            id_kind=kind,
            id_number=told["id_number"],
            phone=told["phone"],
            address=told["address"],
            birth_on=told["birth_on"],
            sex=told["sex"],
        )


class WithdrawForm(forms.Form):
    """The applicant takes her dossier back."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    confirmed_by = forms.ChoiceField(label=_("Confirmed by the applicant"), choices=CONFIRMED)
    proof = forms.CharField(
        label=_("Code the applicant told"), max_length=64, required=False, widget=forms.TextInput(CODE)
    )


class RefuseForm(forms.Form):
    """Papers are refused in writing."""

    reason_code = forms.ChoiceField(label=_("Ground"), choices=REFUSALS)
    reason = forms.CharField(
        label=_("Reason the applicant reads"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    ground = forms.CharField(label=_("Provision of law, for another reason"), max_length=300, required=False)


class PayForm(forms.Form):
    """The fee is taken."""

    amount = forms.IntegerField(label=_("Amount, ₫"), min_value=1, max_value=10**12)
    way = forms.ChoiceField(
        label=_("Taken how"), choices=(("cash", _("Cash")), ("transfer", _("Bank transfer")))
    )


class HandOverForm(forms.Form):
    """The result goes out."""

    received_by = forms.CharField(label=_("Taken by"), max_length=200, required=False)
