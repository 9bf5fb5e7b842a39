"""A round of the reform index as one table: phases, stands of a unit, who may do what, and when."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from motcua.rules import RuleError
from motcua.rules.people import Actor, Role
from motcua.rules.rounds_claim import Claim as Claim
from motcua.rules.rounds_claim import Proposal as Proposal
from motcua.rules.rounds_claim import proposed as proposed
from motcua.rules.scoring import Scored
from motcua.rules.text import clean

LEAST_WHY = 10  # letters of a reason that another person can check
REMINDED = (7, 3, 1)  # days before the end of a window


class Phase(StrEnum):
    """Where a round stands. Three are set by an act; the rest follow windows and how far the units are."""

    DRAFT = "draft"
    OPEN = "open"
    APPRAISING = "appraising"
    EXPLAINING = "explaining"
    APPRAISING_AGAIN = "appraising_again"
    PUBLISHED = "published"
    FROZEN = "frozen"


class Stand(StrEnum):
    """How far one unit has come in a round."""

    SCORING = "scoring"
    LOCKED = "locked"
    APPRAISED = "appraised"
    ASKED = "asked"
    EXPLAINED = "explained"
    FINISHED = "finished"
    LEFT = "left"


class Stage(StrEnum):
    """Whose mark it is."""

    SELF = "self"
    APPRAISAL_1 = "appraisal_1"
    EXPLAINED = "explained"
    APPRAISAL_2 = "appraisal_2"
    SURVEY = "survey"


class Act(StrEnum):
    """What is done in a round."""

    PREPARE = "prepare"  # units, groups and windows of a draft
    BEGIN = "begin"
    EXTEND = "extend"
    LEAVE = "leave"
    MARK = "mark"
    LOCK = "lock"
    APPRAISE = "appraise"
    ASK = "ask"
    CLOSE_APPRAISAL = "close_appraisal"
    EXPLAIN = "explain"
    CLOSE_EXPLANATION = "close_explanation"
    APPRAISE_AGAIN = "appraise_again"
    CLOSE = "close"
    PUBLISH = "publish"
    FREEZE = "freeze"


class NotSubmitted(StrEnum):
    """What becomes of a unit that never locked its self-score."""

    ZERO_RANKED = "zero_ranked"
    ZERO_UNRANKED = "zero_unranked"
    LEFT_OUT = "left_out"


class NotNow(RuleError):
    """The round or the unit's part in it does not stand where this may be done."""


class WindowOver(RuleError):
    """The window of the unit has closed."""


class SameHand(RuleError):
    """A second person has to do this."""


class BadWindows(RuleError):
    """The windows of a round do not follow one another."""


class NothingToPublish(RuleError):
    """Some units are not appraised to the end; `count` of them."""


class AboveAutomatic(RuleError):
    """An appraiser gives more than the system counts and does not say why."""


class PointsWithoutEvidence(RuleError):
    """An appraiser gives points without any evidence and does not say why."""


class OtherThanProposed(RuleError):
    """An appraiser departs from what the claim and its evidence give and does not say why."""


class WhyTooShort(RuleError):
    """A reason that another person has to understand is missing."""


class LeavesOpen(RuleError):
    """A sheet cannot be closed: some leaves still have no mark."""


class StaleMark(RuleError):
    """Somebody else has marked this leaf in between."""


class SheetMoved(RuleError):
    """The sheet is no longer the one that was signed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: in which stands of a unit, on whose side, in which roles."""

    roles: frozenset[Role]
    at_owner: bool
    stands: frozenset[Stand] = frozenset()  # empty: about the round itself
    phases: frozenset[Phase] = frozenset()  # empty: any between open and published


_REFORM = frozenset({Role.REFORM})
_SCORERS = frozenset({Role.REFORM, Role.CLERK})
_LEADER = frozenset({Role.LEADER})
_HOLDERS = frozenset({Role.REFORM, Role.LEADER})
RUNNING = frozenset({Phase.OPEN, Phase.APPRAISING, Phase.EXPLAINING, Phase.APPRAISING_AGAIN})

