"""What a plan keeps of the hall it was learned from, up to the day before it holds."""

from datetime import date, timedelta

from django.db.models import Count

from motcua.queries import capacity
from motcua.queries.capacity import Basis, Source
from motcua.records.models import Ticket
from motcua.rules.capacity_fit import Learned


def basis(unit_id: int, title: str, *, until_on: date) -> Basis:
    """Return the hall as it was learned up to a day, with the desks that served until then. Costs 7 queries.

    Raises: capacity_fit.TooLittle.
    """
    since = until_on - timedelta(days=capacity.LEARN_DAYS)
    learnt = capacity.learn(unit_id, from_on=since, until_on=until_on)
    source = Source(f"hall:{unit_id}", title, learnt[0].visits)
    return capacity.manned(unit_id, source=source, learnt=learnt, only_learned=True)


def told(learned: Learned, unit_id: int) -> dict[str, object]:
    """Return what a plan keeps of what it was learned from; how the weekdays differ in it. Costs 1 query."""
    rows = Ticket.objects.filter(unit=unit_id, on__gte=learned.first_on, on__lte=learned.last_on)
    counts: dict[int, list[int]] = {}
    for on, n in rows.exclude(ending="").values_list("on").annotate(n=Count("pk")).order_by("on"):
        counts.setdefault(on.weekday(), []).append(n)
    means = {day: sum(found) / len(found) for day, found in sorted(counts.items())}
    usual = learned.visits / max(learned.days, 1)
    return {
        "visits": learned.visits, "days": learned.days,
        "first_on": learned.first_on.isoformat(), "last_on": learned.last_on.isoformat(),
        "weekdays": {str(day): round(mean / usual, 3) for day, mean in means.items()},
    }  # fmt: skip
