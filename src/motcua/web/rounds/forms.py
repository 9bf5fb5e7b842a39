"""Forms of a round: what a leaf declares, an appraisal, a paper, a round; rules say if it makes sense."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.actions.appraisal import Verdict
from motcua.actions.self_score import Told
from motcua.rules.rounds import NotSubmitted, Policy, Windows
from motcua.rules.scorecard import Leaf, NotApplicable, RuleKind, Variable, VariableKind
from motcua.web.rounds import told

DAY: dict[str, Any] = {
    "input_formats": ["%Y-%m-%d", "%d/%m/%Y"],
    "widget": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
}
END = time(17, 0)
DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


class Number(forms.CharField):
    """A number as people type it: 1.234,5 and 1234.5 are both read, exactly."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=30, widget=forms.TextInput(DECIMAL), **more)

    def to_python(self, value: Any) -> Any:
        text = str(value or "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
        if not text:
            return None
        plain = text.replace(".", "").replace(",", ".") if "," in text else text
        try:
            number = Decimal(plain)
        except InvalidOperation:
            raise forms.ValidationError(gettext("Type a number, such as 12 or 0,5.")) from None
        if not number.is_finite() or abs(number) > 10**15:
            raise forms.ValidationError(gettext("Type a number, such as 12 or 0,5."))
        return number

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        return None


def _declared(leaf: Leaf) -> dict[str, forms.Field]:
    found = {f"v_{one.key}": _field(one) for one in leaf.rule.variables}
    ways = leaf.rule.params.get("ways", ()) if leaf.rule.kind is RuleKind.FORMULA else ()
    if len(ways) > 1 and any(way.when is None for way in ways):
        choices = [("", "–"), *((way.key, told.said(way.name) or way.key) for way in ways)]
        found["v_way"] = forms.ChoiceField(label=_("Way of counting"), choices=choices, required=False)
    return found


def _field(one: Variable) -> forms.Field:
    unit = f" ({one.unit})" if one.unit else ""
    named: dict[str, Any] = {"label": f"{told.said(one.name)}{unit}", "required": False}
    if one.kind is VariableKind.YES_NO:
        choices = (("yes", gettext("Yes")), ("no", gettext("No")))
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **named)
    if one.kind is VariableKind.DAY:
        return forms.DateField(**named, **DAY)
    if one.kind is VariableKind.CHOICE:
        choices_of = [("", "–"), *((key, told.said(name)) for key, name in one.choices)]
        return forms.ChoiceField(choices=choices_of, **named)
    if one.kind is VariableKind.SHARE:
        return Number(help_text=gettext("A share from 0 to 1: 95 % is 0,95."), **named)
    return Number(**named)


class MarkForm(forms.Form):
    """What a unit declares about a leaf; what it claims beside; why."""

    claimed = Number(
        label=_("Points claimed"), required=False,
        help_text=_("Leave it empty to take the points that the declared values give."),
    )  # fmt: skip
    not_applicable = forms.BooleanField(label=_("Did not arise in this unit this year"), required=False)
    why = forms.CharField(
        label=_("Explanation"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, leaf: Leaf, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaf = leaf
        self.fields |= _declared(leaf)
        if leaf.not_applicable is NotApplicable.NEVER:
            del self.fields["not_applicable"]

    @property
    def value_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("v_")]

    def declared(self) -> dict[str, Any]:
        """Return the declared values, those left empty left out."""
        said: Mapping[str, Any] = self.cleaned_data
        found = {name[2:]: said[name] for name in self.fields if name.startswith("v_")}
        return {
            key: str(value) if isinstance(value, Decimal) else _plain(value)
            for key, value in found.items()
            if value not in (None, "")
        }

    def told(self) -> Told:
        """Return what the form says, as the action takes it."""
        said = self.cleaned_data
        is_out = bool(said.get("not_applicable"))
        return Told(
            declared={} if is_out else self.declared(),
            claimed=None if is_out else said["claimed"],
            is_not_applicable=is_out,
            why=said["why"],
            edition=said["edition"],
        )


def _plain(value: Any) -> Any:
    if value in ("yes", "no"):
        return value == "yes"
    return value.isoformat() if hasattr(value, "isoformat") else value


def initial_of(mark: Any) -> dict[str, Any]:
    """Return what a form shows of a mark that is there."""
    if mark is None:
        return {"edition": 0}
    found = {f"v_{key}": _shown(value) for key, value in mark.declared.items()}
    return found | {"not_applicable": mark.is_not_applicable, "why": mark.why, "edition": mark.edition}


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace(".", ",") if _is_number(value) and told.words.language() == "vi" else value


def _is_number(value: Any) -> bool:
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


class VerdictForm(MarkForm):
    """An appraiser's word about a leaf."""

    points = Number(
        label=_("Points"), required=False,
        help_text=_("Leave it empty to take what is proposed."),
    )  # fmt: skip
    asks = forms.BooleanField(label=_("The unit has to explain this"), required=False)

    def __init__(self, leaf: Leaf, *args: Any, again: bool = False, **kwargs: Any) -> None:
        super().__init__(leaf, *args, **kwargs)
        del self.fields["claimed"]
        self.fields["why"].label = gettext("Reason")
        if again:
            del self.fields["asks"]

    def verdict(self) -> Verdict:
        """Return what the form says, as the action takes it."""
        said = self.cleaned_data
        return Verdict(
            points=said["points"],
            declared=self.declared(),
            is_not_applicable=bool(said.get("not_applicable")),
            why=said["why"],
            asks=bool(said.get("asks")),
            edition=said["edition"],
        )


class PaperForm(forms.Form):
    """A paper laid beside a leaf."""

    name = forms.CharField(label=_("What the paper is"), max_length=300)
    file = forms.FileField(label=_("File"))


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label=_("Explanation"), max_length=2000, widget=forms.Textarea({"rows": 4}))


