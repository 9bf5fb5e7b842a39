"""Forms of criteria sets; whether a set makes sense is the rules' to say."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.rules import scoring_text, scoring_words
from motcua.rules.scoring_read import LEVELS, Problem
from motcua.rules.scoring_text import BadLine
from motcua.web import words
from motcua.web.criteria import told

AREA = {"rows": 3, "spellcheck": "false"}
MOST_BYTES = 5 * 1024 * 1024
FIELDS = {  # where a problem of a part is shown
    "name": "vi",
    "cap": "points",
    "kind": "kind",
    "rule": "kind",
    "rule.kind": "kind",
    "rule.variables": "variables",
    "children": "points",
    "leaves": "points",
}


class SheetForm(forms.Form):
    """A workbook to take in, and whose draft it becomes."""

    owner = forms.ChoiceField(label=_("Draft of"))
    sheet = forms.FileField(label=_("Workbook (XLSX) or CSV"))
    with_problems = forms.BooleanField(
        label=_("Keep it as a draft even with problems that can be mended here"), required=False
    )

    def __init__(self, owners: Sequence[Any], *args: Any) -> None:
        super().__init__(*args)
        chosen: Any = self.fields["owner"]
        chosen.choices = [(str(one.pk), one.name) for one in owners]

    def clean_sheet(self) -> Any:
        sheet = self.cleaned_data["sheet"]
        if sheet.size > MOST_BYTES:
            raise forms.ValidationError(gettext("A sheet may have 5 MB at most."))
        return sheet


class CopyForm(forms.Form):
    """To which year, for which unit."""

    owner = forms.IntegerField()
    year = forms.IntegerField(min_value=2012, max_value=2100)


class HeadForm(forms.Form):
    """What a set is: names, year, level, classes."""

    vi = forms.CharField(label=_("Name in Vietnamese"), max_length=300)
    en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    about_vi = forms.CharField(
        label=_("About, in Vietnamese"), max_length=1000, required=False, widget=forms.Textarea(AREA)
    )
    about_en = forms.CharField(
        label=_("About, in English"), max_length=1000, required=False, widget=forms.Textarea(AREA)
    )
    year = forms.IntegerField(label=_("Year"), min_value=2012, max_value=2100)
    level = forms.ChoiceField(label=_("Level"))
    classes = forms.CharField(
        label=_("Classes"),
        required=False,
        widget=forms.Textarea(AREA),
        help_text=_("A line each: key; from percent; name."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["level"]
        chosen.choices = [(level, gettext(told.LEVELS[level])) for level in LEVELS]

    def changes(self) -> dict[str, Any]:
        """Return the head as plain data."""
        said = self.cleaned_data
        rows = [
            [part.strip() for part in line.split(";", 2)]
            for line in said["classes"].splitlines()
            if line.strip()
        ]
        return {
            "name": {"vi": said["vi"], "en": said["en"] or said["vi"]},
            "about": {"vi": said["about_vi"], "en": said["about_en"] or said["about_vi"]},
            "year": said["year"],
            "level": said["level"],
            "classes": [
                {"key": row[0], "from": (row + ["", ""])[1], "name": scoring_text.unpair((row + ["", ""])[2])}
                for row in rows
            ],
        }

    @staticmethod
    def of(data: Mapping[str, Any], revision: int) -> dict[str, Any]:
        """Return what the form begins with."""
        name, about = data.get("name") or {}, data.get("about") or {}
        classes = [
            f"{one['key']}; {one['from']}; {scoring_text.pair(one['name'])}"
            for one in data.get("classes") or ()
        ]
        return {
            "vi": name.get("vi", ""),
            "en": name.get("en", ""),
            "about_vi": about.get("vi", ""),
            "about_en": about.get("en", ""),
            "year": data.get("year"),
            "level": data.get("level"),
            "classes": "\n".join(classes),
            "revision": revision,
        }


class BranchForm(forms.Form):
    """An area, a criterion or a block: its code, name and points."""

    code = forms.CharField(label=_("Code"), max_length=40)
    vi = forms.CharField(label=_("Name in Vietnamese"), max_length=500)
    en = forms.CharField(label=_("Name in English"), max_length=500, required=False)
    points = forms.CharField(label=_("Most points"), max_length=20)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def changes(self, *, is_block: bool = False) -> dict[str, Any]:
        """Return the part as plain data."""
        said = self.cleaned_data
        return {
            "code": said["code"].strip(),
            "name": {"vi": said["vi"], "en": said["en"] or said["vi"]},
            ("cap" if is_block else "points"): number(said["points"]),
        }

    @classmethod
    def of(cls, row: Mapping[str, Any], revision: int) -> dict[str, Any]:
        """Return what the form begins with."""
        name = row.get("name") or {}
        name = {"vi": name, "en": name} if isinstance(name, str) else name
        return {
            "code": row.get("code", ""),
            "vi": name.get("vi", ""),
            "en": name.get("en", ""),
            "points": row.get("cap", row.get("points", "")),
            "revision": revision,
        }

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each problem beside the field it is about."""
        for one in problems:
            place = FIELDS.get(one.part, one.part)
            if place.startswith("rule."):
                place = "params"
            self.add_error(
                place if place in self.fields else None,
                scoring_words.wrong(one.why, one.facts, words.language()).capitalize(),
            )


