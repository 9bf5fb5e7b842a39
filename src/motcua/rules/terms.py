"""What the legal clock is given: terms, pauses and an extension, as plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import NamedTuple


class TimeUnit(StrEnum):
    """The unit in which a procedure's time is laid down."""

    HOUR = "hour"
    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"


class PauseKind(StrEnum):
    """What the dossier waits for while the clock stands still."""

    SUPPLEMENT = "supplement"
    FINANCIAL_DUTY = "financial_duty"
    PUBLICATION = "publication"
    OTHER = "other"


ENDS = ("closing", "midnight", "same_time")
OPERATORS = (">", ">=")
WAITS = ("time", "day")


@dataclass(frozen=True, slots=True)
class Term:
    """The time a procedure allows, and how its ends are treated.

    `value` 0 in working days is a same-day procedure. `cutoff` is the wall time after which a dossier
    belongs to the next working day; `cutoff_operator` says whether the very moment is already after.
    `ends` is the closing of the last day, its midnight, or (imported histories, calendar units only)
    the wall time of receipt, to which then neither office hours nor the cut-off apply. `roll` moves a
    last day that is off to the next working day. `restart` counts anew after each supplement.
    `waits` is how a wait moves a term in days: by its exact working "time", rounded up to the closing,
    or by whole days, the "day" the wait begins not being one of them.
    """

    value: int
    unit: TimeUnit
    cutoff: time | None = None
    cutoff_operator: str = ">"
    ends: str = "closing"
    roll: bool = True
    restart: bool = False
    waits: str = "time"

    def __post_init__(self) -> None:
        lowest = 0 if self.unit is TimeUnit.WORKING_DAY else 1
        if not isinstance(self.unit, TimeUnit):
            raise ValueError(f"unit must be a TimeUnit, got {self.unit!r}")
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < lowest:
            raise ValueError(f"a term in {self.unit}s must be a whole number from {lowest}, got {self.value}")
        for given, known in (
            (self.cutoff_operator, OPERATORS),
            (self.ends, ENDS),
            (self.waits, WAITS),
        ):
            if given not in known:
                raise ValueError(f"{given!r} is none of {', '.join(known)}")
        if self.ends != "closing" and self.unit not in (TimeUnit.DAY, TimeUnit.MONTH):
            raise ValueError(f"a term in {self.unit}s ends at the closing, not at {self.ends}")


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still from a moment up to another; `until_at` None: it still does."""

    from_at: datetime
    until_at: datetime | None = None
    kind: PauseKind = PauseKind.SUPPLEMENT
    restart: bool = False

    def __post_init__(self) -> None:
        if self.until_at is not None and self.until_at < self.from_at:
            raise ValueError(f"a pause must end after it begins: {self.from_at} to {self.until_at}")


@dataclass(frozen=True, slots=True)
class Extension:
    """The one new appointment: asked for at a moment, moving the due moment to `due_at`."""

    asked_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """Pauses that touch or overlap, taken as one."""

    from_at: datetime
    until_at: datetime | None
    restart: bool
    kinds: tuple[PauseKind, ...]


class Step(NamedTuple):
    """One thing that set or moved the due moment, in the order it happened.

    `end` is the due moment as it stands then, and `last` the last counted moment before it gives way
    to a day off or to an earlier, later appointment. Without wait and extension it is the first count.
    """

    from_at: datetime
    end: datetime
    last: datetime
    wait: Wait | None = None
    extension: Extension | None = None

    @property
    def is_open(self) -> bool:
        """Whether the dossier still waits, so that no due moment can be named."""
        return self.wait is not None and self.wait.until_at is None


def merged(pauses: Iterable[Pause], restart: bool) -> list[Wait]:
    """Return the pauses in order, those that touch or overlap made one.

    A run of pauses restarts the count when one of them does, and then at its end. With `restart`
    every wait for a supplement does.

    Units: naive wall clock moments.
    Raises: nothing.
    Source: TIME-11, TIME-12.
    """
    waits: list[Wait] = []
    for pause in sorted(pauses, key=lambda p: (p.from_at, p.kind)):
        anew = pause.restart or (restart and pause.kind is PauseKind.SUPPLEMENT)
        wait = Wait(pause.from_at, pause.until_at, anew, (pause.kind,))
        last = waits[-1] if waits else None
        if last is not None and (last.until_at is None or wait.from_at <= last.until_at):
            waits[-1] = _joined(last, wait)
        else:
            waits.append(wait)
    return waits


def _joined(one: Wait, other: Wait) -> Wait:
    ends = [wait.until_at for wait in (one, other) if wait.until_at is not None]
    kinds = tuple(dict.fromkeys((*one.kinds, *other.kinds)))
    return Wait(one.from_at, max(ends) if len(ends) == 2 else None, one.restart or other.restart, kinds)
