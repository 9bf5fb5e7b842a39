"""A promise of minutes, from drawing a number to the result: until when it runs, and whether it was kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Standing(StrEnum):
    """How a promise stands."""

    RUNNING = "running"
    KEPT = "kept"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as it stands at a moment.

    Units: `minutes` promised; `took_minutes` whole minutes to the result, begun ones counted, None before it.
    """

    minutes: int
    until_at: datetime
    standing: Standing
    took_minutes: int | None = None


def stands(issued_at: datetime, minutes: int, *, result_at: datetime | None, now: datetime) -> Promise:
    """Return how a promise stands: broken as soon as its minutes are over, whatever comes later.

    Units:  `minutes` from `issued_at` to the result.
    Source: APPT-04.

    >>> at = datetime(2024, 9, 26, 9)
    >>> stands(at, 30, result_at=None, now=datetime(2024, 9, 26, 9, 31)).standing
    <Standing.BROKEN: 'broken'>
    >>> stands(at, 30, result_at=datetime(2024, 9, 26, 9, 30), now=at).took_minutes
    30
    """
    until_at = issued_at + timedelta(minutes=minutes)
    over = (result_at or now) > until_at
    took = None if result_at is None else -((issued_at - result_at) // timedelta(minutes=1))
    if over:
        return Promise(minutes, until_at, Standing.BROKEN, took)
    return Promise(minutes, until_at, Standing.RUNNING if result_at is None else Standing.KEPT, took)
