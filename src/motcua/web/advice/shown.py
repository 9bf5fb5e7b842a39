"""Advice in words: what to do, on what points rest, why the rest cannot be won."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext

from motcua.queries.advice import Basis
from motcua.queries.advice_report import Report
from motcua.queries.advice_rows import LeafAdvice
from motcua.rules.advice import Advice, Step, Why
from motcua.rules.advice_efforts import Act
from motcua.rules.indicator_sets import Text
from motcua.rules.scorecard import Branch, CriteriaSet, Variable, VariableKind
from motcua.web import words
from motcua.web.advice.asked import Asked

CENT = Decimal("0.01")
GENERAL = ("any_yes_no", "any_count", "any_share", "any_other")


def said(text: Text) -> str:
    """Return a sentence in the language of the page."""
    return text.en if words.language() == "en" else text.vi


def points(value: Decimal | float) -> str:
    """Write points: rounded once, two places."""
    return words.number(Decimal(str(value)).quantize(CENT, rounding=ROUND_HALF_UP), 2)


def short(value: Decimal | float) -> str:
    """Write points or days without needless zeros: "0,5", "12"."""
    kept = Decimal(str(value)).quantize(CENT, rounding=ROUND_HALF_UP).normalize()
    return words.number(kept, max(0, -int(kept.as_tuple().exponent)))


def doing(act: Act, acts: int) -> str:
    """Write what to do: "Niêm yết lại 3 danh mục thủ tục"."""
    if words.language() == "en":
        return (act.name.en if acts == 1 else act.many).format(n=words.number(acts))
    return act.name.vi.format(n=words.number(acts))


def basis(of: Basis) -> str:
    """Say on what points rest."""
    return {
        Basis.COUNTED: gettext("counted by the system"),
        Basis.APPRAISED: gettext("appraised"),
        Basis.DECLARED: gettext("declared by the unit"),
        Basis.SURVEYED: gettext("from the survey"),
        Basis.LAST_YEAR: gettext("as it was last year"),
        Basis.NOTHING: gettext("nothing known yet"),
    }[of]


def why(of: Advice) -> str:
    """Say why points, or the rest of them, cannot be won this year."""
    if of.why is None:
        return ""
    facts = {key: words.number(value) for key, value in of.facts.items()}
    return _WHY[of.why]() % ({"needs": "", "most": "", "events": ""} | facts)


_WHY = {
    Why.UNDONE: lambda: gettext("cannot be undone this year: it happened %(events)s times"),
    Why.OTHERS: lambda: gettext("it is measured against the best of the group"),
    Why.KEEP: lambda: gettext("lost last year (%(events)s times): see that it does not happen this year"),
    Why.SURVEY: lambda: gettext("people are asked: nobody scores herself, and better service shows late"),
    Why.IMPORTED: lambda: gettext("taken over from another index"),
    Why.DAY_PASSED: lambda: gettext("its day has passed"),
    Why.TOO_LATE: lambda: gettext("needs %(needs)s acts; %(most)s can be done before the day"),
    Why.TOO_FEW_CASES: lambda: gettext("needs %(needs)s good cases in a row; some %(most)s will come in"),
    Why.EXHAUSTED: lambda: gettext("all that can still be done leaves it there"),
    Why.NOT_DECLARED: lambda: gettext("nothing is declared yet: declare it first"),
}


def action(row: LeafAdvice, step: Step | None) -> str:
    """Write what to do for a leaf; where nothing can be done, why.

    An act of no kind in particular, or a choice, is told by what changes: "Bằng khen: 1 → 2".
    """
    if step is None:
        return why(row.advice)
    changes = _changes(row, step)
    is_choice = any(one.kind is VariableKind.CHOICE for one in row.leaf.rule.variables)
    if changes and (is_choice or row.advice.act.key in GENERAL):
        return "; ".join(changes)
    return doing(row.advice.act, step.acts)


def evidence(row: LeafAdvice) -> str:
    """Write which evidence the leaf will ask for; nothing to hand in where the system counts."""
    if row.basis is Basis.COUNTED:
        return gettext("counted, nothing to hand in")
    found = row.leaf.evidence or row.advice.act.evidence
    return said(found) if row.leaf.needs_evidence else gettext("none asked")


def step(row: LeafAdvice, of: Step, asked: Asked) -> dict[str, Any]:
    """Return one step as a page shows it."""
    return {
        "text": action(row, of),
        "acts": words.number(of.acts),
        "gain": f"+{points(of.gain)}",
        "after": points(of.points),
        "days": short(of.days),
        "worth": points(of.worth),
        "ready_on": of.ready_on,
        "changes": _changes(row, of),
        "task_url": asked.url("new", leaf=row.code, acts=of.acts),
    }


def _changes(row: LeafAdvice, of: Step) -> list[str]:
    """Write which declared values move: "Danh mục đã niêm yết: 14 → 17"."""
    found = []
    for one in row.leaf.rule.variables:
        old, new = row.declared.get(one.key), of.declared.get(one.key)
        if str(old) != str(new):
            found.append(f"{said(one.name)}: {value(one, old)} → {value(one, new)}")
    return found


def value(of: Variable, told: Any) -> str:
    """Write a declared value."""
    kind = of.kind
    if told in (None, ""):
        return "–"
    if kind is VariableKind.YES_NO:
        return gettext("yes") if told is True or told == "yes" else gettext("no")
    if kind is VariableKind.SHARE:
        return words.share(Decimal(str(told)), 1)
    if kind in (VariableKind.COUNT, VariableKind.NUMBER):
        return short(Decimal(str(told)))
    if kind is VariableKind.DAY:
        return words.day(date.fromisoformat(str(told)))
    return next((said(name) for key, name in of.choices if key == told), str(told))


def line(row: LeafAdvice, asked: Asked, tasks: Mapping[str, Any], top: Decimal) -> dict[str, Any]:
    """Return a row of the table of what to do, its bar against the best."""
    best, task = row.advice.best, tasks.get(row.code)
    assert best is not None
    return {
        "code": row.code,
        "name": said(row.leaf.name),
        "text": action(row, best),
        "url": asked.url("leaf", row.code, leaf=""),
        "lost": points(row.lost),
        "gain": f"+{points(best.gain)}",
        "days": short(best.days),
        "worth": points(best.worth),
        "percent": max(1, min(100, round(100 * best.worth / top))) if top else 0,
        "evidence": evidence(row),
        "lacks": row.lacks_evidence,
        "task": task,
        "who": said(row.advice.act.who),
        "ready_on": best.ready_on,
        "task_url": asked.url("new", leaf=row.code, acts=best.acts),
        "basis": basis(row.basis) if row.basis is Basis.LAST_YEAR else "",
    }


def lines(of: Report, asked: Asked, tasks: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the table of what to do, most points for a day of work first."""
    ranked = of.ranked()
    top = ranked[0].advice.best.worth if ranked and ranked[0].advice.best else Decimal(0)
    return [line(row, asked, tasks, top) for row in ranked]


