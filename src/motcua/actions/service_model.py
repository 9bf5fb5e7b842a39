"""A unit adopts a service model from a day on, or ends one; each is a dated event of the journal."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from motcua.actions import calendar, journal
from motcua.queries import hall_access, service_models, workdays
from motcua.records.models import HallService, ServiceModel
from motcua.rules import service_models as rules
from motcua.rules import workdays as rules_workdays
from motcua.rules.people import Actor
from motcua.rules.service_models import (
    OPENS,
    Adopted,
    Kind,
    ModelAdopted,
    ModelBadDays,
    ModelBadHours,
    ModelBadPromise,
    ModelEnded,
)  # fmt: skip
from motcua.rules.text import clean
from motcua.rules.workdays import DayKind

HORIZON = timedelta(days=183)  # extra sessions are laid into the calendar half a year ahead
LONGEST_MINUTES = 480
MOST_LETTERS = 40  # of hours


@dataclass(frozen=True, slots=True)
class Adoption:
    """What is decided: the model, its days, the paper; what it needs besides in `adopted`."""

    unit_id: int
    adopted: Adopted
    decision: str
    is_illustrative: bool = field(default=False)


@transaction.atomic
def adopt(*, by: Actor, adoption: Adoption, now: datetime) -> ServiceModel:
    """Adopt a service model. Extra sessions go into the calendar, a promise to the services on its day.

    Raises: access.NoSuch, PermissionDenied; calendar.DecisionMissing; service_models.ModelBadDays,
    ModelBadHours, ModelBadPromise, ModelAdopted.
    """
    hall_access.sets_up(by, adoption.unit_id)
    unit, one = hall_access.unit(adoption.unit_id), adoption.adopted
    decision = clean(adoption.decision, limit=200)
    if not decision:
        raise calendar.DecisionMissing()
    _checked(unit.pk, one)
    if _overlapping(unit.pk, one):
        raise ModelAdopted()

    row = ServiceModel.objects.create(
        unit=unit, kind=one.kind, weekday=one.weekday, hours=one.hours, from_on=one.from_on,
        until_on=one.until_on, decision=decision, made_by_id=by.user_id, made_at=now,
        is_illustrative=adoption.is_illustrative,
        params={"services": list(one.services), "minutes": one.minutes, "place": clean(one.place, limit=120)},
    )  # fmt: skip
    if one.kind in OPENS:
        days = list(_sundays(unit, one, now))
        calendar.open_extra(by=by, extra=calendar.Extra(unit.pk, tuple(days), one.hours, decision), now=now)
    _write("adopt_service_model", row, by=by, now=now)
    settle(now=now)
    return row


def _checked(unit_id: int, one: Adopted) -> None:
    """Refuse a model that lacks what it needs.

    Raises: service_models.ModelBadDays, ModelBadHours, ModelBadPromise; access.NoSuch for a service.
    """
    if one.until_on is not None and one.until_on <= one.from_on:
        raise ModelBadDays()
    try:
        hours = rules_workdays.sessions(one.hours)
    except ValueError:
        raise ModelBadHours(hours=one.hours[:40]) from None
    if (one.kind in OPENS and not hours) or len(one.hours) > MOST_LETTERS:
        raise ModelBadHours(hours=one.hours[:40])
    if one.kind is Kind.FAST_TRACK and not (one.services and 1 <= (one.minutes or 0) <= LONGEST_MINUTES):
        raise ModelBadPromise(most=LONGEST_MINUTES)
    for key in one.services:
        hall_access.service(unit_id, key)


def _overlapping(unit_id: int, one: Adopted) -> bool:
    rows = ServiceModel.objects.filter(unit=unit_id, kind=one.kind)
    rows = rows.filter(Q(until_on=None) | Q(until_on__gt=one.from_on))
    if one.until_on is not None:
        rows = rows.filter(from_on__lt=one.until_on)
    return rows.exists()


def _sundays(unit: Any, one: Adopted, now: datetime) -> Iterator[date]:
    """Yield the days to come on which the model opens: free days of the week only, no holiday."""
    today = workdays.today(now)
    of_unit = workdays.calendar(unit)
    for on in rules.weekdays(one, max(one.from_on, today) + HORIZON):
        if on >= today and of_unit.day(on).kind is DayKind.WEEKEND:
            yield on


@transaction.atomic
def end(*, by: Actor, model_id: int, until_on: date, now: datetime) -> ServiceModel:
    """End a service model on a day, its first without; extra sessions from then on are taken back.

    Raises: access.NoSuch, PermissionDenied; service_models.ModelEnded, ModelBadDays.
    """
    row = service_models.one(model_id, by=by, lock=True)
    if row.until_on is not None and row.until_on <= workdays.today(now):
        raise ModelEnded()
    if until_on <= row.from_on or until_on < workdays.today(now):
        raise ModelBadDays()

    row.until_on = until_on
    row.save(update_fields=["until_on"])
    if row.kind in OPENS:
        calendar.drop_extra(by=by, unit_id=row.unit_id, decision=row.decision, from_on=until_on, now=now)
    _write("end_service_model", row, by=by, now=now)
    settle(now=now)
    return row


@transaction.atomic
def settle(*, now: datetime) -> int:
    """Lay the promises of fast tracks into the services on their day, and take them back after their last.

    Returns how many models began or ended.
    """
    on, moved = workdays.today(now), 0
    tracks = ServiceModel.objects.select_for_update(of=("self",)).filter(kind=Kind.FAST_TRACK)
    for row in tracks.filter(applied_at__isnull=False, lifted_at=None, until_on__lte=on).order_by("id"):
        for key, minutes in row.params.get("before", {}).items():
            HallService.objects.filter(unit=row.unit_id, key=key).update(promise_minutes=minutes)
        row.lifted_at, moved = now, moved + 1
        row.save(update_fields=["lifted_at"])
    begun = tracks.filter(applied_at=None, from_on__lte=on).filter(Q(until_on=None) | Q(until_on__gt=on))
    for row in begun.order_by("id"):
        services = HallService.objects.filter(unit=row.unit_id, key__in=row.params["services"])
        row.params["before"] = dict(services.values_list("key", "promise_minutes"))
        services.update(promise_minutes=row.params["minutes"])
        row.applied_at, moved = now, moved + 1
        row.save(update_fields=["applied_at", "params"])
    return moved


def _write(verb: str, row: ServiceModel, *, by: Actor, now: datetime) -> None:
    told = asdict(service_models.value(row)) | {"unit": row.unit_id, "decision": row.decision}
    told |= {"kind": str(row.kind), "services": list(row.params.get("services", ()))}
    told |= {name: told[name].isoformat() for name in ("from_on", "until_on") if told[name]}
    del told["names"]  # the keys tell which services; names may change
    journal.write(
        verb, by=by, at=now, payload={"changes": {}, "facts": told}, subject=f"service_model:{row.pk}"
    )
