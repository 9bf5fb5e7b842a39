"""The dossiers behind a figure of the process map, and why their applicants were asked for more."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.queries import access
from motcua.queries.event_log import EventLog
from motcua.records.models import Dossier, Entry
from motcua.rules.people import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: of a live dossier its row, of a past one only what the log tells."""

    code: str
    unit: str
    channel: str
    received_at: datetime
    lasted: int  # microseconds, first event to last
    dossier: Dossier | None = None


def page(log: EventLog, *, by: Actor, cases: Sequence[int], first: int = 0) -> list[Listed]:
    """Return a page of the cases in their order. Costs 1 query for live dossiers, none for past ones.

    A live dossier that the actor may not know of is left out.
    """
    import polars as pl

    some = list(cases[first : first + PAGE])
    told = log.cases[some].to_dicts() if some else []
    spans = (
        log.events.lazy()
        .filter(pl.col("case").is_in(some))
        .group_by("case")
        .agg((pl.col("at").last() - pl.col("at").first()).alias("lasted"))
        .collect()
    )
    lasted = dict(zip(spans["case"].to_list(), spans["lasted"].to_list(), strict=True))
    kept: dict[str, Dossier] = {}
    if not log.is_history:
        rows = access.visible(by).filter(code__in=[row["code"] for row in told])
        kept = {row.code: row for row in rows.select_related("version", "unit", "assignee")}
    found = []
    for case, row in zip(some, told, strict=True):
        dossier = kept.get(row["code"])
        received_at = dossier.received_at if dossier else row.get("received_at")
        if received_at is not None:
            parts = (row["code"], str(row["unit"]), row["channel"], received_at, lasted.get(case, 0))
            found.append(Listed(*parts, dossier))
    return found


@dataclass(frozen=True, slots=True)
class Reason:
    """A paper that was asked for, and how often."""

    name: str
    count: int


def reasons(log: EventLog) -> list[Reason]:
    """Return the papers that supplements were asked for, the most common first. Costs 1 query.

    Papers are named by the procedure. A history does not say.
    """
    if log.is_history or not log.cases.height:
        return []
    at = next((at for at, one in enumerate(log.activities) if one.key == "ask_supplement"), None)
    if at is None:
        return []
    import polars as pl

    cases = (
        log.events.lazy().filter(pl.col("activity") == at).select(pl.col("case").unique().sort()).collect()
    )
    codes = log.cases[cases["case"].to_list()]["code"].to_list()
    found: Counter[str] = Counter()
    for first in range(0, len(codes), 500):
        rows = Entry.objects.filter(verb="ask_supplement", dossier__code__in=codes[first : first + 500])
        for payload in rows.values_list("payload", flat=True):
            found.update(_asked(json.loads(payload)))
    return [
        Reason(name, count) for name, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _asked(payload: dict[str, Any]) -> set[str]:
    facts = payload.get("facts") or {}
    return {str(item.get("name") or item.get("key")) for item in facts.get("asked") or ()}
