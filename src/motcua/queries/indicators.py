"""The sums that indicators divide: measures, what is open, procedures and communes; flat in dossiers."""

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db.models import Count, Q, QuerySet

from motcua.queries import board, publication, sums, workdays
from motcua.queries.access import NoSuch
from motcua.records.models import Dossier, Offer, ProcedureVersion, Unit
from motcua.records.models.dossier import IS_OPEN
from motcua.rules import criteria, four_measures, indicator_sets
from motcua.rules.lifecycle import RUNNING, State
from motcua.rules.people import Actor
from motcua.rules.periods import Period

CERTIFIED_COPIES = ("2.000815",)  # procedures under which an electronic certified copy is given
OF_PROCEDURES = ("received", "received_online", "charged", "paid_online", "result_electronic")
AT_END = {"open_end": "open", "overdue_end": "overdue_promise", "waiting_again_end": "waiting_again"}
CONTENT = ("public", "public_full")
Sums = dict[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Whose figures: a unit alone, or with all below it."""

    unit: Unit
    unit_ids: tuple[int, ...]
    communes: tuple[int, ...]
    is_whole: bool

    @property
    def level(self) -> str:
        return str(self.unit.kind)


@dataclass(frozen=True, slots=True)
class Span:
    """A period as seen at a moment: while it runs, what is open is counted at this moment."""

    period: Period
    at: datetime

    @property
    def runs(self) -> bool:
        return self.period.until_on > workdays.today(self.at)

    @property
    def last_on(self) -> date:
        """The last day of the period that has begun."""
        return max(min(self.period.last_on, workdays.today(self.at)), self.period.from_on)


@dataclass(frozen=True, slots=True)
class Standing:
    """A procedure on a day: its code, how far it is online, whether it costs something."""

    code: str
    online_level: str
    has_fee: bool


@cache
def _sets(name: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(yaml.safe_load(files("motcua.data").joinpath(f"indicators/{name}.yaml").read_text("utf-8")))


def definitions(name: str) -> tuple[Mapping[str, Any], ...]:
    """Return the dated versions of a set as they are written down. Costs no query."""
    return _sets(name)


@cache
def _book(on: date, chosen: tuple[str, ...]) -> indicator_sets.Book:
    return indicator_sets.book(indicator_sets.in_force(_sets("766"), "766", on), chosen)


def book(on: date, chosen: Sequence[str] = ()) -> indicator_sets.Book:
    """Return the set of Decision 766 in force on a day, read as chosen. Costs no query.

    Raises: rules.indicator_sets.NoSet, UnknownReading.
    """
    return _book(on, tuple(chosen))


@cache
def paper(on: date) -> criteria.Paper:
    """Return the nine criteria in force on a day. Costs no query.

    Raises: rules.indicator_sets.NoSet.
    """
    return criteria.paper(indicator_sets.in_force(_sets("decree61"), "61", on))


@cache
def four(on: date) -> four_measures.Four:
    """Return the four measures of a service. Costs no query.

    Raises: rules.indicator_sets.NoSet.
    """
    return four_measures.four(indicator_sets.in_force(_sets("service"), "service", on))


@cache
def citations() -> dict[str, str]:
    """Return what each source of the indicators cites, by id. Costs no query."""
    text = files("motcua.data").joinpath("sources/quality.csv").read_text("utf-8")
    return {row["id"]: row["citation"] for row in csv.DictReader(text.splitlines())}


def unit(by: Actor, *, code: str) -> Unit:
    """Return the unit of that agency or administrative code that the actor may see figures of. 1 query.

    Raises: access.NoSuch.
    """
    rows = Unit.objects.filter(until_on=None) if by.kind == "system" else board.places(by)
    found = rows.filter(Q(agency_code=code) | Q(gso_code=code)).order_by("pk").first() if code else None
    if found is None:
        raise NoSuch(code)
    return found


def whole(of: Unit) -> Place:
    """Return a unit with all below it, those that are gone among them. Costs 1 query."""
    rows = list(Unit.objects.filter(path__startswith=of.path).only("id", "kind", "until_on").order_by("id"))
    communes = tuple(row.pk for row in rows if row.kind == Unit.Kind.COMMUNE and row.until_on is None)
    return Place(of, tuple(row.pk for row in rows), communes, True)


def each(of: Unit) -> list[Place]:
    """Return the serving units at and below this one, each alone, by code. Costs 1 query."""
    rows = Unit.objects.filter(path__startswith=of.path, serves=True, until_on=None)
    return [
        Place(row, (row.pk,), (row.pk,) if row.kind == Unit.Kind.COMMUNE else (), False)
        for row in rows.order_by("gso_code", "id")
    ]


def values(places: Sequence[Place], *, span: Span) -> list[Sums]:
    """Return the named sums of each place, in order. Costs 5 queries, and 4 of publishing.

    What is open is that of the period's last day, or of this moment while the period runs. A name
    that nobody feeds is left out, which is not zero.
    """
    ids = sorted({unit_id for place in places for unit_id in place.unit_ids})
    of_units = sums.of_units(ids, span.period.days)
    ends = _now(ids, span.at) if span.runs else _at_end(ids, span.last_on)
    of_procedures = sums.of_procedures(ids, span.period, names=OF_PROCEDURES)
    offered = offers(ids, on=span.last_on)
    known = standings(offered, of_procedures, on=span.last_on)
    posted = publication.publication_sums(ids, span.period.days, at=span.at)
    found = []
    for place in places:
        row = sums.total([of_units[unit_id] for unit_id in place.unit_ids])
        row |= sums.total([ends[unit_id] for unit_id in place.unit_ids])
        row |= _published(place, posted)
        row |= _of_procedures(place, of_procedures, offered, known) | _cost(place, span)
        found.append(row)
    return found


def _at_end(unit_ids: Collection[int], on: date) -> dict[int, Sums]:
    rows = sums.at_end(unit_ids, on)
    return {key: {name: row[what] for name, what in AT_END.items()} for key, row in rows.items()}


def open_now(unit_ids: Collection[int]) -> QuerySet[Dossier]:
    """Return the dossiers received and not ended, of some units."""
    return Dossier.objects.filter(IS_OPEN, unit_id__in=unit_ids, received_on__isnull=False)


def picked_now(at: datetime) -> dict[str, Q]:
    """Return how the open dossiers are told apart at a moment."""
    return {
        "open_end": Q(),
        "overdue_end": Q(state__in=RUNNING, due_at__lt=at),
        "waiting_again_end": Q(state=State.WAITING, supplements__gt=1),
    }


def _now(unit_ids: Collection[int], at: datetime) -> dict[int, Sums]:
    counts = {name: Count("id", picked) for name, picked in picked_now(at).items()}
    rows: Any = open_now(unit_ids).values("unit_id").annotate(**counts).order_by("unit_id")
    found = {row["unit_id"]: {name: row[name] for name in counts} for row in rows}
    return {unit_id: found.get(unit_id) or dict.fromkeys(counts, 0) for unit_id in unit_ids}


def offers(unit_ids: Collection[int], *, on: date) -> dict[int, set[int]]:
    """Return the procedures each unit offers on a day, by unit. Costs 1 query."""
    rows = Offer.objects.filter(unit_id__in=unit_ids, from_on__lte=on).exclude(until_on__lte=on)
    found: dict[int, set[int]] = {unit_id: set() for unit_id in unit_ids}
    for unit_id, procedure_id in rows.values_list("unit_id", "procedure_id"):
        found[unit_id].add(procedure_id)
    return found


def standings(
    offered: Mapping[int, Iterable[int]], done: Iterable[tuple[int, int]], *, on: date
) -> dict[int, Standing]:
    """Return how the procedures offered or done stand on a day. Costs 1 query."""
    wanted = {pk for some in offered.values() for pk in some} | {pk for _, pk in done}
    rows = ProcedureVersion.objects.filter(procedure_id__in=wanted, from_on__lte=on).exclude(until_on__lte=on)
    columns = ("procedure_id", "procedure__code", "online_level", "body__fees")
    return {pk: Standing(code, level, has_fee(fees)) for pk, code, level, fees in rows.values_list(*columns)}


def has_fee(fees: Any) -> bool:
    """Tell whether a procedure costs something: an amount left open is unknown, never free."""
    return any(fee.get("amount") != 0 for fee in fees or ())


def _published(place: Place, posted: Mapping[int, Mapping[str, int]]) -> Sums:
    """Return what is published; the content of none taken over as published is not measured."""
    row = sums.total([posted[unit_id] for unit_id in place.unit_ids])
    return {name: value for name, value in row.items() if row["public"] or name not in CONTENT}


def _of_procedures(
    place: Place,
    done: Mapping[tuple[int, int], Mapping[str, int]],
    offered: Mapping[int, set[int]],
    known: Mapping[int, Standing],
) -> Sums:
    """Count procedures, each once over the whole place, and the dossiers of those fully online."""
    mine = {pk for unit_id in place.unit_ids for pk in offered[unit_id]} & known.keys()
    rows = {key: row for key, row in done.items() if key[0] in set(place.unit_ids)}

    def used(name: str) -> set[int]:
        return {pk for (_, pk), row in rows.items() if row[name] > 0}

    online = {pk for pk in mine if known[pk].online_level in ("partial", "full")}
    full = {pk for pk in known if known[pk].online_level == "full"}
    fee = {pk for pk in mine if known[pk].has_fee}
    certified = {pk for pk in known if known[pk].code in CERTIFIED_COPIES}
    certifying = {key[0] for key, row in rows.items() if key[1] in certified and row["result_electronic"]}
    return {
        "procedures": len(mine),
        "procedures_online": len(online),
        "procedures_online_used": len(online & used("received_online")),
        "procedures_fee": len(fee),
        "procedures_charged": len(fee & used("charged")),
        "procedures_paid_online": len(fee & used("paid_online")),
        "received_full": sum(row["received"] for (_, pk), row in rows.items() if pk in full),
        "received_full_online": sum(row["received_online"] for (_, pk), row in rows.items() if pk in full),
        "communes": len(place.communes),
        "communes_certifying": len(certifying & set(place.communes)),
    }


@cache
def _costs(home: str, changed_at: int) -> dict[tuple[str, int], int]:
    own = Path(home) / "costs.yaml"
    rows = yaml.safe_load(own.read_text("utf-8")) or []
    return {(str(row["unit"]), int(row["year"])): int(row["vnd"]) for row in rows}


def _cost(place: Place, span: Span) -> Sums:
    """Return what a unit cost over the days so far, where its yearly cost is stated."""
    own = Path(settings.HOME) / "costs.yaml"
    if not own.exists():
        return {}
    yearly = _costs(str(settings.HOME), own.stat().st_mtime_ns)
    year = span.period.from_on.year
    stated = yearly.get((place.unit.agency_code, year))
    if stated is None or span.period.last_on.year != year:
        return {}
    days = (span.last_on + timedelta(days=1) - span.period.from_on).days
    return {"cost_vnd": stated * days // (366 if _is_leap(year) else 365)}


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
