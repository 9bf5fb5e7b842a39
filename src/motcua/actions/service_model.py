"""A unit adopts a service model from a day on, or ends one; each is a dated event of the journal."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction

from motcua.actions import calendar, journal
from motcua.queries import hall_access, service_models, workdays
from motcua.records.models import HallService, ServiceModel, Unit
from motcua.rules import service_models as rules
from motcua.rules import workdays as rules_workdays
from motcua.rules.people import SYSTEM, Actor
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
AT_ONCE = timedelta(days=28)  # and four weeks at a time: each time every open dossier is counted anew
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
    hall_access.unit(adoption.unit_id)
    unit = Unit.objects.select_for_update(no_key=True).get(pk=adoption.unit_id)  # one adoption at a time
    one = adoption.adopted
    decision = clean(adoption.decision, limit=200)
    if not decision:
        raise calendar.DecisionMissing()
    _checked(unit.pk, one)
    if any(rules.clash(one, service_models.value(row)) for row in service_models.listed(unit.pk)):
        raise ModelAdopted()

    row = ServiceModel.objects.create(
        unit=unit, kind=one.kind, weekday=one.weekday, hours=one.hours, from_on=one.from_on,
        until_on=one.until_on, decision=decision, made_by_id=by.user_id, made_at=now,
        is_illustrative=adoption.is_illustrative,
        params={"services": list(one.services), "minutes": one.minutes, "place": clean(one.place, limit=120)},
    )  # fmt: skip
    if one.kind in OPENS:
        _lay(row, unit, by=by, now=now)
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


def _lay(row: ServiceModel, unit: Unit, *, by: Actor, now: datetime) -> None:
    """Open the extra sessions of a model up to the horizon: free days of the week only, no holiday."""
    one, today, of_unit = service_models.value(row), workdays.today(now), workdays.calendar(unit)
    first = max(row.laid_until or one.from_on, today)
    horizon = max(one.from_on, today) + HORIZON
    days = tuple(
        on for on in rules.weekdays(one, horizon) if on >= first and of_unit.day(on).kind is DayKind.WEEKEND
    )
    extra = calendar.Extra(unit.pk, days, one.hours, row.decision, row.pk)
    calendar.open_extra(by=by, extra=extra, now=now)
    row.laid_until = horizon
    row.save(update_fields=["laid_until"])


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
        calendar.drop_extra(by=by, model=row, from_on=until_on, now=now)
    _write("end_service_model", row, by=by, now=now)
    settle(now=now)
    return row


@transaction.atomic
def settle(*, now: datetime) -> int:
    """Lay what the models change today: the promises of fast tracks, and the next extra sessions.

    A service promises what its tracks say of this day, of this weekday too, and else its own minutes.
    Returns how many models began or ended.
    """
    on = workdays.today(now)
    _extend(on, now)
    tracks = ServiceModel.objects.select_for_update(of=("self",)).filter(kind=Kind.FAST_TRACK)
    rows = list(tracks.filter(from_on__lte=on, lifted_at=None).order_by("unit_id", "id"))
    for unit_id, of_unit in groupby(rows, key=lambda row: row.unit_id):
        models = [service_models.value(row) for row in of_unit]
        promises = rules.of_day(models, on).promises
        keys = {key for one in models for key in one.services}
        for service in HallService.objects.filter(unit=unit_id, key__in=keys).order_by("pk"):
            promised = promises.get(service.key, service.own_promise_minutes)
            if service.promise_minutes != promised:
                service.promise_minutes = promised
                service.save(update_fields=["promise_minutes"])
    return sum(_noted(row, on, now) for row in rows)


def _noted(row: ServiceModel, on: date, now: datetime) -> bool:
    """Note that a model has begun, or ended."""
    if row.until_on is not None and row.until_on <= on:
        row.lifted_at = now
    elif row.applied_at is None:
        row.applied_at = now
    else:
        return False
    row.save(update_fields=["applied_at", "lifted_at"])
    return True


def _extend(on: date, now: datetime) -> None:
    """Open the next extra sessions of every model that goes on: its sentence and its days end together."""
    rows = ServiceModel.objects.select_for_update(of=("self",)).select_related("unit")
    rows = rows.filter(kind__in=sorted(OPENS), laid_until__lt=on + HORIZON - AT_ONCE)
    for row in rows.order_by("id"):
        if row.until_on is None or (row.laid_until is not None and row.laid_until < row.until_on):
            _lay(row, row.unit, by=SYSTEM, now=now)


def _write(verb: str, row: ServiceModel, *, by: Actor, now: datetime) -> None:
    told = asdict(service_models.value(row)) | {"unit": row.unit_id, "decision": row.decision}
    told |= {"kind": str(row.kind), "services": list(row.params.get("services", ()))}
    told["entered_on"] = workdays.today(row.made_at).isoformat()
    told |= {name: told[name].isoformat() for name in ("from_on", "until_on") if told[name]}
    del told["names"]  # the keys tell which services; names may change
    journal.write(
        verb, by=by, at=now, payload={"changes": {}, "facts": told}, subject=f"service_model:{row.pk}"
    )