ACTS: Mapping[Act, Line] = {
    Act.PREPARE: Line(_HOLDERS, True, phases=frozenset({Phase.DRAFT})),
    Act.BEGIN: Line(_HOLDERS, True, phases=frozenset({Phase.DRAFT})),
    Act.EXTEND: Line(_HOLDERS, True, frozenset({Stand.SCORING, Stand.LOCKED, Stand.ASKED})),
    Act.LEAVE: Line(_HOLDERS, True, frozenset(Stand) - {Stand.LEFT}),
    Act.MARK: Line(_SCORERS, False, frozenset({Stand.SCORING})),
    Act.LOCK: Line(_LEADER, False, frozenset({Stand.SCORING})),
    Act.APPRAISE: Line(_REFORM, True, frozenset({Stand.LOCKED})),
    Act.ASK: Line(_REFORM, True, frozenset({Stand.LOCKED})),
    Act.CLOSE_APPRAISAL: Line(_REFORM, True, frozenset({Stand.LOCKED})),
    Act.EXPLAIN: Line(_SCORERS, False, frozenset({Stand.ASKED})),
    Act.CLOSE_EXPLANATION: Line(_SCORERS | _LEADER, False, frozenset({Stand.ASKED})),
    Act.APPRAISE_AGAIN: Line(_REFORM, True, frozenset({Stand.APPRAISED, Stand.ASKED, Stand.EXPLAINED})),
    Act.CLOSE: Line(_REFORM, True, frozenset({Stand.APPRAISED, Stand.ASKED, Stand.EXPLAINED})),
    Act.PUBLISH: Line(_LEADER, True, phases=frozenset({Phase.APPRAISING_AGAIN})),
    Act.FREEZE: Line(_LEADER, True, phases=frozenset({Phase.PUBLISHED})),
}
AFTER: Mapping[Act, Stand] = {
    Act.LEAVE: Stand.LEFT,
    Act.LOCK: Stand.LOCKED,
    Act.CLOSE_EXPLANATION: Stand.EXPLAINED,
    Act.CLOSE: Stand.FINISHED,
}


@dataclass(frozen=True, slots=True)
class Windows:
    """When units score themselves, and until when they explain."""

    self_from_at: datetime
    self_until_at: datetime
    explain_until_at: datetime


@dataclass(frozen=True, slots=True)
class Policy:
    """What a round decides beforehand about what will be missing."""

    not_submitted: NotSubmitted = NotSubmitted.ZERO_RANKED
    survey_optional: bool = False  # a survey leaf without answers leaves numerator and denominator


@dataclass(frozen=True, slots=True)
class Place:
    """One unit's part in a round at a moment: its stand, and until when it may score and explain."""

    stand: Stand
    self_until_at: datetime
    explain_until_at: datetime


def check_windows(windows: Windows) -> None:
    """Refuse windows that do not follow one another.

    Units: aware moments.
    Raises: BadWindows.
    Source: ROUND-01.
    """
    if not windows.self_from_at < windows.self_until_at < windows.explain_until_at:
        raise BadWindows()


def place(stand: Stand, windows: Windows, extended_to_at: datetime | None) -> Place:
    """Return a unit's part in a round; an extension moves the window the unit is in, never back.

    Units: aware moments.
    Source: ROUND-01, ROUND-05.
    """
    until, explain = windows.self_until_at, windows.explain_until_at
    if extended_to_at is not None:
        until, explain = max(until, extended_to_at), max(explain, extended_to_at)
    return Place(stand, until, explain)


def phase(status: str, places: Iterable[Place], now: datetime) -> Phase:
    """Return the phase of a round.

    Draft, published and frozen are acts. In between the round is open while a unit may still score itself,
    then appraised while a locked sheet waits for its first appraisal, then explained while a unit that was
    asked may still answer; what remains is the second appraisal.

    Units: aware moments.
    Source: ROUND-01, ROUND-02.
    """
    if status != Phase.OPEN:
        return Phase(status)
    listed = list(places)
    if any(one.stand is Stand.SCORING and now < one.self_until_at for one in listed):
        return Phase.OPEN
    if any(one.stand is Stand.LOCKED for one in listed):
        return Phase.APPRAISING
    if any(one.stand is Stand.ASKED and now < one.explain_until_at for one in listed):
        return Phase.EXPLAINING
    return Phase.APPRAISING_AGAIN


def may(by: Actor, act: Act, *, owner_id: int, unit_id: int | None = None, unit_path: str = "") -> bool:
    """Tell whether somebody may do this at all: her role, on the right side, never about her own unit.

    Source: ROUND-03 the unit scores, the unit above appraises.
    """
    line = ACTS[act]
    if not line.at_owner:
        return bool(by.roles_in(unit_id) & line.roles)
    own = unit_path and any(duty.path.startswith(unit_path) for duty in by.duties)
    return bool(by.roles_in(owner_id) & line.roles) and not own


