"""A capacity plan: what was tried, on which learned base; when it holds; when it may be decided."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from motcua.rules import RuleError
from motcua.rules.capacity_whatif import Change

LONGEST_TITLE = 120
LEAST_DAYS = 5  # with tickets, before a plan is held against them


class PlanNameless(RuleError):
    """A plan needs a name by which it is found again."""


class PlanBadDay(RuleError):
    """The day cannot be read, or lies before the plan was saved: it would foretell what is known."""


class PlanDecided(RuleError):
    """The plan was adopted or withdrawn before: neither is done twice."""


class PlanSameDay(RuleError):
    """Another plan is adopted for this day."""


class PlanWithoutHall(RuleError):
    """Only of a hall with tickets of its own can a plan be kept and later be held against them."""


class Standing(StrEnum):
    """Where a plan stands."""

    SAVED = "saved"
    COMING = "coming"  # adopted, its day lies ahead
    HOLDS = "holds"
    FOLLOWED = "followed"  # by the next adopted plan
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Came:
    """One real person: when, for what, how long in line, whether called then. Units: minutes."""

    on: date
    at_minutes: float
    service: str
    stood_minutes: float
    was_called: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """What was tried: the base as it was learned, the counters then and as they are to be, the promise."""

    data: Mapping[str, Any]  # a scenario as plain data: hours, services with their arrivals, counters
    now: Change
    then: Change
    promise: int
    service: str
    learned: Mapping[str, Any] = field(default_factory=dict)  # visits, days, first_on, last_on
    seed: int = 1

    def body(self) -> dict[str, Any]:
        """Return it as plain data.

        Source: CAP-08.
        """
        return asdict(self)


def tried(body: Mapping[str, Any]) -> Tried:
    """Return what a body says.

    Source: CAP-08.

    >>> one = Tried({"title": "x"}, Change((2,)), Change((4,), slots=((2, 4),)), 15, "land")
    >>> tried(one.body()) == one
    True
    """
    now, then = (
        Change(
            tuple(told["officers"]), told["booked_share"], told["opens_early"], told["serves_all"],
            tuple(tuple(row) for row in told["slots"]),
        )
        for told in (body["now"], body["then"])
    )  # fmt: skip
    return Tried(body["data"], now, then, body["promise"], body["service"], body["learned"], body["seed"])


def adopted_on(on: date, saved_on: date) -> date:
    """Return the day of adoption, which may not lie before the plan was saved.

    Units: local days.
    Raises: PlanBadDay.
    Source: CAP-08.

    >>> adopted_on(date(2024, 3, 1), date(2024, 2, 20)).isoformat()
    '2024-03-01'
    """
    if on < saved_on:
        raise PlanBadDay(saved_on=saved_on)
    return on


def standing(adopted: date | None, withdrawn: date | None, following: date | None, today: date) -> Standing:
    """Return where a plan stands on a day; `following` is the day of the next adopted plan.

    Units: local days.
    Source: CAP-08.

    >>> standing(date(2024, 3, 1), None, None, date(2024, 9, 26))
    <Standing.HOLDS: 'holds'>
    >>> standing(date(2024, 3, 1), None, date(2024, 6, 3), date(2024, 9, 26))
    <Standing.FOLLOWED: 'followed'>
    """
    if withdrawn is not None and withdrawn <= today:
        return Standing.WITHDRAWN
    if adopted is None:
        return Standing.SAVED
    if adopted > today:
        return Standing.COMING
    return Standing.FOLLOWED if following is not None and following <= today else Standing.HOLDS


def held(adopted: date, withdrawn: date | None, following: date | None, today: date) -> tuple[date, date]:
    """Return the days a plan has held up to and with today, half-open.

    Units: local days.
    Source: CAP-08.

    >>> held(date(2024, 3, 1), None, date(2024, 6, 3), date(2024, 9, 26))[1].isoformat()
    '2024-06-03'
    """
    ends = [one for one in (withdrawn, following) if one is not None]
    return adopted, min([date.fromordinal(today.toordinal() + 1), *ends])
