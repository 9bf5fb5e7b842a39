"""Forms of reviews and proposals; whether a proposal makes sense is the rules' to say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.rules.simplification import Change
from motcua.web.simplify import told

MOST = 3660
AREA = {"rows": 3}
KEEP, CUT, LOOK_UP = "", "cut", "look_up"


class Findings(forms.Form):
    """What a review found, part by part."""

    time = forms.CharField(label=_("Time"), max_length=1000, required=False, widget=forms.Textarea(AREA))
    papers = forms.CharField(label=_("Papers"), max_length=1000, required=False, widget=forms.Textarea(AREA))
    steps = forms.CharField(label=_("Steps"), max_length=1000, required=False, widget=forms.Textarea(AREA))
    fee = forms.CharField(label=_("Fee"), max_length=1000, required=False, widget=forms.Textarea(AREA))


class Opening(forms.Form):
    """Which procedure is reviewed, for whom, in which year."""

    procedure = forms.ChoiceField(label=_("Procedure"))
    covers_below = forms.ChoiceField(
        label=_("Which promises"),
        choices=(("below", _("those of all units below")), ("own", _("those of this unit itself"))),
        widget=forms.RadioSelect,
        initial="below",
    )
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)

    def __init__(self, procedures: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["procedure"]
        chosen.choices = list(procedures)


class ProposalForm(forms.Form):
    """What is proposed: a time for all, another for some, and what becomes of each paper and step."""

    value = forms.IntegerField(label=_("Promised time"), min_value=0, max_value=MOST, required=False)
    unit = forms.ChoiceField(label=_("Counted in"), required=False)
    fee = forms.IntegerField(
        label=_("Fee, đồng"), min_value=0, max_value=10**12, required=False,
        help_text=_("Leave it empty to keep the fee as it is."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4})
    )

    def __init__(
        self, version: Any, units: Sequence[tuple[int, str]], data: Any = None, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.papers = [(part["key"], part["name"]) for part in version.body.get("components", [])]
        self.steps = [
            (step["key"], step["name_vi"], step["name_en"]) for step in version.body.get("steps", [])
        ]
        self.units = units
        chosen: Any = self.fields["unit"]
        chosen.choices = [(str(unit), gettext(name)) for unit, name in told.UNIT_NAMES]
        for key, name in self.papers:
            kept = ((KEEP, gettext("keep")), (CUT, gettext("leave out")), (LOOK_UP, gettext("look it up")))
            self.fields[f"paper_{key}"] = forms.ChoiceField(label=name, choices=kept, required=False)
        for key, name_vi, name_en in self.steps:
            label = name_en if gettext("keep") == "keep" else name_vi
            self.fields[f"step_{key}"] = forms.BooleanField(label=label, required=False)
        for pk, name in units if len(units) > 1 else ():
            self.fields[f"own_{pk}"] = forms.IntegerField(
                label=name, min_value=0, max_value=MOST, required=False
            )

    @property
    def paper_fields(self) -> list[Any]:
        return [self[f"paper_{key}"] for key, _name in self.papers]

    @property
    def step_fields(self) -> list[Any]:
        return [self[f"step_{key}"] for key, *_names in self.steps]

    @property
    def own_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("own_")]

    def change(self) -> Change:
        """Return what the form proposes, as a value."""
        said: Mapping[str, Any] = self.cleaned_data
        own = {pk: said[f"own_{pk}"] for pk, _name in self.units if said.get(f"own_{pk}") is not None}
        value = said["value"]
        return Change(
            value=value,
            unit=said["unit"] if value is not None else "",
            own_values=own if value is not None else {},
            papers_cut=tuple(key for key, _name in self.papers if said[f"paper_{key}"] == CUT),
            papers_looked_up=tuple(key for key, _name in self.papers if said[f"paper_{key}"] == LOOK_UP),
            steps_cut=tuple(key for key, *_names in self.steps if said[f"step_{key}"]),
            fee=said["fee"],
        )


def initial(change: Change, reason: str) -> dict[str, Any]:
    """Return what a form shows of a proposal that is there."""
    found: dict[str, Any] = {"value": change.value, "unit": change.unit, "fee": change.fee, "reason": reason}
    found |= {f"paper_{key}": CUT for key in change.papers_cut}
    found |= {f"paper_{key}": LOOK_UP for key in change.papers_looked_up}
    found |= {f"step_{key}": True for key in change.steps_cut}
    found |= {f"own_{pk}": value for pk, value in (change.own_values or {}).items()}
    return found


class Answer(forms.Form):
    """What the leader decides about a proposal."""

    decision = forms.CharField(label=_("Number of the decision"), max_length=100)
    effective_on = forms.DateField(
        label=_("In effect from"), input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Words to the proposer"), max_length=1000, required=False, widget=forms.Textarea(AREA)
    )
