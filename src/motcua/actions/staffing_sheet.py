"""Who may be put on the roster of a hall is said by who leads it; a newer sheet follows, none is edited."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from motcua.actions import journal
from motcua.queries import hall_access
from motcua.records.models import StaffingSheet, Unit
from motcua.rules import staffing_roster
from motcua.rules.capacity import BadScenario
from motcua.rules.people import Actor
from motcua.rules.staffing_roster import BadSheet

MOST_OFFICERS = 60


@transaction.atomic
def keep(*, by: Actor, unit_id: int, week_on: date, body: Mapping[str, Any], now: datetime) -> StaffingSheet:
    """Keep a sheet as the unit's newest. Two who do it at once get two numbers, and the later one holds.

    Raises: access.NoSuch, PermissionDenied; staffing_roster.BadSheet with all that is wrong.
    """
    hall_access.sets_up(by, unit_id)
    unit = hall_access.unit(unit_id)
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    try:
        found = staffing_roster.read(body)
    except BadScenario as refusal:
        raise BadSheet(what="; ".join(str(one) for one in refusal.problems)[:300]) from None
    if len(found.officers) > MOST_OFFICERS:
        raise BadSheet(what=f"more than {MOST_OFFICERS} officers")

    last = StaffingSheet.objects.filter(unit=unit).aggregate(last=Max("number"))["last"] or 0
    row = StaffingSheet.objects.create(
        unit=unit, number=last + 1, week_on=week_on, body=dict(body), set_by_id=by.user_id, set_at=now
    )
    facts = {"unit": unit.pk, "number": row.number, "week_on": week_on.isoformat(),
             "officers": len(found.officers)}  # fmt: skip
    journal.write(
        "set_staffing_sheet", by=by, at=now, payload={"changes": {}, "facts": facts},
        subject=f"staffing_sheet:{row.pk}",
    )  # fmt: skip
    return row
