"""The office calendar changes by decision; every open dossier is counted anew."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet

from motcua.actions import journal
from motcua.queries import clock
from motcua.records.models import CalendarEdition, Dossier, ServiceModel, SessionPlan, SpecialDay, Unit
from motcua.rules import RuleError
from motcua.rules import workdays as rules_workdays
from motcua.rules.lifecycle import RUNNING, Verb
from motcua.rules.people import SYSTEM, Actor, ActorKind, Role
from motcua.rules.text import clean

PAGE = 500
MOST_LETTERS = 100  # of the sessions of a day


class BadSessions(RuleError):
    """The opening hours cannot be read, or do not fit the kind of day."""


class DecisionMissing(RuleError):
    """A change of the calendar names the document that decided it."""


@dataclass(frozen=True, slots=True)
class DayDecision:
    """One special day as decided: `unit_id` None for the whole country."""

    unit_id: int | None
    on: date
    kind: str
    name_vi: str
    name_en: str
    decision: str
    sessions: str = ""
    decided_on: date | None = None


@transaction.atomic
def decide_day(*, by: Actor, day: DayDecision, now: datetime) -> int:
    """Set or replace one special day, count the open dossiers anew, and return how many moved.

    Raises: PermissionDenied; DecisionMissing, BadSessions; text errors.
    """
    _may(by, day.unit_id)
    decision = clean(day.decision, limit=200)
    if not decision:
        raise DecisionMissing()
    try:
        hours = rules_workdays.sessions(_short(day.sessions)) if day.sessions else None
        rules_workdays.SpecialDay(day.on, rules_workdays.DayKind(day.kind), hours)
    except ValueError:
        raise BadSessions(sessions=day.sessions[:100], kind=day.kind[:20]) from None

    SpecialDay.objects.filter(unit=day.unit_id, on=day.on, dropped_at=None).update(dropped_at=now)
    SpecialDay.objects.create(
        unit_id=day.unit_id,
        on=day.on,
        kind=day.kind,
        sessions=day.sessions,
        name_vi=clean(day.name_vi, limit=150),
        name_en=clean(day.name_en, limit=150),
        decision=decision,
        decided_on=day.decided_on,
    )
    facts = {"unit": day.unit_id, "on": day.on.isoformat(), "kind": day.kind, "decision": decision}
    return _changed(by=by, unit_id=day.unit_id, facts=facts, now=now)


@dataclass(frozen=True, slots=True)
class WeekDecision:
    """The opening sessions of one weekday (0 is Monday) from a day on; none: closed."""

    unit_id: int | None
    weekday: int
    sessions: str
    from_on: date
    decision: str


@transaction.atomic
def decide_week(*, by: Actor, week: WeekDecision, now: datetime) -> int:
    """Set the opening sessions of a weekday from a day on; return how many open dossiers moved.

    Raises: PermissionDenied; DecisionMissing, BadSessions.
    """
    _may(by, week.unit_id)
    decision = clean(week.decision, limit=200)
    if not decision:
        raise DecisionMissing()
    try:
        rules_workdays.SessionPlan(
            week.weekday, week.from_on, None, rules_workdays.sessions(_short(week.sessions))
        )
    except ValueError:
        raise BadSessions(sessions=week.sessions[:100], kind="week") from None

    SessionPlan.objects.create(
        unit_id=week.unit_id,
        weekday=week.weekday,
        sessions=week.sessions,
        from_on=week.from_on,
        decision=decision,
    )
    facts = {
        "unit": week.unit_id, "weekday": week.weekday, "sessions": week.sessions,
        "from_on": week.from_on.isoformat(), "decision": decision,
    }  # fmt: skip
    return _changed(by=by, unit_id=week.unit_id, facts=facts, now=now)


@dataclass(frozen=True, slots=True)
class Extra:
    """Extra sessions as decided: days on which a unit receives and no time limit counts.

    Those of a service model (`model_id`) are its unit's alone; by hand they hold for the units below too.
    """

    unit_id: int
    days: tuple[date, ...]
    sessions: str
    decision: str
    model_id: int | None = None


@transaction.atomic
def open_extra(*, by: Actor, extra: Extra, now: datetime) -> int:
    """Open extra sessions on days without a decision of their own; return how many open dossiers moved.

    Raises: PermissionDenied; DecisionMissing, BadSessions.
    """
    _may(by, extra.unit_id)
    if not extra.decision:
        raise DecisionMissing()
    try:
        is_some = bool(rules_workdays.sessions(_short(extra.sessions)))
    except ValueError:
        is_some = False
    if not is_some:
        raise BadSessions(sessions=extra.sessions[:100], kind="extra_session")
    if not extra.days:
        return 0

    held = SpecialDay.objects.filter(unit=extra.unit_id, on__in=extra.days, dropped_at=None)
    known = set(held.values_list("on", flat=True))
    SpecialDay.objects.bulk_create(
        SpecialDay(
            unit_id=extra.unit_id, on=on, kind=rules_workdays.DayKind.EXTRA_SESSION, sessions=extra.sessions,
            name_vi="Buổi tiếp nhận thêm", name_en="Extra session", decision=extra.decision,
            model_id=extra.model_id,
        )
        for on in extra.days
        if on not in known
    )  # fmt: skip
    facts = {
        "unit": extra.unit_id, "kind": "extra_session", "sessions": extra.sessions,
        "from_on": min(extra.days).isoformat(), "days": len(set(extra.days) - known),
        "decision": extra.decision,
    }  # fmt: skip
    return _changed(by=by, unit_id=extra.unit_id, facts=facts, now=now)


@transaction.atomic
def drop_extra(*, by: Actor, model: ServiceModel, from_on: date, now: datetime) -> int:
    """Take back the extra sessions a service model has opened, from a day on; those set by hand stay.

    Returns how many open dossiers moved.

    Raises: PermissionDenied.
    """
    _may(by, model.unit_id)
    dropped = model.days.filter(on__gte=from_on, dropped_at=None).update(dropped_at=now)
    facts = {
        "unit": model.unit_id, "from_on": from_on.isoformat(), "decision": model.decision, "dropped": dropped
    }  # fmt: skip
    return _changed(by=by, unit_id=model.unit_id, facts=facts, now=now)


def _short(sessions: str) -> str:
    """Return opening hours that fit their column.

    Raises: ValueError.
    """
    if len(sessions) > MOST_LETTERS:
        raise ValueError("too many sessions")
    return sessions


def _may(by: Actor, unit_id: int | None) -> None:
    if by.kind is ActorKind.SYSTEM:
        return
    path = Unit.objects.filter(pk=unit_id).values_list("path", flat=True).first() if unit_id else "/"
    rules = {Role.LEADER, Role.ADMIN}
    if path is None or not any(path.startswith(duty.path) and duty.role in rules for duty in by.duties):
        raise PermissionDenied("calendar")


def _changed(*, by: Actor, unit_id: int | None, facts: Mapping[str, object], now: datetime) -> int:
    mark = secrets.token_hex(16)
    if not CalendarEdition.objects.update(number=F("number") + 1, mark=mark):
        CalendarEdition.objects.create(number=1, mark=mark)
    # All rows are locked before the first entry: whoever holds the journal's end waits for nobody.
    list(_running(unit_id).select_for_update(of=("self",)).order_by("pk").only("pk"))
    journal.write(
        "change_calendar", by=by, at=now, payload={"facts": facts}, subject=f"calendar:{unit_id or 0}"
    )
    return _recount(_running(unit_id), now)


def _running(unit_id: int | None) -> QuerySet[Dossier]:
    running = Dossier.objects.filter(state__in=RUNNING)
    if unit_id is None:
        return running
    path = Unit.objects.values_list("path", flat=True).get(pk=unit_id)
    return running.filter(unit__path__startswith=path)


def _recount(running: QuerySet[Dossier], now: datetime) -> int:
    """Count the due moments of running dossiers, locked already, anew, a page at a time.

    A dossier that waits has no due moment now and is counted when it runs again. Returns how many moved.
    """
    running = running.select_related("version", "unit", "procedure", "holder")
    moved, last = 0, 0
    while page := list(running.filter(pk__gt=last).order_by("pk")[:PAGE]):
        moved += sum(_recount_one(dossier, now) for dossier in page)
        last = page[-1].pk
    return moved


def _recount_one(dossier: Dossier, now: datetime) -> bool:
    due = clock.of_dossier(dossier)
    if (due.promise, due.law) == (dossier.due_at, dossier.legal_due_at):
        return False
    before = dossier.due_at
    changes = {"due_at": due.promise, "legal_due_at": due.law}
    entry = journal.record(
        dossier, Verb.RECOUNT, by=SYSTEM, at=now, changes=changes, facts={"due_before": before}
    )
    if due.promise != before:
        journal.announce(dossier, "due_moved", at=now, entry=entry, facts={"due_at": due.promise})
    return True
