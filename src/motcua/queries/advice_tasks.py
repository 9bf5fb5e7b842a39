"""Tasks and commitments for the index: who does what until when, and how they stand on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Q

from motcua.queries import access
from motcua.queries.access import NoSuch
from motcua.records.models import ActEffort, IndexTask, Unit, User
from motcua.rules.people import Actor

SOON = timedelta(days=7)


class Due(StrEnum):
    """How a task stands."""

    LATE = "late"
    SOON = "soon"
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task and how it stands on a day."""

    task: IndexTask
    due: Due


def unit(unit_id: int, *, by: Actor, lock: bool = False) -> Unit:
    """Return a unit that the actor leads or reforms, itself or one above. Costs 1 query.

    Raises: access.NoSuch.
    """
    rows = Unit.objects.select_for_update(of=("self",)) if lock else Unit.objects.all()
    found = rows.filter(pk=unit_id, until_on=None).first()
    if found is None or not access.oversees(found.path, by):
        raise NoSuch(str(unit_id))
    return found


def task(pk: int, *, by: Actor, lock: bool = False) -> IndexTask:
    """Return a task of a unit that the actor leads or reforms, itself or one above, or her own. 1 query.

    Raises: access.NoSuch.
    """
    rows = IndexTask.objects.select_related("unit", "owner", "round", "made_by")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if found is None or not (access.oversees(found.unit.path, by) or found.owner_id == by.user_id):
        raise NoSuch(str(pk))
    return found


def tasks(of: Unit, *, on: date) -> list[TaskRow]:
    """Return the tasks of a unit, open ones by their day, then the closed, latest first. Costs 1 query."""
    rows = IndexTask.objects.filter(unit=of).select_related("owner", "round", "made_by")
    listed = [TaskRow(row, due(row, on)) for row in rows.order_by("due_on", "id")]
    still = [row for row in listed if row.task.status == "open"]
    closed = [row for row in listed if row.task.status != "open"]
    return still + closed[::-1]


def open_of(of: Unit, round_id: int) -> dict[str, IndexTask]:
    """Return the open task of each leaf in a round, the first due. Costs 1 query."""
    rows = IndexTask.objects.filter(Q(round=round_id) | Q(round=None), unit=of, status="open")
    found: dict[str, IndexTask] = {}
    for row in rows.select_related("owner").order_by("due_on", "id"):
        found.setdefault(row.leaf, row)
    return found


def due(row: IndexTask, on: date) -> Due:
    """Return how a task stands on a day. Costs no query."""
    if row.status != "open":
        return Due(row.status)
    if row.due_on < on:
        return Due.LATE
    return Due.SOON if row.due_on <= on + SOON else Due.OPEN


def people(of: Unit, *, on: date) -> list[User]:
    """Return who can be given a task: whoever holds a post in the unit or below it today. Costs 1 query."""
    held = Q(posts__unit__path__startswith=of.path, posts__from_on__lte=on) & (
        Q(posts__until_on=None) | Q(posts__until_on__gt=on)
    )
    return list(User.objects.filter(held, is_active=True).distinct().order_by("full_name", "pk"))


def person(user_id: int, *, of: Unit, on: date) -> User:
    """Return somebody who can be given a task of the unit. Costs 1 query.

    Raises: access.NoSuch.
    """
    found = next((one for one in people(of, on=on) if one.pk == user_id), None)
    if found is None:
        raise NoSuch(str(user_id))
    return found


def own_days(of: Unit) -> dict[str, ActEffort]:
    """Return the unit's own days of work, by act, with who wrote them. Costs 1 query."""
    return {row.act: row for row in ActEffort.objects.filter(unit=of).select_related("by").order_by("act")}


def summed(rows: Iterable[TaskRow]) -> dict[str, int]:
    """Return how many tasks stand in each way. Costs no query."""
    found = dict.fromkeys((str(one) for one in Due), 0)
    for row in rows:
        found[str(row.due)] += 1
    return found


def leaves(rows: Sequence[TaskRow]) -> set[str]:
    """Return the leaves that have an open task. Costs no query."""
    return {row.task.leaf for row in rows if row.task.status == "open"}
