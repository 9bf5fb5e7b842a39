"""python -m bench.reads ROUNDS: worklist, search and board at the size of the home, beside index-only SQL."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from bench.clients import quantiles

MOST = 20
Read = Callable[[], object]


def measure(rounds: int) -> dict[str, Any]:
    """Return p50 and p95 of each read, its last page, and the same rows by bare index-only SQL.

    Units: milliseconds.
    """
    import django

    django.setup()
    from motcua.records.models import Applicant, Dossier
    from motcua.rules.lifecycle import OPEN

    found: dict[str, Any] = {
        "dossiers": Dossier.objects.count(),
        "open": Dossier.objects.filter(state__in=OPEN).count(),
        "applicants": Applicant.objects.count(),
    }
    for name, read in (_reads() | _limits()).items():
        found[name] = timed(read, rounds)
    return found


def timed(read: Read, rounds: int) -> dict[str, float]:
    read()
    spent, until = [], time.perf_counter() + 4
    for _ in range(rounds):
        started = time.perf_counter()
        read()
        spent.append(time.perf_counter() - started)
        if time.perf_counter() > until:
            break
    told = quantiles(spent)
    return {name: told[name] for name in ("p50_ms", "p95_ms")}


def _reads() -> dict[str, Read]:
    from motcua.queries import access, board, counts, lists, moment, search, workdays, worklist
    from motcua.records.models import Dossier, User

    now = moment.now()
    today = workdays.today(now)
    minh, lan, hoa = (
        access.actor_of(User.objects.get(username=name), today) for name in ("minh", "lan", "hoa")
    )
    sample = Dossier.objects.filter(unit=lan.duties[0].unit_id).select_related("applicant").latest("id")
    place, year = board.place(hoa, None), board.period("year", today)
    ever = board.Period("year", today.replace(year=today.year - 4), today, today.replace(year=today.year - 8))

    def work(after: str = "") -> object:
        return worklist.page(by=minh, which="all", now=now, address="/", after=after)

    def behind(after: str = "") -> object:
        rows = lists.behind(by=hoa, measure="closed", unit=place, period=ever.days)
        return lists.page(rows, "/", after=after, most=MOST, counted=False)

    def live() -> object:
        board.units(place, of=year, at=now)
        board.sums(place, year.days)
        return board.days(place, from_on=year.from_on, until_on=year.until_on)

    name = " ".join(sample.applicant.name.split()[-2:])
    return {
        "worklist": work,
        "worklist_last_page": lambda after=_last(work): work(after),  # type: ignore[misc]
        "search_code": lambda: search.exact(sample.code, by=lan),
        "search_part_of_code": lambda: search.dossiers(sample.code[-12:], by=lan),
        "search_phone": lambda: search.dossiers(sample.applicant.phone[-6:], by=lan),
        "search_name": lambda: search.dossiers(name, by=lan),
        "board": live,
        "rail": lambda: counts.rail(by=hoa, now=now),
        "list": behind,
        "list_late": lambda: list(lists.now(by=hoa, measure="late", at=now, unit=place)[:MOST]),
        "list_deep_page": lambda after=_deep(): behind(after),  # type: ignore[misc]
    }


def _last(work: Callable[[str], Any]) -> str:
    """Turn the pages to the last and return its mark."""
    after = ""
    while following := work(after).following:
        after = following.partition("after=")[2]
    return after


def _deep() -> str:
    """Return the mark of a page near the end of everything."""
    from motcua.queries import workdays
    from motcua.records.models import Dossier

    row = Dossier.objects.exclude(ended_on=None).order_by("ended_on", "id")[200]
    assert row.ended_on is not None
    return f"{workdays.utc_text(row.ended_on)}_{row.pk}"


def _limits() -> dict[str, Read]:
    """Return the same kind of rows by the bare driver and an index that holds all that is read."""
    from django.conf import settings
    from django.db import connection

    from motcua.records.models import User

    connection.ensure_connection()
    if connection.vendor == "sqlite":
        import sqlite3

        line: Any = sqlite3.connect(settings.DATABASES["default"]["NAME"])
        mark = "?"
    else:
        import psycopg

        line = psycopg.connect(_url(), autocommit=True)
        mark = "%s"
    minh = User.objects.get(username="minh").pk

    def ask(sql: str, *values: object) -> Read:
        return lambda: line.execute(sql.replace("%s", mark), values).fetchall()

    states = "('approved','charged','in_process','proposed','received','signed','waiting')"
    mine = f"SELECT due_at, id FROM records_dossier WHERE assignee_id = %s AND state IN {states}"
    sums = (
        'SELECT unit_id, sum(received), sum(closed) FROM records_unittally WHERE "on" >= %s GROUP BY unit_id'
    )
    return {
        "limit_worklist": ask(f"{mine} ORDER BY due_at, id LIMIT {MOST}", minh),
        "limit_search_code": ask("SELECT code FROM records_dossier WHERE code = %s", "H23.37-240926-0001"),
        "limit_board": ask(sums, "2024-01-01"),
    }


def _url() -> str:
    import os

    return os.environ["MOTCUA_DATABASE_URL"]


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
