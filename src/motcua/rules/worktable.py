"""A calendar laid out as sorted tables, so that counting working time is looking up, not walking."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motcua.rules.ledger import LedgerLine
    from motcua.rules.workdays import Day

MINUTE = 60_000_000  # positions are microseconds of working time since the table's first day
SAFE_DAYS = 120  # a table is trusted for a moment that leaves it a season ahead
NEVER = datetime.combine(date(9999, 12, 31), time())  # stands after the last session, so that a search ends


@dataclass(frozen=True, slots=True)
class Table:
    """The days and sessions of a run of years, in parallel lists.

    By day, from the ordinal `first`: `rank` is how many working days there are up to and including it,
    `session` how many sessions lie before it, `off_rank` how many days off up to and including it.
    By working day: `ordinals`, `midnights`, `openings`, `closings`. By session: `starts`, `ends`, and
    `before` and `after`, the working time up to its start and its end.
    """

    years: tuple[int, int]
    first: int
    safe: int
    rank: list[int] = field(default_factory=list)
    session: list[int] = field(default_factory=list)
    off_rank: list[int] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)
    midnights: list[datetime] = field(default_factory=list)
    openings: list[datetime] = field(default_factory=list)
    closings: list[datetime] = field(default_factory=list)
    starts: list[datetime] = field(default_factory=list)
    ends: list[datetime] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    off: list["Day"] = field(default_factory=list)
    extra: dict[int, datetime] = field(default_factory=dict)
    notes: dict[tuple[int, int], tuple["LedgerLine", ...]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return the working time of the whole table in microseconds."""
        return self.before[-1]

    def position(self, at: datetime) -> int:
        """Return the working time that has run up to a moment, in microseconds."""
        index = self.session[at.toordinal() - self.first]
        ends = self.ends
        while at > ends[index]:
            index += 1
        if at <= self.starts[index]:
            return self.before[index]
        left = ends[index] - at
        return self.after[index] - left.seconds * 1_000_000 - left.microseconds

    def moment(self, position: int) -> datetime:
        """Return the first moment with that position: a closing rather than the next opening."""
        index = bisect_left(self.after, position)
        return self.ends[index] - timedelta(0, 0, self.after[index] - position)

    def effective(self, at: datetime) -> int:
        """Return the index of the working day a moment belongs to: after closing, the next one."""
        rank = self.rank[at.toordinal() - self.first]
        return rank - 1 if rank and at <= self.closings[rank - 1] else rank

    def first_moment(self, at: datetime) -> datetime:
        """Return the moment itself, or the next opening when its day's work is over or never began.

        Without a next opening it is `NEVER`.
        """
        index = self.effective(at)
        return max(at, self.openings[index]) if index < len(self.openings) else NEVER

    def last_moment(self, at: datetime) -> datetime:
        """Return the moment itself, or the closing before it when no work was done since."""
        index = self.rank[at.toordinal() - self.first] - 1
        if index > 0 and at < self.openings[index]:
            index -= 1
        return min(at, self.closings[max(index, 0)])


def fill(first_year: int, last_year: int, days: Iterable["Day"]) -> Table:
    """Lay out the days of some years.

    Units: `days` from the first of January to the last of December.
    Raises: nothing.
    Source: TIME-09.
    """
    safe = date(last_year, 12, 31).toordinal() - SAFE_DAYS
    table = Table((first_year, last_year), date(first_year, 1, 1).toordinal(), safe)
    run = 0
    for day in days:
        table.session.append(len(table.ends))
        midnight = datetime.combine(day.on, time())
        if day.counts:
            run = _work(table, day, midnight, run)
        else:
            table.off.append(day)
            if day.sessions:
                table.extra[day.on.toordinal()] = midnight + timedelta(minutes=day.sessions[-1].end)
        table.rank.append(len(table.ordinals))
        table.off_rank.append(len(table.off))
    table.starts.append(NEVER)
    table.ends.append(NEVER)
    table.before.append(run)
    return table


def _work(table: Table, day: "Day", midnight: datetime, run: int) -> int:
    table.ordinals.append(day.on.toordinal())
    table.midnights.append(midnight)
    for session in day.sessions:
        table.starts.append(midnight + timedelta(minutes=session.start))
        table.ends.append(midnight + timedelta(minutes=session.end))
        table.before.append(run)
        run += (session.end - session.start) * MINUTE
        table.after.append(run)
    table.openings.append(midnight + timedelta(minutes=day.sessions[0].start))
    table.closings.append(table.ends[-1])
    return run
