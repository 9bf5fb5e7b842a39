"""Help is called in the hall, and somebody comes."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from motcua.actions import journal
from motcua.queries import access, hall_access
from motcua.records.models import HallAlarm
from motcua.rules.people import Actor


@transaction.atomic
def raise_alarm(*, by: Actor, unit_id: int, kind: str, now: datetime) -> HallAlarm:
    """Call for help: from a kiosk by anybody, from a counter in an emergency by who sits there.

    A call that nobody has answered yet is not made twice.

    Raises: PermissionDenied for an emergency by anybody else; ValueError for another kind.
    """
    desk = hall_access.own_desk(by=by)
    if HallAlarm.Kind(kind) is HallAlarm.Kind.EMERGENCY:
        hall_access.works(by, unit_id)
    here = HallAlarm.objects.filter(unit=unit_id, kind=kind, desk=desk, answered_at=None)
    standing = access.one(here)
    if standing is not None:
        return standing

    row = HallAlarm.objects.create(unit_id=unit_id, kind=kind, desk=desk, raised_by_id=by.user_id, at=now)

    facts = {"kind": kind, "desk": desk.number if desk else None}
    _write("call_help", row, by=by, now=now, facts=facts)
    return row


@transaction.atomic
def answer(*, by: Actor, pk: int, now: datetime) -> HallAlarm:
    """Say that somebody has come; the first who says so is written down.

    Raises: access.NoSuch, PermissionDenied.
    """
    row = access.one(HallAlarm.objects.select_for_update().filter(pk=pk))
    if row is None:
        raise access.NoSuch(str(pk))
    hall_access.works(by, row.unit_id)
    if row.answered_at is not None:
        return row

    row.answered_by_id, row.answered_at = by.user_id, now
    row.save(update_fields=["answered_by", "answered_at"])

    _write("answer_help", row, by=by, now=now, facts={"seconds": int((now - row.at).total_seconds())})
    return row


def _write(verb: str, row: HallAlarm, *, by: Actor, now: datetime, facts: Mapping[str, object]) -> None:
    payload = {"changes": {}, "facts": dict(facts)}
    journal.write(verb, by=by, at=now, payload=payload, subject=f"alarm:{row.pk}")
