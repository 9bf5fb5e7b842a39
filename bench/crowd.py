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
        _people(cursor, sql, 1 + copies)
        _dossiers(cursor, sql, copies, f"state NOT IN ({names})", "c")
        _dossiers(cursor, sql, open_copies, f"state IN ({names})", "o")
        _tallies(cursor)
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


def _tallies(cursor: Any) -> None:
    """Count received and closed anew; `filed` and the rest are not needed to read a board."""
    in_time, too_late = (
        f"sum(CASE WHEN ended_at {sign} legal_due_at THEN 1 ELSE 0 END)" for sign in ("<=", ">")
    )
    closed = f"{in_time}, {too_late}"
    for table, keys, columns in (
        ("records_unittally", "unit_id", "unit_id"),
        ("records_tally", "unit_id, procedure_id, {who}", "unit_id, procedure_id, officer_id"),
    ):
        cursor.execute(f"DELETE FROM {table}")
        received, ended = keys.format(who="received_by_id"), keys.format(who="ended_by_id")
        cursor.execute(
            f'INSERT INTO {table} ({columns}, "on", received) SELECT {received}, received_on, count(*) '
            f"FROM records_dossier WHERE received_by_id IS NOT NULL GROUP BY {received}, received_on"
        )
        cursor.execute(
            f'INSERT INTO {table} ({columns}, "on", closed, on_time_law, late_law) SELECT {ended}, ended_on, '
            f"count(*), {closed} FROM records_dossier WHERE received_on IS NOT NULL AND ended_on IS NOT NULL "
            f"AND ended_by_id IS NOT NULL GROUP BY {ended}, ended_on "
            f'ON CONFLICT ({columns}, "on") DO UPDATE SET '
            f"closed = excluded.closed, on_time_law = excluded.on_time_law, late_law = excluded.late_law"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
