"""What a habit is: how often a thing happened against how often it would by chance, as a question to ask.

Nothing here finds anybody guilty: a detector asks, a human looks, and the innocent explanation comes first.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Detector(StrEnum):
    """What is asked about; the number is that of the row in docs/honest-numbers.md."""

    NO_RECEIPT = "no_receipt"  # G02
    UNREGISTERED_VISITS = "unregistered_visits"  # G02
    FILED_AGAIN = "filed_again"  # G04
    REFUSALS_UNDONE = "refusals_undone"  # G05
    WITHDRAWN_UNPROVEN = "withdrawn_unproven"  # G06
    SPLIT = "split"  # G07
    UNWITNESSED = "unwitnessed"  # G08
    SHARED_PHONE = "shared_phone"  # G08, G09
    PAUSE_UNHEARD = "pause_unheard"  # G10
    PUT_ASIDE = "put_aside"  # G10
    LATE_PAUSES = "late_pauses"  # G11
    PAST_CALENDAR = "past_calendar"  # G15
    LATE_TRANSFERS = "late_transfers"  # G17
    NO_RESULT = "no_result"  # G18
    HURRIED_STEPS = "hurried_steps"  # G19
    LAST_HOUR = "last_hour"  # G19
    MONTH_END = "month_end"  # G19
    QUICK_RATINGS = "quick_ratings"  # G21
    SAME_RATINGS = "same_ratings"  # G21
    ONE_DEVICE = "one_device"  # G21
    FEW_RATINGS = "few_ratings"  # G22


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One question to ask: which detector, about whom, with the figures that made it ask.

    `officer_id` 0: about the unit; `dossiers` are the keys of those it counts, for the list behind it.
    """

    detector: Detector
    unit_id: int
    officer_id: int = 0
    facts: Mapping[str, int | float | str] = field(default_factory=dict)
    dossiers: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Habit:
    """How a detector weighs: the share that chance explains, the fewest cases, how rare it must be.

    Units: `usual_share` 0 to 1; `least` cases; `rarity` the probability below which it asks.
    """

    usual_share: float
    least: int
    rarity: float = 5e-5


def tail(count: int, of: int, share: float) -> float:
    """Return the probability that chance brings at least `count` cases among `of`.

    The binomial upper tail, summed in logarithms so that thousands of cases neither over- nor underflow.

    Units: `share` 0 to 1, the result too.
    Source: HONEST-01.

    >>> round(tail(1, 2, 0.5), 3)
    0.75
    >>> tail(0, 10, 0.1)
    1.0
    """
    if count <= 0:
        return 1.0
    if share <= 0 or count > of:
        return 0.0
    if share >= 1:
        return 1.0
    up, down = math.log(share), math.log1p(-share)
    whole = math.lgamma(of + 1)
    found = 0.0
    for k in range(count, of + 1):
        log = whole - math.lgamma(k + 1) - math.lgamma(of - k + 1) + k * up + (of - k) * down
        term = math.exp(log)
        found += term
        if k > of * share and term < found * 1e-12:
            break
    return min(found, 1.0)


def is_habit(count: int, of: int, usual: Habit, *, before: float = 0.0) -> bool:
    """Tell whether so many cases are more than chance explains.

    `before` is the share the same unit had in the months before: what is usual there is no question,
    unless it is below what is usual anywhere.

    Units: `before` 0 to 1.
    Source: HONEST-01.

    >>> is_habit(9, 10, Habit(0.1, 4)), is_habit(9, 10, Habit(0.1, 4), before=0.9)
    (True, False)
    """
    share = max(usual.usual_share, before)
    return count >= usual.least and count > of * share and tail(count, of, share) < usual.rarity


def share_of(count: int, of: int) -> float:
    """Return a share, 0 where there is nothing to share.

    Units: 0 to 1.
    Source: HONEST-01.

    >>> share_of(1, 4), share_of(0, 0)
    (0.25, 0.0)
    """
    return count / of if of else 0.0
