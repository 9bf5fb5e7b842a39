"""Visits that led to no dossier: how many of which kind, the list behind each number, one with its states."""

from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from motcua.queries import access, hall_visits, workdays
from motcua.queries import board as boards
from motcua.queries.hall_visits import Wanted
from motcua.rules import periods
from motcua.rules.people import Role
from motcua.web import sheets, words
from motcua.web.quality.asked import number, period_name, short_name
from motcua.web.screen import drawn

PAGE = 50
KINDS = {
    "left_open": _("Served, no ending given"),
    "advice_only": _("Advice only"),
    "refused_orally": _("Refused orally"),
    "result_collected": _("Result collected"),
    "no_show": _("Called, nobody came"),
    "not_served": _("Not served before the close"),
    "cancelled": _("Number given back"),
}
ENDED = "dossier"
STATES = {
    "waiting": _("waited"),
    "called": _("was called"),
    "serving": _("was served"),
    "held": _("was put aside"),
    "missed": _("missed the call"),
    "done": _("visit ended"),
    "cancelled": _("gave the number back"),
}
COLUMNS = (
    "on", "number", "unit", "service", "counter", "official", "kind", "drawn_at", "called_at",
    "served_from_at", "ended_at", "wait_seconds", "service_seconds",
)  # fmt: skip


