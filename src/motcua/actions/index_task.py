"""What follows from advice: tasks and commitments with an owner and a day, and a unit's own days of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import journal
from motcua.queries import access, advice, advice_tasks, rounds, workdays
from motcua.records.models import ActEffort, IndexTask, Participant
from motcua.rules import RuleError, advice_efforts
from motcua.rules.people import Actor
from motcua.rules.text import clean

KINDS = ("task", "commitment")
MOST_ACTS = 1_000_000


class NoSuchLeaf(RuleError):
    """The criteria of the round have no such leaf; `leaf` names it."""


class NoSuchAct(RuleError):
    """The effort model has no such act; `act` names it."""


class DayPast(RuleError):
    """A task is due today or later."""


class NothingSaid(RuleError):
    """What is to be done, or what became of it, is not said."""


class TaskClosed(RuleError):
    """The task was closed before; `status` says how."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing to do: for which leaf, in which words, how many acts for how many points, who, until when."""

    leaf: str
    text: str
    owner_id: int
    due_on: date
    points: Decimal
    acts: int = 1
    kind: str = "task"


@transaction.atomic
def make(*, by: Actor, unit_id: int, wishes: Sequence[Wish], now: datetime) -> list[IndexTask]:
    """Give tasks for the unit's running round, all or none.

    Raises: access.NoSuch, PermissionDenied; NoSuchLeaf, DayPast, NothingSaid; text.UnreadableText.
    """
    unit = advice_tasks.unit(unit_id, by=by, lock=True)
    part = advice.part(by, unit_id)
    today = workdays.today(now)
    people = {one.pk: one for one in advice_tasks.people(unit, on=today)}

    rows = [_checked(wish, part, people, today) for wish in wishes]
    if not rows:
        raise NothingSaid()

    for row in rows:
        row.unit, row.round, row.made_by_id, row.made_at = unit, part.round, _person(by), now
        row.save()

    for row in rows:
        facts = {
            "task": row.pk, "leaf": row.leaf, "kind": row.kind, "acts": row.acts, "points": str(row.points),
            "owner": row.owner_id, "due": row.due_on.isoformat(), "unit": unit.pk,
        }  # fmt: skip
        _write("make_index_task", by=by, at=now, facts=facts, subject=f"round:{part.round.key}")
    return rows


def _checked(wish: Wish, part: Participant, people: Mapping[int, object], today: date) -> IndexTask:
    if wish.leaf not in {leaf.code for leaf in rounds.set_of(part.round).leaves()}:
        raise NoSuchLeaf(leaf=wish.leaf[:40])
    if wish.due_on < today:
        raise DayPast(day=wish.due_on)
    text = clean(wish.text)[:500]
    if not text:
        raise NothingSaid()
    if wish.owner_id not in people:
        raise access.NoSuch(str(wish.owner_id))
    return IndexTask(
        leaf=wish.leaf,
        text=text,
        kind=wish.kind if wish.kind in KINDS else KINDS[0],
        acts=min(MOST_ACTS, max(1, wish.acts)),
        points=max(Decimal(0), wish.points).quantize(Decimal("0.0001")),
        owner_id=wish.owner_id,
        due_on=wish.due_on,
    )


@transaction.atomic
def close(*, by: Actor, pk: int, done: bool, outcome: str, now: datetime) -> IndexTask:
    """Close a task as done, or drop it, and say what became of it.

    The owner may say that hers is done; whoever leads or reforms the unit or one above may do both.

    Raises: access.NoSuch, PermissionDenied; TaskClosed, NothingSaid; text.UnreadableText.
    """
    row = advice_tasks.task(pk, by=by, lock=True)
    if not access.oversees(row.unit.path, by) and not done:
        raise PermissionDenied("drop")

    if row.status != "open":
        raise TaskClosed(status=row.status)
    said = clean(outcome)[:500]
    if not said:
        raise NothingSaid()

    row.status, row.outcome, row.closed_at = "done" if done else "dropped", said, now
    row.save(update_fields=["status", "outcome", "closed_at"])

    facts = {"task": row.pk, "status": row.status, "unit": row.unit_id}
    subject = f"round:{row.round.key}" if row.round else f"unit:{row.unit_id}"
    _write("close_index_task", by=by, at=now, facts=facts, subject=subject)
    return row


@transaction.atomic
def set_days(*, by: Actor, unit_id: int, days: Mapping[str, Decimal | None], now: datetime) -> int:
    """Put the unit's own days of work in place of the shipped ones; None takes the shipped one back.

    Return how many acts changed.

    Raises: access.NoSuch, PermissionDenied; advice_efforts.BadEffort; NoSuchAct.
    """
    unit = advice_tasks.unit(unit_id, by=by, lock=True)
    before = {act: row.days for act, row in advice_tasks.own_days(unit).items()}

    known = advice.shipped().acts
    if strange := sorted(set(days) - set(known)):
        raise NoSuchAct(act=strange[0][:40])
    wanted = {act: None if value is None else advice_efforts.check_days(value) for act, value in days.items()}
    changed = {
        act: value
        for act, value in sorted(wanted.items())
        if value != before.get(act) and not (value == known[act].days and act not in before)
    }

    for act, value in changed.items():
        rows = ActEffort.objects.filter(unit=unit, act=act)
        if value is None:
            rows.delete()
        elif not rows.update(days=value, by_id=_person(by), at=now):
            ActEffort.objects.create(unit=unit, act=act, days=value, by_id=_person(by), at=now)

    if changed:
        told = {act: None if value is None else str(value) for act, value in changed.items()}
        facts = {"unit": unit.pk, "days": told}
        _write("set_act_efforts", by=by, at=now, facts=facts, subject=f"unit:{unit.pk}")
    return len(changed)


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise PermissionDenied("index task")
    return by.user_id


def _write(verb: str, *, by: Actor, at: datetime, facts: Mapping[str, object], subject: str) -> None:
    payload = {"changes": {}, "facts": dict(facts)}
    journal.write(verb, by=by, at=at, payload=payload, subject=subject)