class LockForm(forms.Form):
    """The signed sheet, and the digest of what was signed."""

    file = forms.FileField(label=_("The signed self-score sheet (PDF or picture)"))
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ExtendForm(forms.Form):
    """More time for one unit."""

    until_on = forms.DateField(label=_("Until the end of office hours on"), **DAY)
    why = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 2}))

    @property
    def until_at(self) -> datetime:
        return _end(self.cleaned_data["until_on"])


class LeaveForm(forms.Form):
    """Since when, and why, a unit takes no further part."""

    on = forms.DateField(label=_("Suspended or reorganised since"), **DAY)
    why = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}))


def _end(day: Any) -> datetime:
    return make_aware(datetime.combine(day, END))


class RoundForm(forms.Form):
    """A round: the criteria, its windows, what becomes of who submits nothing; each unit and its group."""

    name = forms.CharField(label=_("Name of the round"), max_length=300)
    key = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Small letters, digits and hyphens: hai-duong-2024.")
    )
    criteria = forms.ChoiceField(label=_("Criteria set"))
    year = forms.IntegerField(label=_("Year assessed"), min_value=2012, max_value=2100)
    before = forms.ChoiceField(label=_("Round of the year before"), required=False)
    self_from_on = forms.DateField(label=_("Units score themselves from"), **DAY)
    self_until_on = forms.DateField(label=_("to the end of"), **DAY)
    explain_until_on = forms.DateField(label=_("Units explain until the end of"), **DAY)
    not_submitted = forms.ChoiceField(label=_("Who submits nothing"), widget=forms.RadioSelect)
    survey_optional = forms.BooleanField(
        label=_("A survey leaf without answers leaves the maximum as well"), required=False
    )

    def __init__(
        self,
        criteria: Sequence[tuple[str, str]],
        befores: Sequence[tuple[str, str]],
        units: Sequence[Any],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        chosen: Any = self.fields
        chosen["criteria"].choices = list(criteria)
        chosen["before"].choices = [("", gettext("no such round")), *befores]
        chosen["not_submitted"].choices = [(str(key), gettext(said)) for key, said in told.ABSENT.items()]
        for unit in units:
            self.fields[f"in_{unit.pk}"] = forms.BooleanField(label=unit.name, required=False, initial=True)
            self.fields[f"group_{unit.pk}"] = forms.CharField(
                label=gettext("Group of %(unit)s") % {"unit": unit.name}, max_length=60, required=False
            )

    @property
    def unit_fields(self) -> list[tuple[Any, Any]]:
        return [(self[f"in_{unit.pk}"], self[f"group_{unit.pk}"]) for unit in self.units]

    def groups(self) -> dict[int, str]:
        """Return the units that take part, each with its group."""
        said = self.cleaned_data
        return {unit.pk: said[f"group_{unit.pk}"] for unit in self.units if said[f"in_{unit.pk}"]}

    def windows(self) -> Windows:
        """Return the windows; a day ends with office hours."""
        said = self.cleaned_data
        begin = make_aware(datetime.combine(said["self_from_on"], time(0, 0)))
        return Windows(begin, _end(said["self_until_on"]), _end(said["explain_until_on"]))

    def policy(self) -> Policy:
        said = self.cleaned_data
        return Policy(NotSubmitted(said["not_submitted"]), said["survey_optional"])


def first_of(row: Any, parts: Sequence[Any]) -> dict[str, Any]:
    """Return what the form shows of a draft that is there."""
    options = row.options or {}
    found: dict[str, Any] = {
        "name": row.name,
        "key": row.key,
        "criteria": str(row.criteria_id),
        "year": row.year,
        "before": row.before.key if row.before else "",
        "self_from_on": localtime(row.self_from_at).date(),
        "self_until_on": localtime(row.self_until_at).date(),
        "explain_until_on": localtime(row.explain_until_at).date(),
        "not_submitted": options.get("not_submitted"),
        "survey_optional": options.get("survey_optional"),
    }
    for part in parts:
        found |= {f"in_{part.unit_id}": True, f"group_{part.unit_id}": part.group}
    return found