class Asked:
    """What the address asks for: a unit, a period, and what the visits are narrowed down to."""

    def __init__(self, request: HttpRequest) -> None:
        access.posts(request.actor, Role.LEADER, Role.REFORM)
        told, today = request.GET, workdays.today(request.now)
        self.by = request.actor
        self.unit = boards.place(request.actor, number(told.get("unit")))
        self.period = periods.parse(told.get("period") or periods.around(today)[0])
        kind = told.get("kind", "")
        self.wanted = Wanted(
            self.unit,
            self.period.days,
            kind if kind in KINDS else "",
            number(told.get("service")),
            number(told.get("desk")),
            number(told.get("officer")),
        )
        self.given: dict[str, Any] = {
            "unit": self.unit.pk,
            "period": self.period.key,
            "kind": self.wanted.kind,
            "service": self.wanted.service_id,
            "desk": self.wanted.desk_id,
            "officer": self.wanted.officer_id,
        }

    def url(self, name: str = "hall:visits", **more: Any) -> str:
        """Return the address of the same, but for what is given."""
        kept = {key: value for key, value in (self.given | more).items() if value not in (None, "")}
        return f"{reverse(name)}?{urlencode(kept)}"


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show how many visits led to no dossier, each number as the door to its list."""
    asked = Asked(request)
    rows = hall_visits.without_dossier(asked.wanted, by=asked.by)
    counts = hall_visits.counts(asked.wanted, by=asked.by)
    start = (number(request.GET.get("start")) or 0) // PAGE * PAGE
    found = list(rows[start : start + PAGE + 1])
    context = {
        "asked": asked,
        "period_name": period_name(asked.period),
        "periods": _periods(request, asked),
        "tabs": _tabs(asked, counts),
        "counts": counts,
        "rows": [_row(row) for row in found[:PAGE]],
        "previous": asked.url(start=start - PAGE or "") if start else "",
        "following": asked.url(start=start + PAGE) if len(found) > PAGE else "",
        "desks": _desks(asked),
        "questions": hall_visits.asked_about(asked.wanted, by=asked.by),
        "units": [row for row in boards.places(asked.by) if row.kind != "office"],
        "choices": _choices(asked),
        "file": asked.url("hall:visits_file"),
    }
    return render(request, "hall/visits.html", context)


def _tabs(asked: Asked, counts: dict[str, int]) -> list[dict[str, Any]]:
    tabs = [("", gettext("All without a dossier"), counts["all"] - counts[ENDED])]
    tabs += [(kind, gettext(said), counts[kind]) for kind, said in KINDS.items()]
    return [
        {
            "label": said, "count": count, "url": asked.url(kind=kind), "current": kind == asked.wanted.kind,
            "tone": "bad" if kind == "left_open" and count else "",
        }
        for kind, said, count in tabs
    ]  # fmt: skip


def _periods(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    before = periods.before(asked.period)
    names = [periods.parse(key) for key in periods.around(asked.period.last_on)]
    return {
        "back": {"label": period_name(before), "url": asked.url(period=before.key)},
        "tabs": [
            {"label": short_name(one), "url": asked.url(period=one.key), "current": one == asked.period}
            for one in names
        ],
    }


def _row(row: Any) -> dict[str, Any]:
    kind = hall_visits.kind(row)
    return {
        "row": row,
        "number": drawn.spaced(row.code),
        "service": drawn.name(row.service),
        "ending": gettext(KINDS.get(kind, _("A dossier"))),
        "is_open": kind == "left_open",
    }


def _desks(asked: Asked) -> list[dict[str, Any]]:
    """Return what became of the visits by counter, for one hall; each number leads to its list."""
    found = []
    for one in hall_visits.per_desk(asked.unit, asked.period.days):
        numbers = [
            {
                "count": getattr(one, kind),
                "url": asked.url(desk=one.desk.pk, kind=kind, service="", officer=""),
            }
            for kind in ("left_open", "advice_only", "refused_orally", "result_collected")
        ]
        found.append({"desk": one.desk, "served": one.served, "dossiers": one.dossiers, "numbers": numbers})
    return found


def _choices(asked: Asked) -> list[dict[str, Any]]:
    found = hall_visits.choices(asked.wanted, by=asked.by)

    def placed(unit: Any, said: str) -> str:
        return said if unit.pk == asked.unit.pk else f"{unit.name}: {said}"

    def counter(row: Any) -> str:
        return gettext("Counter %(number)s") % {"number": row.number}

    every = [
        (
            "service",
            pgettext("ticket", "Matter"),
            [(row.pk, placed(row.unit, drawn.name(row))) for row in found.services],
        ),
        (
            "desk",
            pgettext("ticket", "Counter"),
            [(row.pk, placed(row.unit, counter(row))) for row in found.desks],
        ),
        ("officer", gettext("Official"), [(row.pk, row.full_name) for row in found.officers]),
    ]
    return [
        {"name": name, "label": label, "options": options, "chosen": asked.given[name]}
        for name, label, options in every
    ]


@login_required
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """Give the whole list as CSV; what is told of a moment is the office's clock."""
    asked = Asked(request)
    rows = hall_visits.without_dossier(asked.wanted, by=asked.by).iterator(1000)
    name = f"visits-{asked.unit.agency_code or asked.unit.pk}-{asked.period.key}.csv"
    return sheets.csv_file(name, chain([COLUMNS], map(_line, rows)))


def _line(row: Any) -> list[Any]:
    moments = (row.issued_at, row.called_at, row.served_from_at, row.ended_at)
    return [
        row.on.isoformat(), row.code, row.unit.agency_code, row.service.name,
        row.desk.number if row.desk else "", row.officer.full_name if row.officer else "",
        hall_visits.kind(row), *(f"{words.local(at):%Y-%m-%dT%H:%M:%S}" if at else "" for at in moments),
        row.wait_seconds, row.service_seconds,
    ]  # fmt: skip


@login_required
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one visit with every state it was in, since when, at which counter and why."""
    access.posts(request.actor, Role.LEADER, Role.REFORM)
    row = hall_visits.visit(pk, by=request.actor)
    states = [
        {
            "of": period,
            "state": gettext(STATES[period.state]),
            "minutes": (period.until_at - period.from_at).total_seconds() / 60 if period.until_at else None,
        }
        for period in hall_visits.periods(row)
    ]
    return render(request, "hall/visit.html", _row(row) | {"states": states})
