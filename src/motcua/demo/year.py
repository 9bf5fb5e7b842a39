"""Nine months of arrivals: how many a day, at which unit, for what, and their fates."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from motcua.actions.bulk import History
from motcua.demo.district import Office
from motcua.demo.history import Case, Fate, tell
from motcua.demo.simplification import SPRING
from motcua.demo.stalls import Stalls
from motcua.queries import clock, workdays
from motcua.queries.clock import Terms
from motcua.queries.workdays import instant, wall
from motcua.records.models import Applicant, Offer, ProcedureVersion
from motcua.rules import numbering
from motcua.rules.workdays import Calendar

OPENING = datetime(2024, 1, 1, 0, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
FIRST_DAY = date(2024, 1, 2)
LAND_OFFICERS_FROM = date(2024, 3, 1)  # the counter goes from two land officers to four

# How often each field is asked for; within a field the first procedures of the seed are the most common.
FIELDS = {"Chứng thực": 9.0, "Hộ tịch": 5.0, "Đất đai": 2.2, "Cư trú": 1.5, "Hộ kinh doanh": 1.6}
LATE_BEFORE, LATE_AFTER = 0.0007, 0.0002
SAMPLE_BELOW = 10_000


def histories(
    rng: random.Random, offices: Sequence[Office], people: Sequence[Applicant], count: int, present: datetime
) -> Iterator[History]:
    """Yield about `count` histories in order of unit and arrival, each cut at the present."""
    choice = {office.unit.pk: _wishes(office) for office in offices}
    calendars = {office.unit.pk: workdays.calendar(office.unit) for office in offices}
    terms: dict[tuple[int, int, bool], Terms] = {}
    days = _days(calendars[offices[0].unit.pk], wall(present).date(), sample=count < SAMPLE_BELOW)
    shares, stalls = sum(office.share for office in offices), Stalls(wall(present).date())
    for office in offices:
        calendar = calendars[office.unit.pk]
        versions, weights = choice[office.unit.pk]
        for on, arrivals in _arrivals(rng, days, count * office.share / shares):
            moments = sorted(_moment(rng, calendar, on) for _ in range(arrivals))
            for number, at in enumerate((m for m in moments if instant(m) < present), 1):
                version = rng.choices(versions, weights)[0]
                key = (office.unit.pk, version.pk, on >= SPRING)  # promises change in spring
                if key not in terms:
                    terms[key] = clock.terms(version, unit_id=office.unit.pk, on=on)
                case = Case(office, version, rng.choice(people), calendar, terms[key], rng, at)
                history = tell(
                    case, numbering.build(office.unit.agency_code, on, number), _fate(rng, on, version), ""
                )
                history.acts = [act for act in history.acts if act.at <= present]
                stalls.cut(history, office.unit.pk, len(version.body["steps"]), on)
                if len(history.acts) != len(case.acts):
                    history.reasons = ()
                yield history


def _wishes(office: Office) -> tuple[list[ProcedureVersion], list[float]]:
    offered = Offer.objects.filter(unit=office.unit, until_on=None).values_list("procedure_id", flat=True)
    versions = list(
        ProcedureVersion.objects.filter(procedure__in=list(offered), until_on=None)
        .select_related("procedure")
        .order_by("procedure__code")
    )
    seen: dict[str, int] = {}
    weights = []
    for version in versions:
        seen[version.field] = seen.get(version.field, 0) + 1
        weights.append(FIELDS.get(version.field, 0.6) / seen[version.field])
    return versions, weights


def _days(calendar: Calendar, last: date, *, sample: bool) -> list[tuple[date, float]]:
    """Return the open days with their weight: Mondays are full, days after a holiday fuller.

    A sample is denser in its last days, so that the desks of a small district have work on them.
    """
    found, closed_before = [], 0
    on = FIRST_DAY
    while on <= last:
        if calendar.is_open(on):
            weight = 1.25 if on.weekday() == 0 else 1.0
            dense = 2.5 if sample and (last - on).days <= 9 else 1.0
            found.append((on, (weight + min(closed_before, 5) * 0.08) * dense))
            closed_before = 0
        else:
            closed_before += 1
        on += timedelta(days=1)
    return found


def _arrivals(
    rng: random.Random, days: Sequence[tuple[date, float]], expected: float
) -> Iterator[tuple[date, int]]:
    whole = sum(weight for _, weight in days)
    owed = 0.0
    for on, weight in days:
        owed += expected * weight / whole * rng.uniform(0.75, 1.25)
        arrivals = int(owed)
        owed -= arrivals
        yield on, arrivals


def _moment(rng: random.Random, calendar: Calendar, on: date) -> datetime:
    """Return a moment of arrival within the sessions: two in three before noon, early more than late."""
    sessions = calendar.day(on).sessions
    session = sessions[0] if len(sessions) == 1 or rng.random() < 0.66 else sessions[-1]
    minute = session.start + (session.end - session.start) * rng.betavariate(1.3, 1.9)
    return datetime.combine(on, datetime.min.time()) + timedelta(seconds=int(minute * 60))


def _fate(rng: random.Random, on: date, version: ProcedureVersion) -> Fate:
    progress = (on - FIRST_DAY).days / 268
    online = version.online_level != "none" and rng.random() < 0.96 + 0.035 * progress
    return Fate(
        online=online or rng.random() < 0.9 * progress,
        supplement=rng.random() < 0.035,
        late=rng.random() < (LATE_BEFORE if on < LAND_OFFICERS_FROM else LATE_AFTER),
        taxed=rng.random() < 0.5,
        withdrawn=rng.random() < 0.004,
    )