def check_round(act: Act, phase: Phase) -> None:
    """Refuse what cannot be done in this phase of a round.

    Raises: NotNow.
    Source: ROUND-02.
    """
    if phase not in (ACTS[act].phases or RUNNING):
        raise NotNow(act=act, phase=phase)


def check_place(act: Act, at: Place, now: datetime) -> None:
    """Refuse what cannot be done where a unit stands, or after its window.

    A second appraisal of a unit that was asked waits for its answer or for the end of the window.

    Units: aware moments.
    Raises: NotNow; WindowOver.
    Source: ROUND-01, ROUND-02.
    """
    if at.stand not in ACTS[act].stands:
        raise NotNow(act=act, phase=at.stand)
    if act in (Act.MARK, Act.LOCK) and now >= at.self_until_at:
        raise WindowOver(until_at=at.self_until_at)
    if act in (Act.EXPLAIN, Act.CLOSE_EXPLANATION) and now >= at.explain_until_at:
        raise WindowOver(until_at=at.explain_until_at)
    waits = at.stand is Stand.ASKED and now < at.explain_until_at
    if act in (Act.APPRAISE_AGAIN, Act.CLOSE) and waits:
        raise NotNow(act=act, phase=at.stand)


def check_other_hand(by: Actor, others: Collection[int | None]) -> None:
    """Refuse a second act by a person who did the first.

    Raises: SameHand.
    Source: ROUND-04.
    """
    if by.user_id is not None and by.user_id in others:
        raise SameHand()


def is_absent(at: Place, now: datetime) -> bool:
    """Tell whether a unit let its window pass without locking a self-score.

    Units: aware moments.
    Source: ROUND-06.
    """
    return at.stand is Stand.SCORING and now >= at.self_until_at


def unfinished(places: Iterable[Place], now: datetime) -> int:
    """Return how many units keep a round from being published.

    Units: aware moments.
    Source: ROUND-02, ROUND-06.
    """
    done = (Stand.FINISHED, Stand.LEFT)
    return sum(one.stand not in done and not is_absent(one, now) for one in places)


def is_ranked(at: Place, policy: Policy, now: datetime) -> bool:
    """Tell whether a unit is ranked: all that were appraised, those that never submitted by policy.

    Units: aware moments.
    Source: ROUND-06.
    """
    if at.stand is Stand.FINISHED:
        return True
    return is_absent(at, now) and policy.not_submitted is NotSubmitted.ZERO_RANKED


def has_result(at: Place, policy: Policy, now: datetime) -> bool:
    """Tell whether a unit gets a result at all, a zero among them.

    Units: aware moments.
    Source: ROUND-06.
    """
    if at.stand is Stand.FINISHED:
        return True
    return is_absent(at, now) and policy.not_submitted is not NotSubmitted.LEFT_OUT


def check_appraisal(given: Scored, claim: Claim, why: str) -> None:
    """Refuse an appraisal that departs from what is proposed and does not say why.

    Units: points.
    Raises: AboveAutomatic; PointsWithoutEvidence; OtherThanProposed; text.UnreadableText, TextTooLong.
    Source: ROUND-07, ROUND-08, ROUND-09.
    """
    by_itself = proposed(claim)
    if (given.points, given.is_not_applicable) == (by_itself.points, by_itself.is_not_applicable):
        return
    if len(clean(why, limit=2000)) >= LEAST_WHY:
        return
    if by_itself.ground == "automatic" and (given.points or 0) > (by_itself.points or 0):
        raise AboveAutomatic(least=LEAST_WHY)
    if by_itself.ground == "no_evidence":
        raise PointsWithoutEvidence(least=LEAST_WHY)
    raise OtherThanProposed(least=LEAST_WHY)


def check_why(why: str) -> str:
    """Return a reason cleaned, or refuse one that is too short to be understood.

    Raises: WhyTooShort; text.UnreadableText, TextTooLong.
    Source: ROUND-05, ROUND-09.
    """
    kept = clean(why, limit=2000)
    if len(kept) < LEAST_WHY:
        raise WhyTooShort(least=LEAST_WHY)
    return kept


def reminder(until_on: date, today: date) -> int | None:
    """Return with how many days left a reminder is due today, if one is.

    Units: local days.
    Source: ROUND-10.

    >>> reminder(date(2024, 10, 31), date(2024, 10, 28))
    3
    """
    left = (until_on - today).days
    return left if left in REMINDED else None
