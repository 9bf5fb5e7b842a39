"""The panel beside the map: one act or one link, its work against its rest, and where it takes longest."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from motcua.queries import process_waits
from motcua.queries.process_waits import UnitWait, Wait
from motcua.rules.process import DAY
from motcua.rules.process_route import PAUSE, PICK_UP
from motcua.web import words
from motcua.web.process import spans
from motcua.web.process.asked import Look

FEW = 5  # a unit with fewer passages is no example for others
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Pick:
    """What is chosen: an act, or a link from it to another."""

    activity: int
    after: int | None = None


def read(look: Look) -> Pick | None:
    """Return what the address has chosen; without a choice, the act that costs citizens most days."""
    first, joint, after = look.asked.pick.partition("-")
    many = len(look.log.activities)
    if first.isascii() and first.isdigit() and int(first) < many:
        if joint and after.isascii() and after.isdigit() and (int(first), int(after)) in look.map.edges:
            return Pick(int(first), int(after))
        if not joint:
            return Pick(int(first))
    places = process_waits.bottlenecks(look.log, waits=look.waits)
    return (
        Pick(next((one.activity for one in places if one.is_office), places[0].activity)) if places else None
    )


def panel(look: Look, pick: Pick, url: str) -> dict[str, Any]:
    """Return the panel's words and figures. `url` opens the list of the dossiers behind it."""
    cases = process_waits.passing(look.stays, activity=pick.activity, after=pick.after)
    wait = _wait(look, pick)
    rows = process_waits.by_unit(look.log, told=look.stays, activity=pick.activity, after=pick.after)
    kind = look.log.activities[pick.activity].kind
    name = look.labels[pick.activity]
    if pick.after is not None:
        name = f"{name} → {look.labels[pick.after]}"
    share = len(cases) / look.map.cases if look.map.cases else None
    passage = look.map.nodes[pick.activity]
    return {
        "name": name,
        "is_link": pick.after is not None,
        "cases": len(cases) if wait else passage.cases,
        "share": words.share(share, 0) if wait else words.share(passage.cases / look.map.cases, 0),
        "times": wait.count if wait else passage.events,
        "mean": spans.said(wait.citizen / wait.count) if wait else "",
        "parts": _parts(wait, kind) if wait else [],
        "whole": words.number(round(wait.citizen / DAY)) if wait else "",
        "units": _units(look, rows, wait) if wait and len(rows) > 1 else [],
        "advice": _advice(look, rows, wait) if wait and kind not in (PAUSE, PICK_UP) else "",
        "url": url if wait else "",
        "is_last": wait is None,
    }


def _wait(look: Look, pick: Pick) -> Wait | None:
    if pick.after is None:
        return look.waits.get(pick.activity)
    return process_waits.by_edge(look.stays).get((pick.activity, pick.after))


def _parts(wait: Wait, kind: str) -> list[tuple[str, str, str]]:
    """Return the lines that split the time: (term, figure, tone)."""
    if kind == PAUSE:
        return [(gettext("Counts for the office"), gettext("no: a pause"), "")]
    if kind == PICK_UP:
        return [(gettext("Counts for the office"), gettext("no: the result waits to be fetched"), "")]
    if wait.office is None:
        return [(gettext("Work and rest"), gettext("not yet measured"), "")]
    told = [(gettext("In office hours"), spans.office(wait.office / wait.count), "")]
    if wait.planned:
        told += [
            (gettext("Work, at most"), spans.office(wait.work / wait.planned), ""),
            (
                gettext("Rest beyond the plan"),
                spans.office(wait.rest / wait.planned),
                "bad" if wait.rest else "",
            ),
            (
                gettext("Longer than planned"),
                words.share(wait.over / wait.planned, 0),
                "bad" if wait.over else "",
            ),
        ]
    return told


def _units(look: Look, rows: list[UnitWait], wait: Wait) -> list[dict[str, Any]]:
    """Return the slowest units, the whole, and the quickest, as bars on one scale."""
    mean = wait.citizen / wait.count
    slow = [row for row in rows if row.mean > mean][: SHOWN - 2]
    quick = [row for row in rows if row.mean <= mean and row.count >= FEW][-1:]
    top = max(rows[0].mean, mean) or 1
    told = [_bar(look, row, top, "bad") for row in slow]
    told.append(
        {"name": gettext("All together"), "percent": _percent(mean, top), "text": spans.said(mean)}
        | {"tone": "info", "is_whole": True}
    )
    return [*told, *(_bar(look, row, top, "info") for row in quick)]


def _bar(look: Look, row: UnitWait, top: float, tone: str) -> dict[str, Any]:
    return {
        "name": look.names.get(row.unit, row.unit),
        "percent": _percent(row.mean, top),
        "text": spans.said(row.mean),
        "tone": tone,
        "is_whole": False,
    }


def _percent(value: float, top: float) -> int:
    return max(0, min(100, round(100 * value / top)))


def _advice(look: Look, rows: list[UnitWait], wait: Wait) -> str:
    """Say what it would be worth if all took as long as the quickest unit that is large enough."""
    enough = [row for row in rows if row.count >= max(FEW, wait.count / 50)]
    if len(enough) < 2:
        return ""
    best, mean = enough[-1], wait.citizen / wait.count
    saved = (mean - best.mean) * wait.count / DAY
    if saved < 1:
        return ""
    return gettext(
        "%(unit)s needs %(best)s on average, all together %(mean)s. "
        "At that pace citizens would wait %(saved)s days less."
    ) % {
        "unit": look.names.get(best.unit, best.unit),
        "best": spans.said(best.mean),
        "mean": spans.said(mean),
        "saved": words.number(round(saved)),
    }
