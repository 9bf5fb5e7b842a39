"""The figures that everybody may see: by unit and whole month, small counts hidden, from tallies alone."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import connection
from django.db.models import Min, Q
from django.utils.crypto import salted_hmac

from motcua.queries import law
from motcua.queries.access import NoSuch
from motcua.queries.facts import codes
from motcua.records.models import Unit, UnitTally
from motcua.rules import disclosure, opendata, periods
from motcua.rules.disclosure import Row
from motcua.rules.periods import Period

SUMMED = ("received", "closed", "rated", "received_online", "digitised", "late_law", "satisfied")
CHART_MONTHS = 13  # one more than a year: this month beside the same one of last year


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in the published figures."""

    key: int
    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Month:
    """One published month: the cells of each unit, and of all together."""

    key: str
    rows: Mapping[int, Row]
    together: Row


@dataclass(frozen=True, slots=True)
class Figures:
    """What is published of a period: its whole months up to now, and what they add up to."""

    period: Period
    until_on: date  # the end of what is published: never within a month
    least: int  # counts below are hidden
    places: list[Place]
    months: list[Month]
    rows: Mapping[int, Row] = field(default_factory=dict)
    together: Row = field(default_factory=dict)

    @property
    def last_on(self) -> date:
        return self.until_on - timedelta(days=1)

    @property
    def is_whole(self) -> bool:
        return self.until_on == self.period.until_on


def first_of(on: date) -> date:
    """Return the first day of a day's month."""
    return on.replace(day=1)


def span(*, today: date) -> tuple[date, date] | None:
    """Return the first day published and the day after the last; None while no month has ended. 1 query.

    Only whole months: who watched a running one grow from day to day could read off single dossiers.
    """
    first = UnitTally.objects.filter(Q(received__gt=0) | Q(closed__gt=0)).aggregate(first=Min("on"))["first"]
    until = first_of(today)
    return (first_of(first), until) if first and first_of(first) < until else None


def offered(*, today: date) -> list[str]:
    """Return the names of the periods with a published month: years, halves, quarters, months, newest first.

    Costs 1 query.
    """
    found = span(today=today)
    if found is None:
        return []
    names: dict[str, None] = {}
    on = found[1] - timedelta(days=1)
    while on >= found[0]:
        month, quarter, half, year = periods.around(on)
        names |= dict.fromkeys((year, half, quarter, month))
        on = first_of(on) - timedelta(days=1)
    return list(names)


def figures(*, period: str, today: date) -> Figures:
    """Return what is published of a period. Costs 4 queries over tallies.

    Raises: NoSuch for a period with no published month, or one that is not of whole months.
    """
    try:
        asked = periods.parse(period)
    except periods.BadPeriod:
        raise NoSuch(period) from None
    found = span(today=today)
    if found is None or asked.from_on.day != 1 or asked.until_on.day != 1:
        raise NoSuch(period)
    first, until = max(asked.from_on, found[0]), min(asked.until_on, found[1])
    if until <= first:
        raise NoSuch(period)
    return _figures(asked, (first, until))


def latest(*, today: date) -> Figures | None:
    """Return the figures of the last whole month, None while there is none. Costs 5 queries."""
    found = span(today=today)
    return figures(period=f"{found[1] - timedelta(days=1):%Y-%m}", today=today) if found else None


def everything(*, today: date) -> Figures | None:
    """Return the figures of every published month, None while there is none. Costs 4 queries."""
    found = span(today=today)
    return _figures(Period(f"{found[0]}..{found[1] - timedelta(days=1)}", *found), found) if found else None


def course(*, until_on: date, today: date) -> Figures | None:
    """Return the figures of the months up to a day, a year and a month of them, for charts. 4 queries."""
    found = span(today=today)
    if found is None:
        return None
    first = until_on
    for _ in range(CHART_MONTHS):
        first = first_of(first - timedelta(days=1))
    first = max(first, found[0])
    return _figures(Period(f"{first}..{until_on - timedelta(days=1)}", first, until_on), (first, until_on))


