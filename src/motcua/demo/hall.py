"""The halls of the model district: what they serve, nine months of their tickets, and the line right now."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

import yaml

from motcua.actions import hall as halls
from motcua.actions import hall_bulk
from motcua.actions.bulk import History
from motcua.actions.hall_bulk import Day, Visit
from motcua.actions.journal import Saying
from motcua.demo import capacity, hall_sim
from motcua.demo.district import Office
from motcua.demo.hall_sim import Kind, Manned, Scene
from motcua.queries import hall_rules, workdays
from motcua.queries.workdays import instant, wall
from motcua.records.models import Dossier, ProcedureVersion
from motcua.rules import expected_wait
from motcua.rules.lifecycle import Verb
from motcua.rules.people import SYSTEM, Actor
from motcua.rules.tickets import SERVED, Ending
from motcua.rules.workdays import Calendar

FIRST_DAY = date(2024, 1, 2)
SPARSE_EVERY, DENSE_DAYS = 9, 6  # of a sample every ninth day, and each of the last six
BEFORE_EVERY = 3  # and every third before more desks opened, so that before and after can be told apart
LEARN_EVERY, LEARN_DAYS = 5, 40
NEAR = timedelta(minutes=15)  # a dossier belongs to a visit that ended so near its reception
SAMPLE_BELOW = 10_000


@dataclass(slots=True)
class Hall:
    """One furnished hall: its office, its plan, and the keys of what it serves and of its desks."""

    office: Office
    plan: Mapping[str, Any]
    kinds: Sequence[Kind]
    fields: Mapping[int, frozenset[str]]
    desks: Mapping[int, int]
    people: Mapping[int, Actor]

    def promised(self, kind: Kind, on: date) -> int | None:
        """Return the minutes promised with a number of a day: the service's own, or its fast track's."""
        track = self.plan["services"][kind.letter].get("track")
        return track["minutes"] if track and on >= track["from_on"] else kind.promise

    def manned(self, on: date) -> list[Manned]:
        """Return the desks that are open on a day."""
        keys = {kind.letter: kind.service for kind in self.kinds}
        return [
            Manned(
                self.desks[number], self.people[number].user_id or 0,
                {keys[letter]: at for letter, at in row["serves"].items()},
            )
            for number, row in self.plan["desks"].items()
            if row.get("from_on", FIRST_DAY) <= on
        ]  # fmt: skip


def furnish(offices: Sequence[Office], *, now: datetime) -> list[Hall]:
    """Set the halls up: services, desks, and who sits at each."""
    plans = yaml.safe_load(files("motcua.data").joinpath("demo/hall.yaml").read_text("utf-8"))
    by_code = {office.unit.agency_code: office for office in offices}
    return [_furnish(by_code[code], plan, now) for code, plan in plans.items() if code in by_code]


def _furnish(office: Office, plan: Mapping[str, Any], now: datetime) -> Hall:
    kinds, fields, letters = [], {}, {}
    for order, (letter, row) in enumerate(plan["services"].items()):
        codes = _codes(row.get("fields", ()))
        service = halls.Service(
            row["key"], row["vi"], row["en"], letter, codes, row.get("promise"), order=order
        )
        kept = halls.keep_service(by=SYSTEM, unit_id=office.unit.pk, service=service, now=now)
        endings = {Ending(name): float(share) for name, share in row["endings"].items()}
        kinds.append(
            Kind(kept.pk, letter, row["per_day"], row["minutes"], row["spread"], endings, row.get("promise"))
        )
        fields[kept.pk], letters[letter] = frozenset(row.get("fields", ())), row["key"]
    desks, people = {}, {}
    for number, row in plan["desks"].items():
        serves = {letters[letter]: at for letter, at in row["serves"].items()}
        desk = halls.Desk(number, row.get("name", ""), serves)
        desks[number] = halls.keep_desk(by=SYSTEM, unit_id=office.unit.pk, desk=desk, now=now).pk
        role, place = row["who"].split()
        people[number] = getattr(office, role)[int(place)]
    return Hall(office, plan, kinds, fields, desks, people)


def _codes(fields: Sequence[str]) -> tuple[str, ...]:
    rows = ProcedureVersion.objects.filter(field__in=list(fields), until_on=None)
    return tuple(rows.order_by("procedure__code").values_list("procedure__code", flat=True))


class Past:
    """Nine months of tickets, simulated before the dossiers are written and written after them."""

    def __init__(self, built: Sequence[Hall], histories: Sequence[History], present: datetime) -> None:
        self.halls, self.present = built, present
        self.is_sample = len(histories) < SAMPLE_BELOW
        self.histories = histories

    def write(self, dossiers: Mapping[str, Dossier]) -> list[Saying]:
        """Write the tickets; return what the journal is told."""
        told: list[Saying] = []
        for number, one in enumerate(self.halls):
            received = _receptions(one, self.histories, self.present)
            days = list(_days(one, self.present, received, random.Random(number), self.is_sample))
            told += hall_bulk.write(days, dossiers)
        return [*told, *(saying for one in self.halls for saying in capacity.plan(one.office))]


Receptions = dict[date, list[tuple[datetime, str, str]]]


def _receptions(one: Hall, histories: Sequence[History], present: datetime) -> Receptions:
    """Return what was taken in by day: when, which dossier, of which field."""
    mine = one.office.unit.agency_code
    found: Receptions = {}
    fields = dict(ProcedureVersion.objects.filter(until_on=None).values_list("procedure_id", "field"))
    for history in histories:
        if not history.code.startswith(f"{mine}-"):
            continue
        field = fields.get(history.acts[0].changes.get("procedure_id", 0), "")
        for act in history.acts:
            if act.verb is Verb.RECEIVE and act.at <= present:
                found.setdefault(wall(act.at).date(), []).append((act.at, history.code, field))
    return found


def _days(
    one: Hall, present: datetime, received: Receptions, rng: random.Random, is_sample: bool
) -> Iterator[Day]:
    calendar, today = workdays.calendar(one.office.unit), wall(present).date()
    known = expected_wait.Learned()
    memory: list[list[expected_wait.Past]] = []
    lanes, fair = hall_rules.lanes(), hall_rules.fairness()
    more_on = max((row.get("from_on", FIRST_DAY) for row in one.plan["desks"].values()), default=FIRST_DAY)
    for number, (on, is_extra) in enumerate(_open_days(calendar, today, is_sample, more_on)):
        chance = (
            random.Random(on.toordinal()) if is_extra else rng
        )  # further days leave the others as they are
        sessions = [(60.0 * s.start, 60.0 * s.end) for s in calendar.day(on).sessions]
        if number % LEARN_EVERY == 0 or on == today:
            known = expected_wait.learn(past for day in memory[-LEARN_DAYS:] for past in day)
        weight = (1.25 if on.weekday() == 0 else 1.0) * (0.45 if on.weekday() == 6 else 1.0)
        if on == today:
            weight = one.plan["today"]  # a full morning, so that there is a line to look at
        scene = Scene(one.kinds, one.manned(on), sessions, lanes, one.plan["priority"], fair, known, weight)
        visits = hall_sim.Day(scene, chance).run()
        memory.append(hall_sim.past(visits))
        _become(visits, on, received.get(on, []), one.fields)
        yield _day(one, on, scene, visits, present if on == today else None)


def _open_days(
    calendar: Calendar, today: date, is_sample: bool, more_on: date
) -> Iterator[tuple[date, bool]]:
    """Yield the days with sessions, extra ones too; of a sample few, but the last ones whole.

    With each comes whether it is only there to show what was before more desks opened.
    """
    on, number = FIRST_DAY, 0
    while on <= today:
        if calendar.day(on).sessions:
            number += 1
            if not is_sample or number % SPARSE_EVERY == 0 or (today - on).days <= DENSE_DAYS:
                yield on, False
            elif on < more_on and number % BEFORE_EVERY == 0:
                yield on, True
        on += timedelta(days=1)


def _become(
    visits: Sequence[hall_sim.Visit],
    on: date,
    received: Sequence[tuple[datetime, str, str]],
    fields: Mapping[int, frozenset[str]],
) -> None:
    """Let visits become the dossiers taken in near their end; those without one became none."""
    midnight = datetime.combine(on, datetime.min.time())
    free = [visit for visit in visits if visit.ending in SERVED]
    for at, code, field in received:
        second = (wall(at) - midnight).total_seconds()
        near = [
            visit
            for visit in free
            if field in fields[visit.kind.service] and abs(visit.ended_s - second) <= NEAR.total_seconds()
        ]
        if near:
            best = min(near, key=lambda visit: abs(visit.ended_s - second))
            best.ending, best.dossier = Ending.DOSSIER, code
            free.remove(best)
    for visit in visits:
        if visit.ending is Ending.DOSSIER and not visit.dossier:
            visit.ending = Ending.ADVICE_ONLY


def _day(
    one: Hall, on: date, scene: Scene, visits: Sequence[hall_sim.Visit], present: datetime | None
) -> Day:
    midnight = instant(datetime.combine(on, datetime.min.time()))

    def at(second: float) -> datetime:
        return midnight + timedelta(seconds=int(second))

    people = {actor.user_id: actor for actor in one.people.values()}
    told = [_visit(visit, at, people, one.promised(visit.kind, on)) for visit in visits]
    ends = at(scene.sessions[-1][1])
    last = max((stay.until_at for visit in told for stay in visit.stays if stay.until_at), default=ends)
    closed_at: datetime | None = max(ends, last) + timedelta(minutes=5)
    if present is not None and present < ends:
        told = [_cut(visit, present) for visit in told if visit.issued_at <= present]
        closed_at = None
    begins = at(scene.sessions[0][0])
    sessions = [(m.desk, m.officer, begins, closed_at) for m in scene.desks]
    return Day(one.office.unit.pk, on, begins - timedelta(minutes=30), closed_at, told, sessions)


def _visit(visit: hall_sim.Visit, at: Any, people: Mapping[int | None, Actor], promised: int | None) -> Visit:
    told = visit.told
    return Visit(
        service_id=visit.kind.service, letter=visit.kind.letter, issued_at=at(visit.issued_s),
        order_at=at(visit.order_s), ending=visit.ending, lane=visit.lane, dossier=visit.dossier,
        told=(told.expected, told.low, told.high) if told else None, passed=visit.passed,
        promise_minutes=promised, by=people.get(visit.officer, SYSTEM),
        stays=[
            hall_bulk.Stay(
                stay.state, at(stay.from_s), at(stay.until_s) if stay.until_s is not None else None,
                stay.desk, stay.officer, stay.reason,
            )
            for stay in visit.stays
        ],
    )  # fmt: skip


def _cut(visit: Visit, present: datetime) -> Visit:
    """Return a visit as it stands at the present: what lies ahead has not happened."""
    last = visit.stays[-1]
    if last.until_at is not None and last.until_at <= present:
        return visit
    stays = [stay for stay in visit.stays if stay.from_at <= present]
    stays[-1] = replace(stays[-1], until_at=None)
    return replace(visit, stays=stays, ending=None, dossier="", by=SYSTEM)
