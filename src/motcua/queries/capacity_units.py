"""A unit's own hall as the command line asks for it: by the unit's code, perhaps for one service."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from motcua.queries import capacity
from motcua.queries.access import NoSuch
from motcua.queries.capacity import Basis, DayOfWaits, Source
from motcua.records.models import HallService, Ticket, Unit


class TooFewTickets(ValueError):
    """The unit's hall has not enough ended visits to learn from."""


class NothingChanged(ValueError):
    """The number of counters never changed there: say from which day something else did."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Days of one service around a day from which something was different; desks where they were it."""

    service: str
    on: date
    desks: tuple[int, int] | None
    days: tuple[DayOfWaits, ...]


def of_unit(unit_code: str, *, now: datetime) -> Basis:
    """Return what a unit's own tickets teach of its hall as it is today. Costs 4 to 6 queries.

    Raises: NoSuch for a code nobody has; TooFewTickets.
    """
    source = _source(unit_code, now.date() - timedelta(days=capacity.LEARN_DAYS))
    if source.visits < capacity.LEAST_VISITS:
        raise TooFewTickets(
            f"{source.title} has {source.visits} tickets of the last {capacity.LEARN_DAYS} days; at least "
            f"{capacity.LEAST_VISITS} are needed"
        )
    return capacity.basis(known=[source], key=source.key, now=now)


def of_collection(name: str, *, now: datetime) -> Basis:
    """Return what a collection of imported tickets teaches. Costs 2 queries. Raises: NoSuch."""
    source = Source(f"past:{name}", name)
    return capacity.basis(known=[source], key=source.key, now=now)


def service_name(unit_code: str, key: str) -> str:
    """Return the name of a unit's service, which may be asked for by its key too. Costs 2 queries.

    Raises: NoSuch.
    """
    rows = HallService.objects.filter(unit=_unit(unit_code))
    for field in ("key", "name"):
        if found := rows.filter(**{field: key}).values_list("name", flat=True).first():
            return str(found)
    raise NoSuch(key)


def changed(unit_code: str, service: str, *, from_on: date | None = None) -> Changed:
    """Return the days of a service around the day from which more desks served it, or a day of one's own.

    Costs 4 to 6 queries. Raises: NoSuch; NothingChanged.
    """
    source, name = _source(unit_code), service_name(unit_code, service)
    desks = capacity.changed_on(of=source, service=name)
    if desks is None and from_on is None:
        raise NothingChanged(f"{name}: as many counters as ever; give the day of another change with --from")
    days = tuple(day for day in capacity.daily_waits(of=source) if day.service == name)
    if from_on is None and desks is not None:
        return Changed(name, desks[0], desks[1:], days)
    on = from_on or date.max
    return Changed(name, on, desks[1:] if desks and desks[0] == on else None, days)


def _unit(unit_code: str) -> Unit:
    row = Unit.objects.filter(agency_code=unit_code).order_by("-from_on", "pk").first()
    if row is None:
        raise NoSuch(unit_code)
    return row


def _source(unit_code: str, from_on: date = date.min) -> Source:
    unit = _unit(unit_code)
    ended = Ticket.objects.filter(unit=unit, on__gte=from_on).exclude(ending="")
    return Source(f"hall:{unit.pk}", unit.name, ended.count())