def _figures(period: Period, days: tuple[date, date]) -> Figures:
    counted = _counts(days)
    places = _places({unit_id for unit_id, _ in counted})
    k = least(days[1] - timedelta(days=1))
    months = [_month(on, places, counted) for on in _months(days)]
    rows = {place.key: disclosure.several([month.rows[place.key] for month in months]) for place in places}
    together = disclosure.several([month.together for month in months])
    return Figures(period, days[1], k, places, months, rows, together)


def least(on: date) -> int:
    """Return the smallest count that may be published as it is. Costs no query."""
    return int(law.value("small_count_least", on))


def _month(on: date, places: list[Place], counted: Mapping[tuple[int, str], Mapping[str, int]]) -> Month:
    key, nothing = f"{on:%Y-%m}", dict.fromkeys(disclosure.COUNTED, 0)
    counts = {place.key: counted.get((place.key, key), nothing) for place in places}
    code = {place.key: place.code for place in places}

    def lot(name: str, unit_id: int) -> str:
        """Draw by a key that stays in the house: whoever could foresee the lot would see through it."""
        drawn = salted_hmac("motcua.published", f"{key}.{name}.{code[unit_id]}", algorithm="sha256")
        return drawn.hexdigest()

    rows, together = disclosure.month(counts, least(on), lot)
    return Month(key, rows, together)


def _months(days: tuple[date, date]) -> Iterator[date]:
    on = days[0]
    while on < days[1]:
        yield on
        on = first_of(on + timedelta(days=31))


def _counts(days: tuple[date, date]) -> dict[tuple[int, str], dict[str, int]]:
    """Return the counts by unit and month. Costs 1 query."""
    month = 'substr(CAST("on" AS text), 1, 7)'
    sums = ", ".join(f'CAST(SUM("{name}") AS bigint)' for name in SUMMED)
    sql = (
        f"SELECT unit_id, {month}, {sums} FROM {UnitTally._meta.db_table} "
        f'WHERE "on" >= %s AND "on" < %s GROUP BY unit_id, {month}'
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, list(days))
        return {
            (unit_id, key): disclosure.counts(dict(zip(SUMMED, sums_of, strict=True)))
            for unit_id, key, *sums_of in cursor.fetchall()
        }


def _places(counted: set[int]) -> list[Place]:
    """Return the units that serve the public or were counted, by code. Costs 2 queries."""
    code = codes()
    rows = Unit.objects.filter(Q(serves=True, until_on=None) | Q(id__in=counted))
    times = Counter(code[row.pk] for row in rows)
    places = []
    for row in rows:  # a unit that is gone may have left its code to another
        shared = times[code[row.pk]] > 1 and row.until_on
        name = f"{code[row.pk]}-until-{row.until_on}" if shared else code[row.pk]
        places.append(Place(row.pk, name, row.name, row.kind))
    return sorted(places, key=lambda place: (place.code, place.key))


def rows(found: Figures) -> list[dict[str, Any]]:
    """Return the published months as rows of the open data, the sums of all units first. Costs no query."""
    told: list[dict[str, Any]] = []
    for month in found.months:
        lines = [(opendata.ALL, "", "", month.together)]
        lines += [(place.code, place.name, place.kind, month.rows[place.key]) for place in found.places]
        told += opendata.rows(month.key, lines)
    return told


@cache
def words() -> dict[str, dict[str, str]]:
    """Return what each published number is called and means, in both languages."""
    text = files("motcua.data").joinpath("published.yaml").read_text("utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found


def place(found: Figures, *, code: str) -> Place:
    """Return the unit of that code among the published ones.

    Raises: NoSuch.
    """
    for one in found.places:
        if one.code == code:
            return one
    raise NoSuch(code)
