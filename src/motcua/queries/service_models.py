"""The service models of a unit: adopted when and by which paper, and what they change on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Min

from motcua.queries import access, hall_access, workdays
from motcua.records.models import HallService, ServiceModel, Ticket
from motcua.rules import service_models
from motcua.rules.people import Actor
from motcua.rules.service_models import Adopted, Event, Kind, OfDay, OnSlip

AHEAD_DAYS = 7  # the board tells of the days to come so far ahead


def listed(unit_id: int) -> Sequence[ServiceModel]:
    """Return a unit's service models, the newest first. Costs 1 query."""
    rows = ServiceModel.objects.filter(unit=unit_id).select_related("made_by")
    return list(rows.order_by("-from_on", "kind", "pk"))


def value(row: ServiceModel) -> Adopted:
    """Return a row as the rules read it. Costs no query."""
    return Adopted(
        kind=Kind(row.kind), from_on=row.from_on, until_on=row.until_on, weekday=row.weekday, hours=row.hours,
        services=tuple(row.params.get("services", ())), minutes=row.params.get("minutes"),
        place=row.params.get("place", ""),
    )  # fmt: skip


def today(unit_id: int, on: date) -> OfDay:
    """Return what the models of a unit change on a day. Costs 1 or 2 queries."""
    return service_models.of_day(_until(unit_id, on), on)


def on_ticket(row: Ticket) -> OnSlip:
    """Return what the models change on the paper of a number. Costs 1 or 2 queries."""
    adopted = _until(row.unit_id, row.on)
    return service_models.on_slip(adopted, row.on, services=[row.service.key], is_same_day=True)


def on_slip(unit_id: int, on: date, *, procedure_id: int, due_at: datetime | None) -> OnSlip:
    """Return what the models change on the slip of a dossier received on a day. Costs 1 to 3 queries."""
    adopted = _until(unit_id, on)
    if not adopted:
        return OnSlip()
    served = HallService.objects.filter(unit=unit_id, procedures=procedure_id).values_list("key", flat=True)
    is_same_day = due_at is not None and workdays.today(due_at) == on
    return service_models.on_slip(adopted, on, services=list(served), is_same_day=is_same_day)


def _until(unit_id: int, on: date) -> list[Adopted]:
    """Return the models adopted until a day, with the names of their services. Costs 1 or 2 queries."""
    return named(unit_id, _rows(unit_id, on))


def _rows(unit_id: int, on: date) -> list[ServiceModel]:
    return list(ServiceModel.objects.filter(unit=unit_id, from_on__lte=on).order_by("from_on", "pk"))


def named(unit_id: int, rows: Iterable[ServiceModel]) -> list[Adopted]:
    """Return rows of a unit as the rules read them, with the names of their services. Costs 0 or 1 query."""
    adopted = [value(row) for row in rows]
    keys = {key for one in adopted for key in one.services}
    if not keys:
        return adopted
    found = HallService.objects.filter(unit=unit_id, key__in=keys).values_list("key", "name", "name_en")
    names = {key: (name, name_en or name) for key, name, name_en in found}
    return [replace(one, names=tuple(names[key] for key in one.services if key in names)) for one in adopted]


@dataclass(frozen=True, slots=True)
class Week:
    """What the models change today, and on which of the next days they change something else."""

    today: OfDay
    coming: Sequence[tuple[date, tuple[str, str]]]


def week(unit_id: int, on: date) -> Week:
    """Return what the models of a unit change today and in the week to come. Costs 1 or 2 queries."""
    adopted = _until(unit_id, on + timedelta(days=AHEAD_DAYS))
    return Week(service_models.of_day(adopted, on), service_models.coming(adopted, on, AHEAD_DAYS))


def events(unit_id: int, *, until_on: date) -> list[Event]:
    """Return when models began and ended until a day, the newest first.

    Costs 1 or 2 queries, and 1 for each entered afterwards.
    """
    found = []
    rows = _rows(unit_id, until_on)
    for row, model in zip(rows, named(unit_id, rows), strict=True):
        entered_on = workdays.today(row.made_at)
        seen_on = _first_seen(row, model) if entered_on > row.from_on else None
        began_on = service_models.began_on(row.from_on, entered_on=entered_on, first_seen_on=seen_on)
        if row.until_on is None or began_on < row.until_on:
            found.append(Event(model, began_on, row.from_on, entered_on, decision=row.decision))
        if row.until_on is not None and row.until_on <= until_on:
            end = Event(model, row.until_on, row.until_on, is_begin=False, decision=row.decision)
            found.append(end)
    return sorted(found, key=lambda event: event.on, reverse=True)


def _first_seen(row: ServiceModel, model: Adopted) -> date | None:
    """Return the day of the first number that carried a track's promise, None without. Costs 0 or 1 query."""
    if model.kind is not Kind.FAST_TRACK:
        return None
    carried = Ticket.objects.filter(unit=row.unit_id, service__key__in=model.services)
    carried = carried.filter(promise_minutes=model.minutes, on__gte=row.from_on)
    first: date | None = carried.aggregate(on=Min("on"))["on"]
    return first


def one(pk: int, *, by: Actor, lock: bool = False) -> ServiceModel:
    """Return a service model of a unit that the actor sets up. Costs 1 query.

    Raises: access.NoSuch, the same for a model elsewhere; PermissionDenied.
    """
    rows = ServiceModel.objects.filter(pk=pk)
    row = access.one(rows.select_for_update(of=("self",)) if lock else rows)
    if row is None:
        raise access.NoSuch()
    hall_access.sets_up(by, row.unit_id)
    return row
