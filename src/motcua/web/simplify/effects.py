"""What a replay found, in words and figures."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from motcua.queries import simplification
from motcua.queries.replay import Part
from motcua.rules import replay
from motcua.rules import simplification as rules
from motcua.web import words
from motcua.web.simplify import told

DAY = 480


def of(part: Part, proposed: Sequence[Any]) -> dict[str, Any]:
    """Return the effect of a change on the dossiers counted so far, and on each unit's promise."""
    sums, assumed = part.sums, simplification.assumptions()
    spared = replay.cost(sums, {key: one for key, (one, _vi, _en) in assumed.items()})
    return {
        "done": part.done,
        "total": part.total,
        "is_whole": not part.following,
        "lines": _lines(sums),
        "late": _late(sums),
        "spared": spared if spared["whole"] else None,
        "assumed": [
            {
                "words": en if words.language() == "en" else vi,
                "value": one.value,
                "confidence": one.confidence,
            }
            for one, vi, en in assumed.values()
        ],
        "units": [_unit(row, term, cut) for row, term, cut in proposed],
    }


def _late(sums: replay.Sums) -> list[tuple[str, int, str]]:
    """Return how many were, and would be, later than promised; nothing where no promise can be judged."""
    if not sums.judged:
        return []
    counted = [
        (gettext("as it was"), sums.late_before),
        (gettext("new promise, nobody works faster"), sums.late_as_worked),
    ]
    if sums.step_minutes:
        counted.append((gettext("new promise, cut steps fall away"), sums.late_after))
    return [(said, count, words.share(count / sums.judged)) for said, count in counted]


def _lines(sums: replay.Sums) -> list[tuple[str, str]]:
    count = ngettext("%(number)s dossier", "%(number)s dossiers", sums.dossiers)
    found = [(gettext("Counted again"), count % {"number": words.number(sums.dossiers)})]
    if sums.judged:
        before, after = sums.due_minutes_before / sums.judged, sums.due_minutes_after / sums.judged
        shorter = words.days(round((before - after) / DAY, 1))
        found.append((gettext("Promised on average earlier by"), shorter))
        worked = words.days(round(sums.worked_minutes / sums.dossiers / DAY, 1))
        found.append((gettext("Working time it really took, on average"), worked))
    if sums.papers:
        papers = ngettext("%(number)s paper", "%(number)s papers", sums.papers)
        found.append((gettext("Not brought any more"), papers % {"number": words.number(sums.papers)}))
    if sums.step_minutes:
        found.append(
            (gettext("Rest in the cut steps, all together"), words.days(round(sums.step_minutes / DAY, 1)))
        )
    return found


def _unit(row: Any, term: Any, cut: Any) -> dict[str, Any]:
    return {
        "unit": row.unit.name,
        "picture": told.dumbbell(row.law, term, rules.band(cut.share)),
        "law": told.term(row.law),
        "now": told.term(row.promise),
        "then": told.term(term),
        "cut": told.cut(cut),
        "changes": term != row.promise,
    }
