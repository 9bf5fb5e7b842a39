"""The register of the dossiers that a unit received, row by row."""

from datetime import date, timedelta

from motcua.queries.access import NoSuch
from motcua.queries.slip_parts import WAYS, head_of
from motcua.queries.workdays import wall
from motcua.records.models import Dossier, Unit
from motcua.rules import RuleError, slips
from motcua.rules.people import Actor

MOST_ROWS = 1000
EXTENDED = "Đã xin lỗi, gia hạn"


class RegisterTooLong(RuleError):
    """The period holds more dossiers than one register prints."""


class PeriodEmpty(RuleError):
    """The period of a register ends before it begins."""


def register(
    *, by: Actor, unit_id: int, from_on: date, until_on: date, today: date, most: int = MOST_ROWS
) -> slips.Register:
    """Return the register of a unit for the days `from_on <= received < until_on`, in order of reception.

    Only for those who may see the unit's dossiers in full. Costs 2 queries.

    Raises: NoSuch when the unit is not the actor's; PeriodEmpty, RegisterTooLong.
    """
    if from_on >= until_on:
        raise PeriodEmpty(from_on=from_on, until_on=until_on)
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or not by.works_in(unit.pk):
        raise NoSuch(str(unit_id))
    rows = (
        Dossier.objects.filter(unit=unit, received_on__gte=from_on, received_on__lt=until_on)
        .select_related("version", "applicant", "holder")
        .order_by("received_on", "id")[: most + 1]
    )
    found = list(rows)
    if len(found) > most:
        raise RegisterTooLong(most=most)
    lines = tuple(_register_row(number, row) for number, row in enumerate(found, start=1))
    return slips.Register(head_of(unit, min(today, until_on - timedelta(days=1))), from_on, until_on, lines)


def _register_row(number: int, row: Dossier) -> slips.RegisterRow:
    assert row.received_at is not None
    due_at = row.due_at or row.first_due_at
    return slips.RegisterRow(
        number=number,
        code=row.code,
        procedure=row.version.name,
        sets=1,
        name=row.applicant.name,
        contact=", ".join(part for part in (row.applicant.address, row.applicant.phone) if part),
        agency=row.holder.name,
        received_at=wall(row.received_at),
        due_at=wall(due_at) if due_at else None,
        returned_at=wall(row.handed_over_at) if row.handed_over_at else None,
        way=WAYS.get(row.return_mode, ""),
        note=EXTENDED if row.extensions else "",
    )
