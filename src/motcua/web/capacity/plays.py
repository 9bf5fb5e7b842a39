"""The scenarios of a page, played: today's, what is tried, and those put aside to be compared."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from motcua.queries import capacity_runs
from motcua.rules import capacity_whatif as whatif
from motcua.rules.capacity import Scenario
from motcua.rules.capacity_plan import Tried
from motcua.rules.capacity_whatif import Change
from motcua.web.capacity.asked import Asked

if TYPE_CHECKING:
    from motcua.rules.capacity_plays import Play
    from motcua.rules.staffing import Staffed


def scenario(asked: Asked, change: Change) -> Scenario:
    """Return the scenario of a change."""
    return whatif.changed(asked.basis.data, change, asked.promise)


def played(asked: Asked) -> dict[Change, "Play"]:
    """Return the plays of all scenarios of a page: those never asked before are played beside each other.

    Raises: capacity_runs.StillRunning.
    """
    changes = asked.scenarios
    asks = [(asked.question("play", one), partial(_play, scenario(asked, one))) for one in changes]
    return dict(zip(changes, capacity_runs.answers(asks), strict=True))


def _play(one: Scenario) -> "Play":
    """Play a scenario; what simulates is loaded when it is needed, in seconds not every page has."""
    from motcua.rules.capacity_plays import play

    return play(one)


def by_slot(asked: Asked) -> Change:
    """Return what is tried with the fewest officers of each half hour that keep the promise.

    Raises: capacity_runs.StillRunning; staffing.OutOfReach.
    """
    found = fewest(asked)
    most = iter([max(row) for row in found.by_slot.values()])
    return replace(
        asked.then,
        officers=tuple(next(most) if n else 0 for n in asked.then.officers),
        slots=tuple(row for row in found.by_slot.values() if max(row)),
    )


def fewest(asked: Asked) -> "Staffed":
    """Return the fewest officers by the half hour.

    Raises: capacity_runs.StillRunning; staffing.OutOfReach.
    """
    from motcua.rules.staffing import Promise
    from motcua.rules.staffing import fewest as search

    one, wanted = scenario(asked, asked.then), Promise(0.9, float(asked.promise))
    found: Staffed = capacity_runs.answer(asked.question("roster"), partial(search, one, wanted))
    return found


def expected(tried: Tried) -> dict[str, Any]:
    """Return the waits expected of a plan, of days drawn by its seed: the same on any machine.

    Weekdays differ by how many came on them in what the plan was learned from.
    """
    from motcua.rules.capacity_expected import by_weekday
    from motcua.rules.capacity_expected import expected as figures
    from motcua.rules.capacity_plays import play

    one = whatif.changed(tried.data, tried.then, tried.promise)
    found = figures(play(one, tried.seed), tried.promise)
    weekdays = {int(day): float(times) for day, times in tried.learned.get("weekdays", {}).items()}
    for name, rows in by_weekday(one, weekdays, tried.seed).items():
        found[name]["by_weekday"] = rows
    return found
