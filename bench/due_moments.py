"""Due moments a second, with and without the ledger, beside a bare table with bisect in the same run."""

import json
import random
import time
from bisect import bisect_left
from collections.abc import Callable
from datetime import date, datetime, timedelta

from motcua.cli.deadline import national
from motcua.rules.clock import Term, TimeUnit, due, explain
from motcua.rules.workdays import Calendar

NUMBER = 200_000
MINUTE = timedelta(minutes=1)


class Baseline:
    """Working hours by a cumulative table of minutes and bisect: hours only, no pauses, no words."""

    def __init__(self, calendar: Calendar, first: date, days: int) -> None:
        self.first, self.starts, self.before, self.rank = first.toordinal(), [], [0], []
        for number in range(days):
            day = calendar.day(first + timedelta(days=number))
            self.rank.append(len(self.starts))
            for session in day.sessions:
                self.starts.append(number * 1440 + session.start)
                self.before.append(self.before[-1] + session.end - session.start)

    def due(self, received_at: datetime, minutes: int) -> datetime:
        day = received_at.toordinal() - self.first
        at, index = day * 1440 + received_at.hour * 60 + received_at.minute, self.rank[day]
        starts, before = self.starts, self.before
        while at > starts[index] + before[index + 1] - before[index]:
            index += 1
        target = before[index] + max(0, at - starts[index]) + minutes
        index = bisect_left(before, target) - 1
        end = starts[index] + target - before[index]
        return datetime.fromordinal(self.first + end // 1440) + end % 1440 * MINUTE


def rate(work: Callable[[], object]) -> int:
    """Return calls a second of processor time, the best of three rounds: a busy machine must not blur it."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return round(NUMBER / best)


def spoken(term: Term, at: datetime, calendar: Calendar) -> list[str]:
    """Return the ledger's words."""
    return [line.text_vi for line in explain(term, at, calendar).lines]


def run() -> dict[str, float]:
    """Return the rates, and the ratio of the clock to the bare table."""
    chance, calendar, day = (
        random.Random(6),
        national(),
        datetime.combine(date(2024, 1, 2), datetime.min.time()),
    )
    moments = [day + MINUTE * chance.randrange(600 * 1440) for _ in range(NUMBER)]
    hours = [Term(chance.randrange(4, 151), TimeUnit.HOUR) for _ in moments]
    days = [Term(chance.randrange(0, 31), TimeUnit.WORKING_DAY) for _ in moments]
    mixed = [chance.choice(pair) for pair in zip(hours, days, strict=True)]
    bare = Baseline(calendar, day.date(), 1400)
    wrong = sum(
        bare.due(at, t.value * 60) != due(t, at, calendar) for t, at in zip(hours, moments, strict=True)
    )

    def each(count: Callable[..., object], terms: list[Term]) -> Callable[[], object]:
        def work() -> None:
            for term, at in zip(terms, moments, strict=True):
                count(term, at, calendar)

        return work

    def by_table() -> None:
        for term, at in zip(hours, moments, strict=True):
            bare.due(at, term.value * 60)

    figures = {
        "baseline_table_bisect_hours": rate(by_table),
        "due_hours": rate(each(due, hours)),
        "due_working_days": rate(each(due, days)),
        "due_mixed": rate(each(due, mixed)),
        "explain_mixed": rate(each(explain, mixed)),
        "explain_mixed_with_its_words": rate(each(spoken, mixed)),
    }
    ratio = figures["due_hours"] / figures["baseline_table_bisect_hours"]
    return {**figures, "ratio_due_hours": round(ratio, 3), "disagreements": wrong}


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