def hopeless(of: Report, asked: Asked, *, again: bool) -> list[dict[str, Any]]:
    """Return the leaves of which points cannot be won, with the reason.

    `again`: those that were lost last year by what must not happen again, instead of the others.
    """
    return [
        {
            "code": row.code,
            "name": said(row.leaf.name),
            "url": asked.url("leaf", row.code, leaf=""),
            "beyond": f"−{points(row.advice.beyond)}",
            "why": why(row.advice),
        }
        for row in of.stuck()
        if (row.advice.why is Why.KEEP) == again
    ]


def branches(of: CriteriaSet) -> dict[str, Branch]:
    """Return the areas and criteria by code."""
    found: dict[str, Branch] = {}

    def walk(branch: Branch) -> None:
        found[branch.code] = branch
        for child in branch.children:
            if isinstance(child, Branch):
                walk(child)

    for area in of.areas:
        walk(area)
    return found


def codes(of: Branch) -> set[str]:
    """Return the codes of the leaves of a branch."""
    return {leaf.code for leaf in of.leaves()}


def chosen(of: Report, asked: Asked) -> dict[str, Any] | None:
    """Return the criterion or leaf that was picked in the picture, with the leaves under it."""
    named = branches(of.known.criteria)
    wanted = codes(named[asked.leaf]) if asked.leaf in named else {asked.leaf}
    rows: Sequence[LeafAdvice] = [row for row in of.rows if row.code in wanted]
    if not rows:
        return None
    name = said(named[asked.leaf].name) if asked.leaf in named else said(rows[0].leaf.name)
    return {
        "code": asked.leaf,
        "name": name,
        "lost": points(sum((row.lost for row in rows), Decimal(0))),
        "most": short(sum((row.leaf.points for row in rows), Decimal(0))),
        "rows": [
            {
                "code": row.code,
                "name": said(row.leaf.name),
                "lost": points(row.lost),
                "text": action(row, row.advice.best),
                "gain": f"+{points(row.advice.best.gain)}" if row.advice.best else "",
                "url": asked.url("leaf", row.code, leaf=""),
            }
            for row in rows
        ],
    }
