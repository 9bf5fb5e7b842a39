"""A unit says what an hour of its officers costs, from which day on and by which reckoning."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.actions import journal
from motcua.actions.journal import Saying
from motcua.queries import hall_access
from motcua.records.models import OfficerCost
from motcua.rules import capacity_cost as rules
from motcua.rules.capacity_cost import BadCost, CostWithoutSource
from motcua.rules.people import Actor
from motcua.rules.text import clean


@dataclass(frozen=True, slots=True)
class Cost:
    """What an hour costs a unit from a day on, by which reckoning; illustrative where nobody reckoned."""

    unit_id: int
    dong: int
    source: str
    from_on: date
    is_illustrative: bool = False


@transaction.atomic
def set_cost(*, by: Actor, cost: Cost, now: datetime) -> None:
    """Say what an hour costs from a day on. A figure said before stays; the one said last holds.

    Raises: access.NoSuch, PermissionDenied; capacity_cost.BadCost, CostWithoutSource.
    """
    hall_access.sets_up(by, cost.unit_id)
    hall_access.unit(cost.unit_id)
    saying = write(by=by, cost=cost, at=now)
    journal.write(saying.verb, by=by, at=now, payload=saying.payload, subject=saying.subject)


def write(*, by: Actor, cost: Cost, at: datetime) -> Saying:
    """Keep a figure, and return what the journal is to be told of it.

    Raises: capacity_cost.BadCost, CostWithoutSource.
    """
    said = clean(cost.source, limit=200)
    if not 0 < cost.dong <= rules.MOST_DONG:
        raise BadCost(most=rules.MOST_DONG)
    if not said:
        raise CostWithoutSource()
    row = OfficerCost.objects.create(
        unit_id=cost.unit_id, dong=cost.dong, source=said, from_on=cost.from_on,
        is_illustrative=cost.is_illustrative, set_by_id=by.user_id, set_at=at,
    )  # fmt: skip
    facts = {"unit": cost.unit_id, "dong": cost.dong, "source": said, "from_on": cost.from_on.isoformat(),
             "is_illustrative": cost.is_illustrative}  # fmt: skip
    payload = {"changes": {}, "facts": facts}
    return Saying("set_officer_cost", by, at, payload, subject=f"officer_cost:{row.pk}")
