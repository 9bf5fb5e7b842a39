"""Leaders keep what they tried as a plan, adopt it from a day on, withdraw it; the journal is told each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from motcua.actions import calendar, journal
from motcua.actions.journal import Saying
from motcua.queries import capacity_plans, hall_access, workdays
from motcua.records.models import CapacityPlan
from motcua.rules import capacity_plan as rules
from motcua.rules.capacity_plan import PlanDecided, PlanNameless, PlanSameDay, Tried
from motcua.rules.people import Actor
from motcua.rules.text import clean


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be kept: whose, its name, its day, what was tried, what is expected of it."""

    unit_id: int
    key: str
    title: str
    from_on: date
    tried: Tried
    expected: Mapping[str, Any] | None = None
    is_illustrative: bool = False


@transaction.atomic
def keep(*, by: Actor, draft: Draft, now: datetime) -> CapacityPlan:
    """Keep what was tried as a plan. The same form sent twice keeps one, and answers with it.

    Raises: access.NoSuch, PermissionDenied; capacity_plan.PlanNameless.
    """
    capacity_plans.may_look(by, draft.unit_id)
    hall_access.unit(draft.unit_id)
    before = capacity_plans.by_key(draft.key, by=by)
    if before is not None:
        return before

    row, saying = kept(draft, by=by, at=now)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # the same form, sent at the same moment, came first
        before = capacity_plans.by_key(draft.key, by=by)
        if before is None:
            raise
        return before
    _write(row, saying)
    return row


def kept(draft: Draft, *, by: Actor, at: datetime) -> tuple[CapacityPlan, Saying]:
    """Return a plan as it is kept, and what the journal is told of it; nothing is written.

    Raises: capacity_plan.PlanNameless.
    """
    title = clean(draft.title, limit=rules.LONGEST_TITLE)
    if not title:
        raise PlanNameless()
    row = CapacityPlan(
        unit_id=draft.unit_id, key=draft.key[:64], title=title, from_on=draft.from_on,
        body=draft.tried.body(), expected=draft.expected, saved_by_id=by.user_id, saved_at=at,
        is_illustrative=draft.is_illustrative,
    )  # fmt: skip
    one = draft.tried
    facts = {
        "unit": draft.unit_id, "title": title, "from_on": draft.from_on.isoformat(),
        "officers": [list(one.now.officers), list(one.then.officers)], "promise": one.promise,
        "service": one.service, "learned": dict(one.learned),
        "expected": _shown(draft.expected or {}, one.service),
    }  # fmt: skip
    return row, Saying("save_capacity_plan", by, at, {"changes": {}, "facts": facts})


def _shown(expected: Mapping[str, Any], service: str) -> dict[str, Any]:
    told = expected.get(service, {})
    return {name: told[name] for name in ("mean", "p90", "within") if name in told}


@transaction.atomic
def adopt(*, by: Actor, plan_id: int, on: date, decision: str, now: datetime) -> CapacityPlan:
    """Adopt a plan from a day on, by a decision. Of two who do it at once the second is told so.

    Raises: access.NoSuch, PermissionDenied; calendar.DecisionMissing; capacity_plan.PlanBadDay,
    PlanDecided, PlanSameDay.
    """
    row = capacity_plans.one(plan_id, by=by, lock=True)
    hall_access.sets_up(by, row.unit_id)
    paper = clean(decision, limit=200)
    if not paper:
        raise calendar.DecisionMissing()
    on = rules.adopted_on(on, workdays.today(row.saved_at))

    moved = {"adopted_at": now, "adopted_by_id": by.user_id, "adopted_on": on, "decision": paper}
    try:
        with transaction.atomic():
            _once(_open(row).filter(adopted_at=None), moved)
    except IntegrityError:
        raise PlanSameDay(on=on) from None
    _write(row, adoption(row, by=by, on=on, decision=paper, at=now))
    row.refresh_from_db()
    return row


def adoption(row: CapacityPlan, *, by: Actor, on: date, decision: str, at: datetime) -> Saying:
    """Return what the journal is told of an adoption; nothing is written."""
    facts = {"unit": row.unit_id, "title": row.title, "on": on.isoformat(), "decision": decision}
    return Saying("adopt_capacity_plan", by, at, {"changes": {}, "facts": facts}, subject=subject(row))


@dataclass(frozen=True, slots=True)
class Past:
    """A plan of the past: when it was saved, when it was decided, from which day on it held."""

    draft: Draft
    saved_at: datetime
    decided_at: datetime
    on: date
    decision: str


def write_past(*, by: Actor, past: Past) -> list[Saying]:
    """Keep an adopted plan of the past, and return what the journal is to be told in its place of time.

    Raises: capacity_plan.PlanNameless, PlanBadDay.
    """
    row, saved = kept(past.draft, by=by, at=past.saved_at)
    row.adopted_on = rules.adopted_on(past.on, workdays.today(past.saved_at))
    row.adopted_at, row.adopted_by_id, row.decision = past.decided_at, by.user_id, past.decision
    row.save()
    adopted = adoption(row, by=by, on=past.on, decision=past.decision, at=past.decided_at)
    return [replace(saved, subject=subject(row)), adopted]


@transaction.atomic
def withdraw(*, by: Actor, plan_id: int, reason: str, now: datetime) -> CapacityPlan:
    """Withdraw a plan: one only saved, or one adopted, which then holds no longer from today on.

    Raises: access.NoSuch, PermissionDenied; capacity_plan.PlanDecided.
    """
    row = capacity_plans.one(plan_id, by=by, lock=True)
    if row.adopted_at is not None or row.saved_by_id != by.user_id:
        hall_access.sets_up(by, row.unit_id)

    why, on = clean(reason, limit=200), workdays.today(now)
    moved = {"withdrawn_at": now, "withdrawn_by_id": by.user_id, "withdrawn_on": on, "reason": why}
    _once(_open(row), moved)
    facts = {"unit": row.unit_id, "title": row.title, "on": on.isoformat(), "reason": why}
    _write(row, Saying("end_capacity_plan", by, now, {"changes": {}, "facts": facts}))
    row.refresh_from_db()
    return row


def _open(row: CapacityPlan) -> "QuerySet[CapacityPlan]":
    return CapacityPlan.objects.filter(pk=row.pk, withdrawn_at=None)


def _once(rows: "QuerySet[CapacityPlan]", moved: Mapping[str, Any]) -> None:
    """Fill in what is filled in once: the condition is asked and the row moved in one statement."""
    if not rows.update(**moved):
        raise PlanDecided()


def subject(row: CapacityPlan) -> str:
    """Return under what name the journal knows a plan."""
    return f"capacity_plan:{row.pk}"


def _write(row: CapacityPlan, saying: Saying) -> None:
    journal.write(saying.verb, by=saying.by, at=saying.at, payload=saying.payload, subject=subject(row))