class LeafForm(BranchForm):
    """A component: what is declared, how it becomes points, what shows it."""

    kind = forms.ChoiceField(label=_("Rule"))
    variables = forms.CharField(
        label=_("Declared values"),
        required=False,
        widget=forms.Textarea({**AREA, "rows": 4}),
        help_text=_("A line each: key: kind [unit] = Name | English name."),
    )
    params = forms.CharField(
        label=_("How it is reckoned"),
        required=False,
        widget=forms.Textarea({**AREA, "rows": 5}),
        help_text=_("A line each; the examples beside show how."),
    )
    needs_evidence = forms.BooleanField(label=_("Needs evidence"), required=False)
    evidence = forms.CharField(label=_("Which evidence"), max_length=500, required=False)
    not_applicable = forms.ChoiceField(label=_("When it did not arise"), required=False)
    binding = forms.CharField(
        label=_("Bound to"),
        max_length=100,
        required=False,
        help_text=_("766:2.1, 61:6, sums:on_time_promise/closed_with_due or record:directives."),
    )
    effort = forms.CharField(label=_("Kind of act"), max_length=40, required=False)
    legal = forms.CharField(
        label=_("Legal basis"),
        required=False,
        widget=forms.Textarea(AREA),
        help_text=_("A line each: text; in force from; until (2024-01-31)."),
    )
    source = forms.CharField(label=_("Taken from"), max_length=60, required=False)
    confidence = forms.CharField(label=_("Confidence"), max_length=20, required=False)
    illustrative = forms.BooleanField(label=_("Illustrative"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side = 0 if words.language() == "vi" else 1
        kind: Any = self.fields["kind"]
        kind.choices = [(key, pair[side]) for key, pair in scoring_words.KINDS.items()]
        missing: Any = self.fields["not_applicable"]
        missing.choices = [
            ("", gettext("it always applies")),
            ("drop", gettext("left out of points and maximum")),
            ("full", gettext("given in full")),
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for name, read in (("variables", scoring_text.variables_of), ("params", scoring_text.params_of)):
            try:
                read(said.get(name, ""))
            except BadLine as bad:
                self.add_error(
                    name,
                    gettext("Line %(number)s cannot be read: %(text)s")
                    % {"number": bad.number, "text": bad.text},
                )
        return said

    def changes(self, *, is_block: bool = False) -> dict[str, Any]:
        """Return the leaf as plain data; what is empty is taken out."""
        said = self.cleaned_data
        evidence: Any = scoring_text.unpair(said["evidence"]) if said["evidence"] else None
        return super().changes() | {
            "rule": scoring_text.rule(said["kind"], said["variables"], said["params"]),
            "evidence": evidence if said["needs_evidence"] else False,
            "legal": scoring_text.legal_of(said["legal"]) or None,
            "illustrative": True if said["illustrative"] else None,
            **{
                name: said[name].strip() or None
                for name in ("not_applicable", "binding", "effort", "source", "confidence")
            },
        }

    @classmethod
    def of(cls, row: Mapping[str, Any], revision: int) -> dict[str, Any]:
        """Return what the form begins with."""
        rule, evidence = row.get("rule") or {}, row.get("evidence")
        return super().of(row, revision) | {
            "kind": rule.get("kind", ""),
            "variables": scoring_text.variables_text(rule),
            "params": scoring_text.params_text(rule),
            "needs_evidence": evidence is not False,
            "evidence": scoring_text.pair(evidence) if evidence else "",
            "legal": "\n".join(scoring_text.legal_text(row)),
            "illustrative": bool(row.get("illustrative")),
            **{
                name: row.get(name) or ""
                for name in ("not_applicable", "binding", "effort", "source", "confidence")
            },
        }


def number(said: str) -> str:
    """Return a number as data has it: a comma between whole and part is a point."""
    return said.strip().replace(",", ".")
