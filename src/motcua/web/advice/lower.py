"""The lower half of the overview: the best plan, what if, the areas, the evidence missing."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from motcua.queries import advice_report
from motcua.queries.advice_report import Report
from motcua.queries.advice_rows import LeafAdvice
from motcua.rules.advice import Step
from motcua.rules.advice_plan import Option
from motcua.web import words
from motcua.web.advice import asked as asks
from motcua.web.advice import shown
from motcua.web.advice.asked import Asked


def plan(of: Report, asked: Asked) -> dict[str, Any]:
    """Return the best plan for the days asked for."""
    best = advice_report.plan(of, asked.days)
    rows = {row.code: row for row in of.rows}
    after = advice_report.with_plan(of, best.chosen)
    picked: Sequence[tuple[LeafAdvice, Option]] = [
        (rows[one.leaf.rpartition(":")[2]], one) for one in best.chosen
    ]
    return {
        "days": shown.short(asked.days),
        "slider": min(100, int(asked.days)),
        "spent": shown.short(Decimal(best.cost) / 100),
        "gain": shown.points(Decimal(best.gain) / 1_000_000),
        "after": shown.points(after.outlook.points.mean),
        "rank": after.outlook.rank if of.others else None,
        "rows": [
            {
                "code": row.code,
                "text": shown.action(row, _step(row, one)),
                "gain": f"+{shown.points(Decimal(one.gain) / 1_000_000)}",
                "days": shown.short(Decimal(one.cost) / 100),
                "url": asked.url("leaf", row.code, leaf=""),
            }
            for row, one in picked
        ],
        "give_url": asked.url("new", leaf=[f"{row.code}:{one.acts}" for row, one in picked])
        if picked
        else "",
    }


def _step(row: LeafAdvice, one: Option) -> Step:
    return next(step for step in row.advice.steps if step.acts == one.acts and step.cost == one.cost)


def what(of: Report, asked: Asked) -> dict[str, Any]:
    """Return what would be so with other points on some leaves."""
    known = {row.code: row for row in of.rows}
    put = {
        code: min(known[code].leaf.points, max(Decimal(0), value))
        for code, value in asked.put.items()
        if code in known
    }
    found = advice_report.what_if(of, put) if put else None
    return {
        "leaves": [
            {"code": row.code, "name": shown.said(row.leaf.name), "most": shown.short(row.leaf.points)}
            for row in of.rows
        ],
        "chosen": asked.request.GET.get("what", "") or asked.leaf,
        "put": [
            {
                "code": code,
                "name": shown.said(known[code].leaf.name),
                "was": shown.points(known[code].points),
                "now": shown.points(value),
                "said": f"{code}:{asks.plain(value)}",
                "off_url": asked.url(unset=code),
            }
            for code, value in put.items()
        ],
        "found": found
        and {
            "points": shown.points(found.points),
            "percent": shown.points(found.percent),
            "grade": shown.said(found.grade.name) if found.grade else "",
            "rank": found.outlook.rank if of.others else None,
            "low": found.outlook.low,
            "high": found.outlook.high,
        },
    }


def areas(of: Report) -> list[dict[str, Any]]:
    """Return the areas as a table tells them."""
    names = {area.code: shown.said(area.name) for area in of.known.criteria.areas}
    return [
        {
            "code": bar.code,
            "name": names[bar.code],
            "now": words.share(bar.share, 1),
            "last": words.share(bar.last, 1),
            "group": words.share(bar.group, 1),
        }
        for bar in advice_report.bars(of)
    ]


def lacking(of: Report, asked: Asked) -> list[dict[str, Any]]:
    """Return the leaves whose points nothing stands behind yet."""
    return [
        {
            "code": row.code,
            "name": shown.said(row.leaf.name),
            "beyond": shown.points(row.points),
            "why": shown.evidence(row),
            "url": asked.url("leaf", row.code, leaf=""),
        }
        for row in of.rows
        if row.lacks_evidence
    ]
