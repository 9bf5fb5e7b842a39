"""Forms of the desk; the shape is checked here, and reasons by the rule they must follow anyway."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.actions.dossier import reason_enough
from motcua.rules.lifecycle import Verb
from motcua.rules.text import clean
from motcua.web.counter.forms import CODE, CONFIRMED, DAYS, held_to

OUTCOMES = (("granted", _("Grant")), ("rejected", _("Reject")))


def _area(label: Any, *, hint: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeskForm(forms.Form):
    """What every form here knows: the day, for the rules that change with the law."""

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean_reason(self) -> str:
        """A reason the applicant can understand; the rule says how long at least."""
        return held_to(lambda text: reason_enough(text, self.today), self.cleaned_data["reason"])

    def clean_note(self) -> str:
        """A note on one line, without characters that nobody can see."""
        return held_to(clean, self.cleaned_data["note"])


class AskForm(DeskForm):
    """What the applicant reads above the list of papers."""

    reason = _area(_("Reason the applicant reads"))


class ChargeForm(DeskForm):
    """A financial duty outside the fee: the tax office or another agency fixes it."""

    amount = forms.IntegerField(
        label=_("Amount, ₫"),
        required=False,
        min_value=0,
        max_value=10**12,
        help_text=_("Leave empty when another agency fixes it."),
    )
    reason = _area(_("What has to be paid, and to whom"))


class AssignForm(DeskForm):
    """Who works on it."""

    user_id = forms.TypedChoiceField(label=_("Official"), coerce=int)


class TransferForm(DeskForm):
    """Which unit goes on with it."""

    unit_id = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    note = _area(_("Note for the unit"), required=False)


class ProposeForm(DeskForm):
    """The draft result, put before the leader."""

    outcome = forms.ChoiceField(
        label=_("Draft result"), choices=OUTCOMES, initial="granted", widget=forms.RadioSelect
    )
    note = _area(_("Note for the leader"), required=False)


class NoteForm(DeskForm):
    """A word about what to mend."""

    note = _area(_("What has to be mended"))


class ReasonForm(DeskForm):
    """A reason, and nothing else."""

    reason = _area(_("Reason"))


class ExtendForm(DeskForm):
    """The one new appointment, at the closing of a day."""

    on = forms.DateField(
        label=_("New due day"),
        input_formats=DAYS,
        help_text=_("dd/mm/yyyy; the result is due at the closing of that day."),
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = _area(_("Reason, as the apology slip says it"))


class WithdrawForm(DeskForm):
    """The applicant takes her dossier back."""

    reason = _area(_("Reason"))
    confirmed_by = forms.ChoiceField(label=_("Confirmed by the applicant"), choices=CONFIRMED)
    proof = forms.CharField(
        label=_("Code the applicant told"), max_length=64, required=False, widget=forms.TextInput(CODE)
    )


FORMS: Mapping[str, type[DeskForm]] = {
    Verb.ASK_SUPPLEMENT: AskForm,
    Verb.CHARGE: ChargeForm,
    Verb.ASSIGN: AssignForm,
    Verb.TRANSFER: TransferForm,
    Verb.PROPOSE: ProposeForm,
    Verb.SEND_BACK: NoteForm,
    Verb.EXTEND: ExtendForm,
    Verb.WITHDRAW: WithdrawForm,
    Verb.STOP: ReasonForm,
    Verb.CORRECT: ReasonForm,
}


def form(verb: str, opened: Any, *, today: date, data: Any = None) -> DeskForm | None:
    """Return the form of a verb for this dossier, bound to what was sent; None where a button is enough."""
    kind = FORMS.get(verb)
    if kind is None:
        return None
    made = kind(data, prefix=verb, today=today)
    if verb == Verb.ASSIGN:
        made.fields["user_id"].choices = list(opened.colleagues.items())
    if verb == Verb.TRANSFER:
        made.fields["unit_id"].choices = [("", "–"), *opened.units.items()]
    return made
