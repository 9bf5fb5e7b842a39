"""The plan of the model district's leader: two more officers for land, saved and adopted before they came."""

from datetime import date, datetime, time

from motcua.actions import capacity_plan, officer_cost
from motcua.actions.capacity_plan import Draft, Past
from motcua.actions.journal import Saying
from motcua.actions.officer_cost import Cost
from motcua.demo.district import Office
from motcua.queries import capacity_real
from motcua.queries.workdays import instant
from motcua.rules.capacity_laws import TooLittle
from motcua.rules.capacity_plan import Tried
from motcua.rules.capacity_whatif import Change, kinds

SAVED_ON, DECIDED_ON, ADOPTED_ON = date(2024, 2, 27), date(2024, 2, 28), date(2024, 3, 1)
LAND, MORE, PROMISE = "Đất đai", 2, 15
TITLE, DECISION = "Thêm hai người ở quầy đất đai", "Quyết định 214/QĐ-UBND ngày 28/02/2024 (giả định)"
DONG, SOURCE = 62_000, "Số minh họa, không lấy từ bảng lương nào"


def plan(office: Office) -> list[Saying]:
    """Keep the plan as the leader saved it, learned from the tickets up to then; return what is journalled.

    What was expected of it follows from its body and seed, so nothing is simulated here.
    """
    unit = office.unit
    try:
        base = capacity_real.basis(unit.pk, unit.name, until_on=SAVED_ON)
    except TooLittle:
        return []
    found = kinds(base.data)
    if base.learned is None or not any(LAND in serves for serves, _ in found):
        return []
    now = Change(tuple(n for _, n in found))
    then = Change(tuple(n + MORE * (serves == (LAND,)) for serves, n in found))
    learned = capacity_real.told(base.learned, unit.pk)
    tried = Tried(base.data, now, then, PROMISE, LAND, learned)
    draft = Draft(unit.pk, f"demo:{unit.pk}", TITLE, ADOPTED_ON, tried, is_illustrative=True)
    past = Past(draft, _at(SAVED_ON, 15), _at(DECIDED_ON, 10), ADOPTED_ON, DECISION)
    cost = Cost(unit.pk, DONG, SOURCE, SAVED_ON, is_illustrative=True)
    return [
        *capacity_plan.write_past(by=office.leader, past=past),
        officer_cost.write(by=office.leader, cost=cost, at=_at(SAVED_ON, 14)),
    ]


def _at(on: date, hour: int) -> datetime:
    return instant(datetime.combine(on, time(hour, 20)))
