"""Random calendars, terms and histories, all out of one given `random.Random`."""

from datetime import date, datetime, time, timedelta

from motcua.rules.clock import Pause, PauseKind, Term, TimeUnit
from motcua.rules.workdays import Calendar, DayKind, SessionPlan, SpecialDay, sessions

HOURS = ("07:30-11:30 13:30-17:00", "07:00-11:00 13:00-17:00", "08:00-12:00", "08:00-16:00", "13:00-20:30")
CLOSED = (DayKind.HOLIDAY, DayKind.COMPENSATORY_OFF, DayKind.CLOSED)
LONGEST = {TimeUnit.HOUR: 40, TimeUnit.WORKING_DAY: 12, TimeUnit.DAY: 20, TimeUnit.MONTH: 1}


def calendar(chance, first: date) -> Calendar:
    """A week of four to six working days, summer hours, and up to twenty days of every kind."""
    plans = []
    for weekday in range(chance.choice((4, 5, 5, 5, 6))):
        plans.append(SessionPlan(weekday, date(2000, 1, 1), None, sessions(chance.choice(HOURS))))
    if chance.random() < 0.3:
        from_on = first + timedelta(days=chance.randrange(60))
        until_on = from_on + timedelta(days=chance.randrange(10, 60))
        plans.append(SessionPlan(chance.randrange(5), from_on, until_on, sessions(chance.choice(HOURS))))
    days = []
    for _ in range(chance.randrange(20)):
        on, kind = first + timedelta(days=chance.randrange(90)), chance.choice(list(DayKind))
        if kind is DayKind.EXTRA_SESSION:
            days.append(SpecialDay(on, kind, sessions(chance.choice(HOURS))))
        elif kind in CLOSED or kind is DayKind.WEEKEND:
            days.append(SpecialDay(on, kind))
        else:
            own = sessions(chance.choice(HOURS)) if chance.random() < 0.5 else None
            days.append(SpecialDay(on, kind, own))
    return Calendar(tuple(plans), tuple(days))


def term(chance) -> Term:
    """A term in any unit, same-day procedures and cut-offs among them."""
    unit = chance.choice(list(TimeUnit))
    value = chance.randrange(0 if unit is TimeUnit.WORKING_DAY else 1, LONGEST[unit] + 1)
    cutoff = time(chance.randrange(10, 17), chance.choice((0, 30))) if chance.random() < 0.4 else None
    operator, waits = chance.choice((">", ">=")), chance.choice(("time", "time", "day"))
    return Term(value, unit, cutoff, operator, restart=chance.random() < 0.2, waits=waits)


def moment(chance, first: date, days: int) -> datetime:
    """A whole minute, by preference in or at the edge of office hours."""
    on = first + timedelta(days=chance.randrange(days))
    edges = (0, 450, 690, 810, 900, 1020)
    minute = chance.choice(edges) if chance.random() < 0.3 else chance.randrange(24 * 60)
    return datetime.combine(on, time()) + timedelta(minutes=minute)


def pauses(chance, received_at: datetime) -> list[Pause]:
    """Up to four pauses in any order, overlapping, touching, now and then still open."""
    found = []
    for _ in range(chance.choice((0, 1, 1, 2, 3, 4))):
        from_at = received_at + timedelta(minutes=chance.randrange(-2000, 20 * 1440))
        if found and found[-1].until_at and chance.random() < 0.2:
            from_at = found[-1].until_at
        until_at = from_at + timedelta(
            minutes=chance.choice((15, 60, 450, 1440, 3000, chance.randrange(15, 15000)))
        )
        open_ = chance.random() < 0.05
        kind = chance.choice(list(PauseKind))
        found.append(Pause(from_at, None if open_ else until_at, kind, chance.random() < 0.15))
    return found
