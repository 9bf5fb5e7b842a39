"""What the legal clock is given: terms, pauses and an extension, as plain values."""

from collections.abc import Iterable, Iterator
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
    """A stretch of waiting that touches no other, or ends where one of its pauses restarts the count."""

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
    """Return the waiting in order: pauses that touch or overlap made one, parted where the count restarts.

    The count restarts at the end of a pause that says so, with `restart` of every pause for a supplement;
    of several that touch, at the end of the last. What is still waited then is a wait like any other.

    Units: naive wall clock moments.
    Raises: nothing.
    Source: TIME-11, TIME-12.
    """
    ordered = sorted(pauses, key=lambda pause: (pause.from_at, pause.kind))
    anew = [p for p in ordered if p.restart or (restart and p.kind is PauseKind.SUPPLEMENT)]
    cuts = [wait.until_at for wait in _runs(anew) if wait.until_at is not None]
    waits = _runs(ordered)
    return [part for wait in waits for part in _parted(wait, cuts, ordered)] if cuts else waits


def _runs(ordered: list[Pause]) -> list[Wait]:
    waits: list[Wait] = []
    for pause in ordered:
        last = waits[-1] if waits else None
        if last is not None and (last.until_at is None or pause.from_at <= last.until_at):
            waits[-1] = _joined(last, pause)
        else:
            waits.append(Wait(pause.from_at, pause.until_at, False, (pause.kind,)))
    return waits


def _joined(one: Wait, other: Pause) -> Wait:
    ends = [until_at for until_at in (one.until_at, other.until_at) if until_at is not None]
    kinds = tuple(dict.fromkeys((*one.kinds, other.kind)))
    return Wait(one.from_at, max(ends) if len(ends) == 2 else None, False, kinds)


def _parted(wait: Wait, cuts: list[datetime], pauses: list[Pause]) -> Iterator[Wait]:
    """Yield the parts of a wait: up to each restart inside it, and what is waited after the last."""
    from_at = wait.from_at
    for cut_at in cuts:
        if wait.from_at <= cut_at and (wait.until_at is None or cut_at <= wait.until_at):
            yield Wait(from_at, cut_at, True, _kinds(from_at, cut_at, pauses))
            from_at = cut_at
    if from_at == wait.from_at or from_at != wait.until_at:
        yield Wait(from_at, wait.until_at, False, _kinds(from_at, wait.until_at, pauses))


def _kinds(from_at: datetime, until_at: datetime | None, pauses: list[Pause]) -> tuple[PauseKind, ...]:
    inside = [
        pause.kind
        for pause in pauses
        if (until_at is None or pause.from_at < until_at or pause.until_at == until_at)
        and (pause.until_at is None or pause.until_at > from_at or pause.until_at == until_at)
    ]
    return tuple(dict.fromkeys(inside))
