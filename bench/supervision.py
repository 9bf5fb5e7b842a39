"""python -m bench.supervision ROUNDS: board, quality and form II.06 beside plain SQL and DuckDB."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.homes import Home
from bench.reads import Read, timed

# What a figure needs of a dossier: the fewest columns that the same shares can be counted from.
COLUMNS = ("unit_id", "received_on", "ended_on", "channel", "on_time_766", "digitised", "rating")
ROWS = 200_000  # at a time, into Parquet
SHARES = (
    "SELECT unit_id, COUNT(*) AS received, SUM(CASE WHEN channel = 'online' THEN 1 ELSE 0 END) AS online, "
    "SUM(CASE WHEN digitised > 0 THEN 1 ELSE 0 END) AS digitised FROM {table} "
    "WHERE received_on >= '2024-01-01' AND received_on < '2025-01-01' GROUP BY unit_id",
    "SELECT unit_id, COUNT(*) AS ended, SUM(CASE WHEN {on_time} THEN 1 ELSE 0 END) AS on_time, "
    "SUM(CASE WHEN rating >= 4 THEN 1 ELSE 0 END) AS satisfied FROM {table} "
    "WHERE ended_on >= '2024-01-01' AND ended_on < '2025-01-01' GROUP BY unit_id",
)


def measure(rounds: int) -> dict[str, Any]:
    """Return p50 and p95 of each figure of the house, and of the same shares without tallies.

    Units: milliseconds.
    """
    import django

    django.setup()
    from motcua.records.models import Dossier, Tally

    found: dict[str, Any] = {"dossiers": Dossier.objects.count(), "tallies": Tally.objects.count()}
    for name, read in _ours().items():
        found[name] = timed(read, rounds)
    found["plain_sql"] = timed(_plain_sql(), rounds)
    with tempfile.TemporaryDirectory() as folder:
        if duck := _duckdb(Path(folder) / "dossiers.parquet"):
            found["duckdb"] = timed(duck, rounds)
    return found


def _ours() -> dict[str, Read]:
    from motcua.queries import access, board, indicators, moment, reports, workdays
    from motcua.records.models import User
    from motcua.rules import indicators as rules
    from motcua.rules import periods

    now = moment.now()
    today = workdays.today(now)
    hoa = access.actor_of(User.objects.get(username="hoa"), today)
    place, year = board.place(hoa, None), board.period("year", today)

    def live() -> object:
        board.units(place, of=year, at=now)
        board.sums(place, year.days, names=board.SHOWN)
        board.sums(place, (year.before_from_on, year.from_on), names=board.SHOWN)
        board.whole(place, now)
        return board.days(place, from_on=year.from_on, until_on=year.until_on)

    def quality(key: str) -> Read:
        span = indicators.Span(periods.parse(key), now)

        def every() -> object:
            book, places = indicators.book(span.last_on), indicators.each(place)
            rows = zip(places, indicators.values(places, span=span), strict=True)
            return [rules.evaluate(book, row, level=one.level) for one, row in rows]

        return every

    def form() -> object:
        return reports.make("ii06c", unit=place, period=periods.parse("2024"), now=now)

    return {
        "board": live,
        "quality_month": quality("2024-08"),
        "quality_year": quality("2024"),
        "ii06_year": form,
    }


def _plain_sql() -> Read:
    from django.db import connection

    from motcua.records.models import Dossier

    is_sqlite = connection.vendor == "sqlite"
    told = {"table": Dossier._meta.db_table, "on_time": "on_time_766 = 1" if is_sqlite else "on_time_766"}

    def count() -> object:
        with connection.cursor() as cursor:
            return [_fetched(cursor, sql.format(**told)) for sql in SHARES]

    return count


def _fetched(cursor: Any, sql: str) -> list[Any]:
    cursor.execute(sql)
    found: list[Any] = cursor.fetchall()
    return found


def _duckdb(path: Path) -> Read | None:
    """Lay the columns out as Parquet once, then ask DuckDB each time; None where it is not installed."""
    try:
        import duckdb
    except ModuleNotFoundError:
        return None
    line = duckdb.connect()
    parts = path.with_suffix("")
    parts.mkdir()
    for number, table in enumerate(_tables()):
        table.write_parquet(parts / f"{number:05}.parquet", compression="zstd")
    told = {"table": f"read_parquet('{parts}/*.parquet')", "on_time": "on_time_766"}
    return lambda: [line.execute(sql.format(**told)).fetchall() for sql in SHARES]


def _tables() -> Iterator[Any]:
    import polars

    from motcua.records.models import Dossier

    rows = Dossier.objects.order_by("id").values_list("id", *COLUMNS)
    after = 0
    while page := list(rows.filter(pk__gt=after)[:ROWS]):
        after = page[-1][0]
        columns = zip(*(row[1:] for row in page), strict=True)
        yield polars.DataFrame(
            dict(zip(COLUMNS, columns, strict=True)), strict=False, infer_schema_length=None
        )


def added(home: Home, cast: Any, rounds: int) -> Any:
    """Return what the tallies add to a reception in this home."""
    (home.folder / "cast.json").write_text(json.dumps(cast), encoding="utf-8")
    return home.ask("bench.supervision", "overhead", rounds)


def overhead(rounds: int) -> dict[str, float]:
    """Return what a reception costs with and without moving the tallies, in turn.

    Units: milliseconds, the median of each.
    """
    import statistics
    import time

    import django

    django.setup()
    from django.db import transaction

    from bench.reception import ours
    from motcua.actions import journal

    once, moves, spent = ours(0, 7), journal.move_tallies, {"with": [0.0], "without": [0.0]}
    for number in range(2 * rounds + 20):
        kind = "with" if number % 2 else "without"
        journal.move_tallies = moves if number % 2 else lambda changed: None  # type: ignore[assignment]
        started = time.perf_counter()
        with transaction.atomic():
            once(number)
        if number >= 20:
            spent[kind].append(time.perf_counter() - started)
    journal.move_tallies = moves
    told = {f"{kind}_ms": statistics.median(times[1:]) * 1000 for kind, times in spent.items()}
    return told | {"share": told["with_ms"] / told["without_ms"] - 1}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.project.settings")
    what = overhead if sys.argv[1] == "overhead" else measure
    print(json.dumps(what(int(sys.argv[-1]))))
