"""A second clock, slow and simple: it walks minute by minute and shares no code with the rules.

Times are whole minutes counted from midnight of the first day of a window.
"""

from datetime import date, datetime, time, timedelta

MINUTES = 24 * 60
WINDOW = 260  # days
OPEN = 2
COUNTED = ("working", "make_up_working")


class Walk:
    """One window of one calendar, painted minute by minute."""

    def __init__(self, first: date, plans, special_days) -> None:
        self.first = first
        self.work = bytearray(WINDOW * MINUTES)
        self.closing, self.extra = {}, {}
        for number in range(WINDOW):
            kind, hours = self._day(first + timedelta(days=number), plans, special_days)
            if not hours:
                continue
            if kind not in COUNTED:
                self.extra[number] = number * MINUTES + hours[-1][1]
                continue
            for start, end in hours:
                from_minute, to_minute = number * MINUTES + start, number * MINUTES + end
                self.work[from_minute:to_minute] = b"\x01" * (end - start)
            self.closing[number] = number * MINUTES + hours[-1][1]

    @staticmethod
    def _day(on: date, plans, special_days):
        week = {}
        for plan in plans:
            if plan.from_on <= on and (plan.until_on is None or on < plan.until_on):
                week[plan.weekday] = [(s.start, s.end) for s in plan.sessions]
        decided = [special for special in special_days if special.on == on]
        if not decided:
            return "working", week.get(on.weekday(), [])
        special = decided[-1]
        hours = [(s.start, s.end) for s in special.sessions or ()]
        if special.kind in COUNTED and special.sessions is None:
            hours = [week[d] for d in (on.weekday(), 0, 1, 2, 3, 4) if week.get(d)][0]
        return str(special.kind), hours

    def minute(self, at: datetime) -> int:
        whole = at - datetime.combine(self.first, time())
        return whole.days * MINUTES + whole.seconds // 60

    def moment(self, minute: int) -> datetime:
        return datetime.combine(self.first, time()) + timedelta(minutes=minute)

    def next_working(self, number: int) -> int:
        while number not in self.closing:
            number += 1
            assert number < WINDOW, "the window is too short"
        return number

    def receipt(self, at: int, cutoff: int | None, inclusive: bool) -> tuple[int, bool]:
        """Return the day of receipt, and whether it is an extra session's."""
        day, clock = divmod(at, MINUTES)
        late = cutoff is not None and (clock >= cutoff if inclusive else clock > cutoff)
        if day in self.closing and at <= self.closing[day] and not late:
            return day, False
        if day in self.extra and at <= self.extra[day] and not late:
            return day, True
        return self.next_working(day + 1 if day in self.closing else day), False


