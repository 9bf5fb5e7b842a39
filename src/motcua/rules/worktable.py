"""A calendar laid out as sorted tables, so that counting working time is looking up, not walking."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motcua.rules.ledger import LedgerLine
    from motcua.rules.workdays import Day

MINUTE = 60_000_000  # positions are microseconds of working time since the table's first day
SAFE_DAYS = 366  # a table is trusted for a start that leaves it at least a year ahead


@dataclass(frozen=True, slots=True)
class Table:
    """Working days of a run of years, in parallel lists by index of working day.

    `rank[o - first]` is how many working days there are up to and including the day of ordinal `o`.
    """

    years: tuple[int, int]
    first: int
    safe: int
    rank: list[int]
    ordinals: list[int]
    midnights: list[datetime]
    closings: list[datetime]
    before: list[int]
    after: list[int]
    spans: list[tuple[tuple[int, int], ...]]
    extra: dict[int, datetime]
    off: list["Day"]
    off_rank: list[int]
    notes: dict[tuple[int, int], tuple["LedgerLine", ...]]

    @property
    def total(self) -> int:
        """Return the working time of the whole table in microseconds."""
        return self.after[-1] if self.after else 0

    def position(self, at: datetime) -> int:
        """Return the working time that has run up to a moment, in microseconds."""
        index = self.rank[at.toordinal() - self.first] - 1
        if index < 0:
            return 0
        if at >= self.closings[index]:
            return self.after[index]
        clock = ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond
        run = self.before[index]
        for start, end in self.spans[index]:
            if clock <= start:
                break
            run += (clock if clock < end else end) - start
        return run

    def moment(self, position: int) -> datetime:
        """Return the first moment with that position: a closing rather than the next opening."""
        index = bisect_left(self.after, position)
        left, spans, part = position - self.before[index], self.spans[index], 0
        while left > (length := spans[part][1] - spans[part][0]):
            left -= length
            part += 1
        return self.midnights[index] + timedelta(0, 0, spans[part][0] + left)

    def first_moment(self, at: datetime) -> datetime:
        """Return the moment itself, or the next opening when its day's work is over or never began."""
        rank = self.rank[at.toordinal() - self.first]
        if rank and at <= self.closings[rank - 1]:
            return at
        return self.midnights[rank] + timedelta(microseconds=self.spans[rank][0][0])

    def last_moment(self, at: datetime) -> datetime:
        """Return the moment itself, or the closing before it when no work was done since."""
        index = self.rank[at.toordinal() - self.first] - 1
        if index < 0 or at >= self.closings[index]:
            return self.closings[max(index, 0)]
        if at >= self.midnights[index] + timedelta(microseconds=self.spans[index][0][0]):
            return at
        return self.closings[max(index - 1, 0)]


def fill(first_year: int, last_year: int, days: Iterable["Day"]) -> Table:
    """Lay out the days of some years."""
    first = date(first_year, 1, 1).toordinal()
    safe = date(last_year, 12, 31).toordinal() - SAFE_DAYS
    table = Table((first_year, last_year), first, safe, [], [], [], [], [], [], [], {}, [], [], {})
    run = 0
    for day in days:
        midnight = datetime.combine(day.on, time())
        if day.counts:
            spans = tuple((s.start * MINUTE, s.end * MINUTE) for s in day.sessions)
            table.ordinals.append(day.on.toordinal())
            table.midnights.append(midnight)
            table.closings.append(midnight + timedelta(minutes=day.sessions[-1].end))
            table.before.append(run)
            run += sum(end - start for start, end in spans)
            table.after.append(run)
            table.spans.append(spans)
        elif day.sessions:
            table.extra[day.on.toordinal()] = midnight + timedelta(minutes=day.sessions[-1].end)
        if not day.counts:
            table.off.append(day)
        table.rank.append(len(table.ordinals))
        table.off_rank.append(len(table.off))
    return table
