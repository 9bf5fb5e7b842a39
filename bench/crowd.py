"""python -m bench.crowd N: multiply the dossiers of a home until there are N, in the database itself.

Copies of ended dossiers get other codes, days over four years, and persons of their own; the open
ones are multiplied only to what a district of that size has on its desks. Tallies follow. The
journal does not: a home made so is for measuring reads, and would not verify.
"""

import sys
from typing import Any

DAYS = 1400
OPEN_MOST = 3000
CHANGED = ("id", "code", "tracking_hash", "rating_hash", "applicant_id")


def main(wanted: int) -> None:
    """Multiply until there are about so many dossiers."""
    import django

    django.setup()
    from django.db import connection, transaction

    from motcua.records.models import Dossier
    from motcua.rules.lifecycle import OPEN

    ended = Dossier.objects.exclude(state__in=OPEN).count()
    opened = Dossier.objects.filter(state__in=OPEN).count()
    names = ", ".join(f"'{state}'" for state in sorted(OPEN))
    open_copies = max(0, min(OPEN_MOST, wanted // 10) // max(opened, 1) - 1)
    copies = max(0, round((wanted - opened * (1 + open_copies)) / ended) - 1)
    sql = Sql(connection.vendor)
    with transaction.atomic(), connection.cursor() as cursor:
        if not sql.is_sqlite:
            cursor.execute("SET LOCAL statement_timeout = 0")
        _note_base(cursor, open_copies)
        _people(cursor, sql, 1 + copies)
        _dossiers(cursor, sql, copies, f"state NOT IN ({names})", "c")
        _dossiers(cursor, sql, open_copies, f"state IN ({names})", "o")
        _tallies(cursor, sql, copies)
    with connection.cursor() as cursor:
        if not sql.is_sqlite:  # there nobody analyses: plans must be good without
            cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*) FROM records_dossier")
        print(cursor.fetchone()[0])


class Sql:
    """The few words in which the two databases differ."""

    def __init__(self, vendor: str) -> None:
        self.is_sqlite = vendor == "sqlite"

    def series(self, count: int) -> str:
        if self.is_sqlite:
            counting = f"SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < {count}"
            return f"(WITH RECURSIVE k(n) AS ({counting}) SELECT n FROM k)"
        return f"(SELECT generate_series(1, {count}) AS n)"

    def earlier(self, column: str, days: str, *, moment: bool) -> str:
        if self.is_sqlite:
            return f"{'datetime' if moment else 'date'}({column}, '-' || ({days}) || ' days')"
        return f"{column} - ({days})" + (" * interval '1 day'" if moment else "::int")

    def half(self, day: str) -> str:
        if self.is_sqlite:
            first = f"CASE WHEN strftime('%d', {day}) >= '15' THEN '15' ELSE '01' END"
            return f"strftime('%Y-%m-', {day}) || {first}"
        later = f"CASE WHEN extract(day FROM {day}) >= 15 THEN 14 ELSE 0 END"
        return f"date_trunc('month', {day})::date + {later}"

    @property
    def chance(self) -> str:
        return (
            "lower(hex(randomblob(32)))" if self.is_sqlite else "md5(random()::text) || md5(random()::text)"
        )


def _people(cursor: Any, sql: Sql, copies: int) -> None:
    cursor.execute("SELECT max(id) FROM records_applicant")
    most = cursor.fetchone()[0]
    columns = "kind, name, name_fold, id_kind, birth_on, sex, email, address, revision"
    number, phone = f"'N' || (a.id + k.n * {most})", f"'09' || (10000000 + a.id + k.n * {most})"
    cursor.execute(
        f"INSERT INTO records_applicant (id, {columns}, id_number, phone) SELECT a.id + k.n * {most}, "
        f"{', '.join(f'a.{name.strip()}' for name in columns.split(','))}, {number}, {phone} "
        f"FROM records_applicant a, {sql.series(copies)} k"
    )


def _dossiers(cursor: Any, sql: Sql, copies: int, which: str, mark: str) -> None:
    if not copies:
        return
    from motcua.records.models import Dossier

    cursor.execute("SELECT min(id), max(id), (SELECT count(*) FROM records_applicant) FROM records_dossier")
    _, _, people = cursor.fetchone()
    fields = [field for field in Dossier._meta.local_concrete_fields if field.column not in CHANGED]
    days = f"(k.n * 7919) % {DAYS}" if mark == "c" else "0"
    picked = []
    for field in fields:
        kind = field.get_internal_type()
        is_day = kind in ("DateField", "DateTimeField") and days != "0"
        moved = sql.earlier(f"d.{field.column}", days, moment=kind == "DateTimeField") if is_day else ""
        picked.append(moved or f"d.{field.column}")
    applicant = f"1 + (d.id * 31 + k.n * 7) % {people}"
    names = ", ".join(field.column for field in fields)
    cursor.execute(
        f"INSERT INTO records_dossier (code, tracking_hash, applicant_id, {names}) "
        f"SELECT d.code || '-{mark}' || k.n, {sql.chance}, {applicant}, {', '.join(picked)} "
        f"FROM records_dossier d, {sql.series(copies)} k WHERE d.{which} AND d.code NOT LIKE '%-o%' "
        f"AND d.code NOT LIKE '%-c%'"
    )


def _note_base(cursor: Any, open_copies: int) -> None:
    """Keep the sums of the dossiers there were, ended and open apart, before they are multiplied."""
    from motcua.queries import workdays
    from motcua.queries.journal import row_snapshot
    from motcua.records.models import Dossier
    from motcua.rules import measures
    from motcua.rules.lifecycle import OPEN

    names = ", ".join(f'"{name}" bigint' for name in measures.MEASURES)
    cursor.execute(
        f"CREATE TEMPORARY TABLE base (kind text, unit_id bigint, procedure_id bigint, officer_id bigint, "
        f'"on" date, {names})'
    )
    columns = len(measures.MEASURES) + 5
    for kind, rows, times in (
        ("ended", Dossier.objects.exclude(state__in=OPEN), 1),
        ("open", Dossier.objects.filter(state__in=OPEN), 1 + open_copies),
    ):
        sums = measures.total(measures.of(row_snapshot(row), workdays.ZONE) for row in rows)
        cursor.executemany(
            f"INSERT INTO base VALUES ({', '.join(['%s'] * columns)})",
            [
                (kind, key.unit_id, key.procedure_id, key.officer_id, key.on)
                + tuple(row.get(name, 0) * times for name in measures.MEASURES)
                for key, row in sums.items()
            ],
        )


def _tallies(cursor: Any, sql: "Sql", copies: int) -> None:
    """Sum the copies: each is the base moved by its days, as its dossiers are."""
    from motcua.rules.measures import MEASURES

    for table in ("unittally", "tally", "halftally"):
        cursor.execute(f"DELETE FROM records_{table}")
    names = ", ".join(f'"{name}"' for name in MEASURES)
    times = ", ".join(f'CAST(SUM("{name}" * times) AS bigint)' for name in MEASURES)
    moved = sql.earlier('base."on"', "s.days", moment=False)
    shifts = (
        f"(SELECT days, COUNT(*) AS times FROM (SELECT 0 AS days UNION ALL SELECT (k.n * 7919) % {DAYS} "
        f"FROM {sql.series(max(copies, 1))} k WHERE k.n <= {copies}) one GROUP BY days)"
    )
    keys = "unit_id, procedure_id, officer_id"
    ended = (
        f"SELECT {keys}, {moved} AS day, s.times AS times, {names} FROM base, {shifts} s WHERE kind = 'ended'"
    )
    opened = f"SELECT {keys}, \"on\", 1, {names} FROM base WHERE kind = 'open'"
    cursor.execute(
        f'INSERT INTO records_tally ({keys}, "on", {names}) SELECT {keys}, day, {times} '
        f"FROM ({ended} UNION ALL {opened}) moved GROUP BY {keys}, day"
    )
    once = ", ".join(f'CAST(SUM("{name}") AS bigint)' for name in MEASURES)
    for table, keys, day in (
        ("unittally", "unit_id", '"on"'),
        ("halftally", "unit_id, procedure_id", sql.half('"on"')),
    ):
        cursor.execute(
            f'INSERT INTO records_{table} ({keys}, "on", {names}) SELECT {keys}, {day}, {once} '
            f"FROM records_tally GROUP BY {keys}, {day}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
