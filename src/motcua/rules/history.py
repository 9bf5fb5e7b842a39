"""What had become of a past dossier by a moment, and the figures that follow from it."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

TOTAL = "TOTAL"
MEASURES = (
    "received", "closed", "closed_with_due", "on_time", "late", "open", "open_in_time", "open_overdue",
)  # fmt: skip
COLUMNS = ("group", *MEASURES, "share_on_time", "mean_hours", "median_hours")
GROUPINGS = ("unit", "procedure", "field", "channel", "month")
_MICROSECOND = timedelta(microseconds=1)
_MICROS_PER_HOUR = 3_600_000_000


class Standing(StrEnum):
    """What had become of a received dossier: ended or open, against its due moment or without one."""

    ON_TIME = "on_time"
    LATE = "late"
    CLOSED = "closed"
    OPEN_IN_TIME = "open_in_time"
    OPEN_OVERDUE = "open_overdue"
    OPEN = "open"


# The measures each standing counts in, all by one.
COUNTS_IN: Mapping[Standing, tuple[str, ...]] = {
    Standing.ON_TIME: ("received", "closed", "closed_with_due", "on_time"),
    Standing.LATE: ("received", "closed", "closed_with_due", "late"),
    Standing.CLOSED: ("received", "closed"),
    Standing.OPEN_IN_TIME: ("received", "open", "open_in_time"),
    Standing.OPEN_OVERDUE: ("received", "open", "open_overdue"),
    Standing.OPEN: ("received", "open"),
}


@dataclass(frozen=True, slots=True)
class Past:
    """The moments of one dossier and the group it is counted in. All moments are aware."""

    group: str
    received_at: datetime
    due_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report. A share or an average of nothing is None."""

    group: str
    counts: Mapping[str, int]
    share_on_time: float | None
    mean_hours: float | None
    median_hours: float | None

    def plain(self) -> dict[str, object]:
        """Return the line under the names of COLUMNS."""
        return {
            "group": self.group,
            **{name: self.counts.get(name, 0) for name in MEASURES},
            "share_on_time": self.share_on_time,
            "mean_hours": self.mean_hours,
            "median_hours": self.median_hours,
        }


@dataclass(slots=True)
class Sums:
    """The sums of one group while dossiers are being counted: measures, and how long each ended one took."""

    counts: Counter[str] = field(default_factory=Counter)
    micros: "array[int]" = field(default_factory=lambda: array("q"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report asks: as of when, by what, and of which days of receipt (half-open)."""

    as_of: datetime
    by: str = ""
    from_on: date | None = None
    until_on: date | None = None

    def holds(self, on: date) -> bool:
        """Tell whether a day lies in the period."""
        return (self.from_on is None or self.from_on <= on) and (self.until_on is None or on < self.until_on)


def standing(
    received_at: datetime, due_at: datetime | None, finished_at: datetime | None, as_of: datetime
) -> Standing | None:
    """Return what had become of a dossier by a moment; None when it had not been received yet.

    Only what had happened by then counts: an end that lies after the moment has not happened. Ending
    at the very due moment is on time, and so is standing open at it. A dossier without a due moment
    is never late, and never on time either.

    Units: four aware moments.
    Source: HIST-04, MEAS-02.

    >>> from datetime import UTC
    >>> day = [datetime(2012, 1, n, tzinfo=UTC) for n in range(1, 9)]
    >>> standing(day[0], day[3], day[4], as_of=day[6]), standing(day[0], day[3], day[4], as_of=day[2])
    (<Standing.LATE: 'late'>, <Standing.OPEN_IN_TIME: 'open_in_time'>)
    """
    if received_at > as_of:
        return None
    if finished_at is not None and finished_at <= as_of:
        if due_at is None:
            return Standing.CLOSED
        return Standing.ON_TIME if finished_at <= due_at else Standing.LATE
    if due_at is None:
        return Standing.OPEN
    return Standing.OPEN_IN_TIME if as_of <= due_at else Standing.OPEN_OVERDUE


def counted_in(measure: str) -> frozenset[Standing]:
    """Return the standings that a measure counts, so that its list can be opened.

    Source: HIST-04.

    >>> sorted(counted_in("closed"))
    [<Standing.CLOSED: 'closed'>, <Standing.LATE: 'late'>, <Standing.ON_TIME: 'on_time'>]
    """
    return frozenset(one for one, measures in COUNTS_IN.items() if measure in measures)


def sums(pasts: Iterable[Past], as_of: datetime) -> dict[str, Sums]:
    """Return the sums of each group of dossiers as of a moment.

    How long a dossier took is its end less its receipt, as the source states them.

    Units: counts of dossiers; microseconds of elapsed time.
    Source: HIST-04, MEAS-01.
    """
    standings: dict[str, Counter[Standing]] = {}
    found: dict[str, Sums] = {}
    for past in pasts:
        now = standing(past.received_at, past.due_at, past.finished_at, as_of)
        if now is None:
            continue
        if past.group not in found:
            found[past.group], standings[past.group] = Sums(), Counter()
        standings[past.group][now] += 1
        if "closed" in COUNTS_IN[now] and past.finished_at is not None:
            found[past.group].micros.append((past.finished_at - past.received_at) // _MICROSECOND)
    for group, counter in standings.items():
        for one, number in counter.items():
            for measure in COUNTS_IN[one]:
                found[group].counts[measure] += number
    return found


def row(group: str, counts: Mapping[str, int], micros: Sequence[int]) -> Row:
    """Return one line: the sums, and the ratios that follow from them.

    Units: `micros` are microseconds of elapsed time; hours in the row are elapsed hours.
    Source: HIST-04.

    >>> row("X", {"closed": 3, "closed_with_due": 3, "on_time": 2}, [3_600_000_000]).share_on_time
    0.6666666666666666
    """
    with_due = counts.get("closed_with_due", 0)
    return Row(
        group,
        {name: counts.get(name, 0) for name in MEASURES},
        counts.get("on_time", 0) / with_due if with_due else None,
        sum(micros) / len(micros) / _MICROS_PER_HOUR if micros else None,
        median(micros) / _MICROS_PER_HOUR if micros else None,
    )


def rows(found: Mapping[str, Sums], *, grouped: bool) -> list[Row]:
    """Return the lines of a report in the order of their groups, the total last.

    Source: HIST-04, MEAS-01.
    """
    total = Sums()
    for one in found.values():
        total.counts.update(one.counts)
        total.micros.extend(one.micros)
    lines = [row(group, found[group].counts, found[group].micros) for group in sorted(found)]
    return [*(lines if grouped else []), row(TOTAL, total.counts, total.micros)]
