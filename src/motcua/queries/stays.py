"""The stays of dossiers in their steps, out of the journal: what the watch learns from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from motcua.queries import clock, workdays
from motcua.queries.stuck import Place, setting, waiting
from motcua.queries.workdays import wall
from motcua.records.models import Dossier, Entry, ProcedureVersion, Unit
from motcua.records.models.dossier import IS_OPEN
from motcua.rules import stuck
from motcua.rules.lifecycle import PAUSED, State
from motcua.rules.stuck import Stay
from motcua.rules.stuck_trial import Lived
from motcua.rules.terms import Pause
from motcua.rules.workdays import Calendar

CHUNK = 2000
# Kept text is canonical: the changes come first, so a step before the facts is the dossier's own.
STEP = re.compile(r'"step":(\d+)')
FACTS = '"facts":{'
COLUMNS = ("pk", "unit_id", "procedure_id", "version_id", "state", "pauses", "received_at", "ended_at")
Moves = Sequence[tuple[datetime, int]]
Course = tuple[str, Sequence[Mapping[str, Any]]]  # the kind of a procedure, and its steps


def stays(*, now: datetime) -> Iterator[tuple[Place, Stay]]:
    """Yield every stay of the newest decided dossiers and of all open ones, which still run.

    Costs 9 queries; bounded by `learn_most`, so flat in the closed dossiers.
    """
    for which in (_closed(now), Q(IS_OPEN)):
        for row, course, calendar, moves in _rows(Dossier.objects.filter(which)):
            pauses = clock.pauses_of(row.pauses)
            yield from _in_steps(row, course, (calendar, pauses), moves, now)
            for pause in pauses:
                until = pause.until_at or wall(row.ended_at or now)
                minutes = calendar.working_minutes(pause.from_at, max(until, pause.from_at))
                place = waiting(row.procedure_id, course[0], what=str(pause.kind))
                yield place, Stay(minutes, pause.until_at is not None)


def lives(*, now: datetime) -> Iterator[Lived]:
    """Yield the newest decided dossiers as work on an axis of working minutes. Costs 5 queries.

    Units: minutes of the unit's own calendar since the beginning of the year before.
    """
    begin = datetime(workdays.today(now).year - 1, 1, 1)  # noqa: DTZ001 (a wall clock has no zone)
    for row, course, calendar, moves in _rows(Dossier.objects.filter(_closed(now))):
        if wall(row.received_at) > begin:
            found = _in_steps(row, course, (calendar, clock.pauses_of(row.pauses)), moves, now)
            told = tuple((place.pools(), stay.minutes) for place, stay in found)
            yield Lived(calendar.working_minutes(begin, wall(row.received_at)), told)


def _closed(now: datetime) -> Q:
    """Return what picks the newest decided dossiers: of so many days, and at most so many. Costs 1 query."""
    first_on = workdays.today(now) - timedelta(days=int(setting("learn_days")))
    newest = Dossier.objects.filter(ended_on__gte=first_on).order_by("-ended_on", "-id")
    beyond = newest.values_list("ended_on", flat=True)[int(setting("learn_most")) :][:1]
    first_on = max([first_on, *(on + timedelta(days=1) for on in beyond if on is not None)])
    return Q(ended_on__gte=first_on, received_at__isnull=False, state__in=(State.DECIDED, State.HANDED_OVER))


def _rows(rows: QuerySet[Dossier]) -> Iterator[tuple[Any, Course, Calendar, Moves]]:
    """Yield dossiers with what is needed of them: plain columns, for whole rows cost ten times as much."""
    units, moves = Unit.objects.in_bulk(), _moves(rows)
    versions = ProcedureVersion.objects.filter(pk__in=rows.order_by().values("version_id").distinct())
    courses = {row.pk: _course(row) for row in versions.defer("search")}
    workdays.edition()
    calendars = {pk: workdays.calendar_of(unit) for pk, unit in units.items() if unit.serves}
    for row in rows.values_list(*COLUMNS, named=True).iterator(chunk_size=CHUNK):
        if row.unit_id not in calendars:
            calendars[row.unit_id] = workdays.calendar_of(units[row.unit_id])
        yield row, courses[row.version_id], calendars[row.unit_id], moves.get(row.pk, ())


def _course(version: ProcedureVersion) -> Course:
    return stuck.kind(version.time_value, version.time_unit), version.body.get("steps", [])


def _moves(rows: QuerySet[Dossier]) -> dict[int, list[tuple[datetime, int]]]:
    """Return when each dossier came to which step, out of the journal. Costs 1 query."""
    entries = Entry.objects.filter(dossier__in=rows.order_by().values("pk"), payload__contains='"step":')
    moves: dict[int, list[tuple[datetime, int]]] = {}
    told = entries.order_by("id").values_list("dossier_id", "at", "payload")
    for key, at, payload in told.iterator(chunk_size=CHUNK):
        found = STEP.search(payload)
        if found is not None and key is not None and found.start() < (payload.find(FACTS) % len(payload)):
            moves.setdefault(key, []).append((at, int(found[1])))
    return moves


def _in_steps(
    row: Any, course: Course, by: tuple[Calendar, Sequence[Pause]], moves: Moves, now: datetime
) -> Iterator[tuple[Place, Stay]]:
    (kind, steps), (calendar, pauses) = course, by
    for number, (at, step) in enumerate(moves):
        if step >= len(steps):
            continue
        is_last = number + 1 == len(moves)
        until = wall((row.ended_at or now) if is_last else moves[number + 1][0])
        if row.state in PAUSED and is_last:  # what is waited now belongs to the wait, not to the step
            until = min([pause.from_at for pause in pauses if pause.until_at is None] or [until])
        minutes = stuck.rested(wall(at), until, calendar, pauses)
        ended = not is_last or row.ended_at is not None
        yield Place(row.procedure_id, kind, steps[step]["key"], steps[step]["role"]), Stay(minutes, ended)
