"""How much shorter a promise is than the law, and what may be proposed, approved and put into effect."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from motcua.rules import RuleError, clock
from motcua.rules.lifecycle import NotYours
from motcua.rules.people import Actor, Role
from motcua.rules.terms import Term, TimeUnit
from motcua.rules.workdays import Calendar

MINUTE = timedelta(minutes=1)
WORKED = frozenset({TimeUnit.HOUR, TimeUnit.WORKING_DAY})


class Status(StrEnum):
    """Where a proposal to simplify stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    IN_EFFECT = "in_effect"
    REFUSED = "refused"


NEXT: Mapping[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.PROPOSED}),
    Status.PROPOSED: frozenset({Status.APPROVED, Status.REFUSED, Status.DRAFT}),
    Status.APPROVED: frozenset({Status.IN_EFFECT}),
    Status.IN_EFFECT: frozenset(),
    Status.REFUSED: frozenset(),
}


class WrongStatus(RuleError):
    """The proposal has gone on: what is asked for is no longer, or not yet, possible."""


class ReviewedBefore(RuleError):
    """There is a review of this procedure by this unit in this year already."""


class NothingProposed(RuleError):
    """The proposal changes nothing: neither time nor papers nor steps nor fee."""


class NotShorter(RuleError):
    """The proposed time is not shorter than the law's."""


class NotInRoute(RuleError):
    """The proposal names a paper or a step that the procedure does not have."""


class TooEarly(RuleError):
    """The day of effect lies before the decision: nobody may change a promise afterwards."""


class OwnProposal(RuleError):
    """A proposal to simplify is approved by somebody else than its proposer."""


class DecisionNumberMissing(RuleError):
    """An approval names its decision."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How much of the law's time a promise saves: a share from 0 to 1, and how it was compared.

    `how` is "same_unit" (like with like), "working_time" (through the working minutes of the calendar)
    or "longer"; a share of None: one of the two is not known.
    """

    share: float | None = None
    how: str = ""


BANDS = ("under_30", "30_50", "50_70", "over_70")


def after(status: Status, to: Status) -> Status:
    """Return the status a proposal moves to.

    Raises: WrongStatus when the proposal stands elsewhere.
    Source: SIMP-03.

    >>> after(Status.DRAFT, Status.PROPOSED)
    <Status.PROPOSED: 'proposed'>
    """
    if to not in NEXT[status]:
        raise WrongStatus(status=status, to=to)
    return to


def band(share: float | None) -> str:
    """Return the band of a cut; nothing when there is none. Both ends of 50 to 70 % belong to it.

    Units: share from 0 to 1.
    Source: SIMP-02.

    >>> [band(share) for share in (None, 0.0, 0.2, 0.3, 0.5, 0.7, 0.71)]
    ['', '', 'under_30', '30_50', '50_70', '50_70', 'over_70']
    """
    if share is None or share <= 0:
        return ""
    percent = round(100 * share, 9)
    if percent < 30:
        return BANDS[0]
    if percent < 50:
        return BANDS[1]
    return BANDS[2] if percent <= 70 else BANDS[3]


def cut(statutory: Term | None, committed: Term | None, calendar: Calendar, year: int) -> Cut:
    """Return how much shorter the committed time is than the statutory one.

    Two times in one unit are compared as numbers. Times in different units, and a same-day procedure,
    are compared through the calendar: the working minutes from receipt at the opening of each working
    day of the year to the two due moments, summed. A promise never counts past the law's own moment.

    Units:  share from 0 to 1; the comparison in working minutes of the office's calendar.
    Raises: RunawayClock, ValueError for terms out of reach.
    Source: SIMP-01.

    >>> hours, same_day = Term(1, TimeUnit.HOUR), Term(0, TimeUnit.WORKING_DAY)
    >>> cut(Term(5, TimeUnit.WORKING_DAY), Term(2, TimeUnit.WORKING_DAY), Calendar(), 2024)
    Cut(share=0.6, how='same_unit')
    >>> cut(same_day, hours, Calendar(), 2024).how
    'working_time'
    """
    if statutory is None or committed is None:
        return Cut()
    if statutory.unit is committed.unit and statutory.value:
        share = 1 - committed.value / statutory.value
        return Cut(round(share, 6), "same_unit") if share >= 0 else Cut(0.0, "longer")
    by_law, promised = _minutes(statutory, committed, calendar, year)
    if not by_law or promised > by_law:
        return Cut(0.0, "longer")
    return Cut(round(1 - promised / by_law, 6), "working_time")


