"""Forms of a survey: its plan, its questions, a table of answers; whether they make sense rules say."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _

from motcua.actions.survey import Plan
from motcua.rules.survey import Question, Questionnaire, Scale
from motcua.rules.survey_scores import Combine, Formula
from motcua.web.survey import told

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DAY: dict[str, Any] = {
    "input_formats": ["%Y-%m-%d", "%d/%m/%Y"],
    "widget": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
}


class PlanForm(forms.Form):
    """When a survey runs, whom it draws, how it is counted."""

    name = forms.CharField(label=_("Name of the survey"), max_length=300)
    round = forms.ChoiceField(
        label=_("Round of the index"), required=False,
        help_text=_("The leaves named in the questions get their survey marks from it."),
    )  # fmt: skip
    from_on = forms.DateField(label=_("Dossiers closed from"), **DAY)
    until_on = forms.DateField(label=_("to"), **DAY)
    opens_on = forms.DateField(label=_("Answers from"), **DAY)
    closes_on = forms.DateField(label=_("last day of answers"), **DAY)
    error = forms.DecimalField(
        label=_("Margin of error, %"), min_value=Decimal("0.1"), max_value=20, decimal_places=2,
        help_text=_("n = N / (1 + N·e²), rounded up: at 5 % there are 395 of 30,000, 80 of 100."),
    )  # fmt: skip
    sharing = forms.ChoiceField(
        label=_("Sample"),
        choices=(
            ("each", _("one for each unit")),
            ("shared", _("one over all units, in proportion")),
        ),
        widget=forms.RadioSelect,
    )
    least = forms.IntegerField(
        label=_("At least so many a unit, when shared"), min_value=0, max_value=1000, required=False
    )
    formula = forms.ChoiceField(label=_("Formula"), choices=list(told.FORMULAS.items()))
    combine = forms.ChoiceField(label=_("From criteria to the whole"), choices=list(told.COMBINES.items()))

    def __init__(self, rounds: Sequence[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["round"]
        chosen.choices = [("", _("no round")), *((row.key, row.name) for row in rounds)]
        for name, names in (("formula", told.FORMULAS), ("combine", told.COMBINES)):
            field: Any = self.fields[name]
            field.choices = [(str(key), _(text)) for key, text in names.items()]

    def plan(self) -> Plan:
        """Return what the form says, as a value."""
        said: Mapping[str, Any] = self.cleaned_data
        return Plan(
            name=said["name"],
            opens_at=make_aware(datetime.combine(said["opens_on"], time())),
            closes_at=make_aware(datetime.combine(said["closes_on"] + timedelta(days=1), time())),
            from_on=said["from_on"],
            until_on=said["until_on"],
            error=said["error"] / 100,
            is_shared=said["sharing"] == "shared",
            least=said["least"] or 0,
            formula=Formula(said["formula"]),
            combine=Combine(said["combine"]),
            round_key=said["round"],
        )


class NewForm(PlanForm):
    """A plan with the questionnaire it begins from and the key it is known by."""

    questionnaire = forms.ChoiceField(label=_("Questionnaire"), widget=forms.RadioSelect)
    key = forms.CharField(
        label=_("Code of the survey"),
        max_length=60,
        help_text=_("Small letters, digits and dashes; it stands in addresses."),
    )

    field_order = ("questionnaire", "name", "key")

    def __init__(self, shipped: Sequence[tuple[str, str]], rounds: Sequence[Any], data: Any, initial: Any):
        super().__init__(rounds, data, initial=initial)
        chosen: Any = self.fields["questionnaire"]
        chosen.choices = list(shipped)

    def clean_key(self) -> str:
        """Refuse what cannot stand in an address."""
        key: str = self.cleaned_data["key"].strip().lower()
        if not KEY.fullmatch(key):
            raise forms.ValidationError(_("Use small letters, digits and single dashes."))
        return key


def planned(row: Any) -> dict[str, Any]:
    """Return what a form shows of a draft that is there."""
    return {
        "name": row.name,
        "round": row.round.key if row.round else "",
        "from_on": row.sample["from_on"],
        "until_on": row.sample["until_on"],
        "opens_on": localtime(row.opens_at).date(),
        "closes_on": (localtime(row.closes_at) - timedelta(seconds=1)).date(),
        "error": f"{row.error * 100:.2f}".rstrip("0").rstrip("."),
        "sharing": "shared" if row.sample["is_shared"] else "each",
        "least": row.sample["least"],
        "formula": row.formula,
        "combine": row.combine,
    }


class QuestionsForm(forms.Form):
    """The wording of each question in both languages, its leaf, and the weights of its options."""

    def __init__(
        self, questionnaire: Questionnaire, leaves: Sequence[tuple[str, str]] = (), data: Any = None
    ) -> None:
        super().__init__(data)
        self.questionnaire, self.leaves = questionnaire, leaves
        for question in questionnaire.questions():
            self._add(question)

    def _add(self, question: Question) -> None:
        key, area = question.key, forms.Textarea({"rows": 2})
        made: dict[str, forms.Field] = {
            f"vi_{key}": forms.CharField(
                label=_("Vietnamese"), initial=question.text.vi, max_length=400, widget=area
            ),
            f"en_{key}": forms.CharField(
                label=_("English"), initial=question.text.en, max_length=400, widget=area
            ),
            f"leaf_{key}": self._leaf(question),
        }
        for option in question.options:
            made[f"weight_{key}_{option.letter}"] = forms.DecimalField(
                label=f"{option.letter} · {told.said(option.text)}, %",
                initial=option.weight, min_value=0, max_value=100,
            )  # fmt: skip
        self.fields.update(made)

    def _leaf(self, question: Question) -> forms.Field:
        """Offer the survey leaves of the round; a survey of no round takes any code."""
        label, first = _("Leaf of the index"), question.leaf
        if not self.leaves:
            return forms.CharField(label=label, initial=first, max_length=40, required=False)
        known = first in [code for code, _name in self.leaves] or not first
        more = () if known else ((first, first),)
        return forms.ChoiceField(
            label=label, initial=first, required=False, choices=[("", "–"), *self.leaves, *more]
        )

    def groups(self) -> list[dict[str, Any]]:
        """Return the fields by factor and question, for the page."""
        return [
            {
                "name": told.said(factor.name),
                "questions": [
                    {
                        "key": one.key,
                        "fields": [self[f"vi_{one.key}"], self[f"en_{one.key}"]],
                        "leaf": self[f"leaf_{one.key}"],
                        "weights": [self[f"weight_{one.key}_{option.letter}"] for option in one.options],
                    }
                    for one in factor.questions
                ],
            }
            for factor in self.questionnaire.factors
        ]

    def body(self, plain: Mapping[str, Any]) -> dict[str, Any]:
        """Return the plain questionnaire with what the form says laid over it."""
        said: Mapping[str, Any] = self.cleaned_data
        factors = [
            {**factor, "questions": [self._question(one, said) for one in factor["questions"]]}
            for factor in plain["factors"]
        ]
        return {**plain, "factors": factors}

    def _question(self, row: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
        key = row["key"]
        text = {"vi": said[f"vi_{key}"], "en": said[f"en_{key}"]}
        found = {**row, "text": text, "leaf": said[f"leaf_{key}"]}
        if self.questionnaire.question(key).scale is Scale.OPTIONS:
            found["options"] = [
                {**option, "weight": str(said[f"weight_{key}_{option['letter']}"])}
                for option in row["options"]
            ]
        return found


class TableForm(forms.Form):
    """A table of answers that somebody else collected."""

    file = forms.FileField(label=_("Table of answers, XLSX or CSV"), max_length=200)