class Count:
    """One term from one moment of receipt: its exact last minute, moved as the dossier waits."""

    def __init__(self, walk: Walk, term, at: int) -> None:
        self.walk, self.term, self.waited = walk, term, 0
        cutoff = None if term.cutoff is None else term.cutoff.hour * 60 + term.cutoff.minute
        day, extra = walk.receipt(at, cutoff, term.cutoff_operator == ">=")
        self.first = day + 1  # the first day that is counted
        self.start = self.first * MINUTES
        if term.unit == "hour" or term.value == 0:
            self.start = max(at, at if extra else day * MINUTES)
        if term.unit == "hour":
            self.pointer = at
            if cutoff is not None and day > at // MINUTES and not extra:
                self.pointer = day * MINUTES
            for _ in range(term.value * 60):
                self.pointer = self.next_minute(self.pointer)
        elif term.unit == "working_day":
            if extra and term.value == 0:
                day = walk.next_working(day)
                self.first = day + 1
            for _ in range(term.value):
                day = walk.next_working(day + 1)
            self.pointer = walk.closing[day]
        else:
            self.day = day + term.value if term.unit == "day" else self.months(day)

    def months(self, day: int) -> int:
        on = self.walk.first + timedelta(days=day)
        month = on.month + self.term.value
        year, month = on.year + (month - 1) // 12, (month - 1) % 12 + 1
        number = on.day
        while True:
            try:
                return (date(year, month, number) - self.walk.first).days
            except ValueError:
                number -= 1

    def next_minute(self, pointer: int) -> int:
        """Return the end of the next working minute."""
        while not self.walk.work[pointer]:
            pointer += 1
        return pointer + 1

    def wait(self, minute: int) -> None:
        """Wait through one minute."""
        if minute < self.start:
            return
        if self.term.waits == "day" and self.term.unit != "hour":
            return
        if self.term.unit in ("day", "month"):
            self.waited += 1
        elif self.walk.work[minute]:
            self.waited += 1
            self.pointer = self.next_minute(self.pointer)

    def midnight(self, day: int) -> None:
        """Wait into a new day."""
        if day < self.first:
            return
        if self.term.waits != "day" or self.term.unit == "hour":
            return
        if self.term.unit == "working_day":
            if day in self.walk.closing:
                self.pointer = self.walk.closing[self.walk.next_working(self.pointer // MINUTES + 1)]
        else:
            self.waited += MINUTES

    def last(self) -> int:
        """Return the last minute, or the last day before it gives way to a working day."""
        if self.term.unit in ("hour", "working_day"):
            return self.due()
        return self.day + (self.waited + MINUTES - 1) // MINUTES

    def due(self) -> int:
        if self.term.unit == "hour":
            return self.pointer
        if self.term.unit == "working_day":
            return self.walk.closing[(self.pointer - 1) // MINUTES]
        return self.walk.closing[self.walk.next_working(self.last())]


def paint(walk: Walk, term, pauses, received: int) -> tuple[bytearray, set[int]]:
    """Return which minutes are waited, and at which the count begins anew."""
    waits, again = bytearray(WINDOW * MINUTES), bytearray(WINDOW * MINUTES)
    for pause in pauses:
        start = max(walk.minute(pause.from_at), 0)
        if pause.until_at is None:
            waits[start:] = bytes([OPEN]) * (WINDOW * MINUTES - start)
            if pause.restart or (term.restart and pause.kind == "supplement"):
                again[start:] = b"\x01" * (WINDOW * MINUTES - start)
            continue
        end = walk.minute(pause.until_at)
        waits[start:end] = waits[start:end].replace(b"\x00", b"\x01")
        if end > received and (pause.restart or (term.restart and pause.kind == "supplement")):
            again[start : end + 1] = b"\x01" * (end + 1 - start)
    ends = {m for m in range(1, WINDOW * MINUTES) if again[m - 1] and not again[m]} if 1 in again else set()
    return waits, {end - 1 for end in ends if end - 1 > received}


def wait_through(count: Count, minute: int, waits: bytearray, anew: set[int]) -> int:
    """Wait one minute after the other, and return the first that is free or begins a new count."""
    while True:
        count.wait(minute)
        minute += 1
        if minute % MINUTES == 0:
            count.midnight(minute // MINUTES)
        if waits[minute] != 1 or minute in anew:
            return minute


def due(walk: Walk, term, received_at: datetime, pauses) -> datetime | None:
    """Walk through every waited minute from receipt until the due moment is reached."""
    minute = walk.minute(received_at)
    waits, anew = paint(walk, term, pauses, minute)
    count = Count(walk, term, minute)
    due_minute = count.due()
    while True:
        starts = [m for m in (waits.find(1, minute), waits.find(OPEN, minute)) if m >= 0]
        minute = min(starts, default=due_minute)
        if minute >= due_minute:
            return walk.moment(due_minute)
        if waits[minute] == OPEN:
            return None
        minute = wait_through(count, minute, waits, anew)
        if waits[minute] == OPEN and minute not in anew:
            return None
        due_minute = count.due()
        if minute in anew:
            other = Count(walk, term, minute)
            if other.last() >= count.last():
                count, due_minute = other, other.due()