def _minutes(statutory: Term, committed: Term, calendar: Calendar, year: int) -> tuple[int, int]:
    by_law = promised = 0
    for opening in openings(calendar, year):
        last = clock.due(statutory, opening, calendar)
        first = clock.due(committed, opening, calendar)
        assert last is not None
        assert first is not None
        by_law += calendar.working_minutes(opening, last)
        promised += calendar.working_minutes(opening, first)
    return by_law, promised


def openings(calendar: Calendar, year: int) -> list[datetime]:
    """Return the opening of every working day of a year: the moments of receipt that times are compared at.

    Units: naive wall clock moments.
    Source: SIMP-01.
    """
    found, on = [], date(year, 1, 1)
    while on.year == year:
        day = calendar.day(on)
        if day.counts:
            found.append(datetime.combine(on, datetime.min.time()) + day.sessions[0].start * MINUTE)
        on += timedelta(days=1)
    return found


def least(shares: Iterable[float | None]) -> float | None:
    """Return the cut of a procedure offered by several units: what every one of them gives at least.

    A unit that promises no more than the law makes it 0; without any known time there is none.

    Units: shares from 0 to 1.
    Source: SIMP-02.
    """
    known = [share for share in shares if share is not None]
    return min(known) if known else None


def counts(shares: Iterable[float | None]) -> dict[str, int]:
    """Return how many cuts fall into each band, with the sum of all that are cuts.

    Units: counts of whatever the shares stand for.
    Source: SIMP-02.

    >>> counts([0.6, 0.5, 0.2, 0.0, None])
    {'under_30': 1, '30_50': 0, '50_70': 2, 'over_70': 0, 'shortened': 3}
    """
    found = dict.fromkeys(BANDS, 0)
    for share in shares:
        if name := band(share):
            found[name] += 1
    return found | {"shortened": sum(found.values())}


@dataclass(frozen=True, slots=True)
class Change:
    """What a proposal changes: the promised time of all its units, of some of them, and the rest."""

    value: int | None = None
    unit: str = ""
    own_values: Mapping[int, int] | None = None  # by unit, in the same unit of time
    papers_cut: Sequence[str] = ()
    papers_looked_up: Sequence[str] = ()
    steps_cut: Sequence[str] = ()
    fee: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return (
            self.value is None
            and self.fee is None
            and not (self.papers_cut or self.papers_looked_up or self.steps_cut)
        )

    def term_for(self, unit_id: int) -> tuple[int, str] | None:
        """Return the promised time of one unit; None when the proposal leaves time alone."""
        if self.value is None:
            return None
        return (self.own_values or {}).get(unit_id, self.value), self.unit


def check(change: Change, *, components: Iterable[str], steps: Iterable[str], cuts: Iterable[Cut]) -> None:
    """Refuse a proposal that changes nothing, names what is not there, or lengthens a time.

    Raises: NothingProposed; NotInRoute; NotShorter.
    Source: SIMP-03.
    """
    if change.is_empty:
        raise NothingProposed()
    strange = {*change.papers_cut, *change.papers_looked_up} - set(components) | set(change.steps_cut) - set(
        steps
    )
    if strange:
        raise NotInRoute(names=", ".join(sorted(strange)))
    if change.value is not None and not all(found.share for found in cuts):
        raise NotShorter(value=change.value, unit=change.unit)


def check_approval(
    by: Actor, *, proposer_id: int, place: str, decision: str, effective_on: date, today: date
) -> None:
    """Refuse an approval by the proposer, by nobody's leader, without a decision, or with effect backwards.

    `place` is the unit whose leader decides, as its path in the tree.

    Raises: OwnProposal; NotYours when the actor leads no unit at or above the place; TooEarly;
            DecisionNumberMissing.
    Source: SIMP-03.
    """
    if by.user_id == proposer_id:
        raise OwnProposal()
    if not leads(by, place):
        raise NotYours(place=place)
    if not decision.strip():
        raise DecisionNumberMissing()
    if effective_on < today:
        raise TooEarly(effective_on=effective_on)


def leads(by: Actor, place: str) -> bool:
    """Tell whether the actor is the leader of a unit at or above a place of the tree.

    Source: SIMP-03.
    """
    return any(duty.role is Role.LEADER and place.startswith(duty.path) for duty in by.duties)
