"""How long dossiers rest in their steps: the stays to learn from, the usual times, and who rests too long."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db.models import Q, QuerySet

from motcua.queries import access, clock, workdays
from motcua.queries.access import NoSuch
from motcua.queries.workdays import wall
from motcua.records.models import Dossier, Entry, ProcedureVersion, StepTime, StuckAlert, Unit
from motcua.records.models.dossier import IS_OPEN
from motcua.rules import stuck
from motcua.rules.lifecycle import PAUSED, State
from motcua.rules.people import Actor
from motcua.rules.stuck import Level, Limits, Stay
from motcua.rules.stuck_trial import Lived
from motcua.rules.terms import Pause

WAIT = "wait:"  # what is waited for stands in the place of a step: "wait:supplement"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stay is counted: the procedure's own step, its kind, and the role that holds it."""

    procedure_id: int
    kind: str
    step: str
    role: str

    def pools(self) -> tuple[tuple[int, str, str], ...]:
        """Return the keys of the usual times that may speak for this place, the nearest first."""
        own = ((self.procedure_id, "", self.step),) if self.role != self.step else ()
        return (*own, (0, self.kind, self.role), (0, "", self.role))


@dataclass(frozen=True, slots=True)
class Rest:
    """Where an open dossier rests now, since when, and for how many working minutes net of its waits."""

    dossier: Dossier
    place: Place
    since: datetime
    minutes: int
    is_wait: bool


@cache
def _settings(home: str) -> dict[str, Any]:
    packaged = yaml.safe_load(files("motcua.data").joinpath("watch/limits.yaml").read_text("utf-8"))
    own = Path(home) / "watch.yaml"
    laid_over = yaml.safe_load(own.read_text("utf-8")) if own.exists() else []
    return {row["key"]: row["value"] for row in [*packaged, *(laid_over or [])]}


def setting(key: str) -> Any:
    """Return one of the numbers of data/watch/limits.yaml or the installation's own. Costs no query."""
    return _settings(str(settings.HOME))[key]


def limits() -> Limits:
    """Return when a silence is unusual. Costs no query."""
    factors = {level: float(setting(f"{level}_factor")) for level in stuck.LEVELS}
    return Limits(float(setting("part")), int(setting("least_stays")), int(setting("least_minutes")), factors)


def stays(*, now: datetime) -> Iterator[tuple[Place, Stay]]:
    """Yield every stay of the newest closed dossiers and of all open ones, which still run.

    Costs 7 queries; bounded by `learn_most`, so flat in the closed dossiers.
    """
    for which in (_closed(now), Q(IS_OPEN)):
        yield from _stays(Dossier.objects.filter(which), now)


def _closed(now: datetime) -> Q:
    """Return what picks the newest decided dossiers: of so many days, and at most so many. Costs 1 query."""
    first_on = workdays.today(now) - timedelta(days=int(setting("learn_days")))
    newest = Dossier.objects.filter(ended_on__gte=first_on).order_by("-ended_on", "-id")
    beyond = newest.values_list("ended_on", flat=True)[int(setting("learn_most")) :][:1]
    first_on = max([first_on, *(on + timedelta(days=1) for on in beyond if on is not None)])
    return Q(ended_on__gte=first_on, received_at__isnull=False, state__in=(State.DECIDED, State.HANDED_OVER))


def _moves(rows: QuerySet[Dossier]) -> dict[int, list[tuple[datetime, int]]]:
    """Return when each dossier came to which step, out of the journal. Costs 1 query."""
    entries = Entry.objects.filter(dossier__in=rows.values("pk"), payload__contains='"step":')
    moves: dict[int, list[tuple[datetime, int]]] = {}
    for key, at, payload in entries.order_by("id").values_list("dossier_id", "at", "payload").iterator():
        step = (json.loads(payload).get("changes") or {}).get("step")
        if step is not None and key is not None:
            moves.setdefault(key, []).append((at, step))
    return moves


def _stays(rows: QuerySet[Dossier], now: datetime) -> Iterator[tuple[Place, Stay]]:
    units, moves = Unit.objects.in_bulk(), _moves(rows)
    versions: dict[int, tuple[str, list[Mapping[str, Any]]]] = {}
    workdays.edition()
    for row in rows.select_related("version").defer("version__search").iterator(chunk_size=2000):
        if row.version_id not in versions:
            kind = stuck.kind(row.version.time_value, row.version.time_unit)
            versions[row.version_id] = (kind, row.version.body.get("steps", []))
        kind, steps = versions[row.version_id]
        calendar, pauses = workdays.calendar_of(units[row.unit_id]), clock.pauses_of(row.pauses)
        yield from _in_steps(row, moves.get(row.pk, ()), (kind, steps, calendar, pauses), now)
        for pause in pauses:
            until = pause.until_at or wall(row.ended_at or now)
            minutes = calendar.working_minutes(pause.from_at, max(until, pause.from_at))
            yield _waiting(row, kind, str(pause.kind)), Stay(minutes, pause.until_at is not None)


def _in_steps(
    row: Dossier,
    moves: Sequence[tuple[datetime, int]],
    of: tuple[str, Any, Any, Sequence[Pause]],
    now: datetime,
) -> Iterator[tuple[Place, Stay]]:
    kind, steps, calendar, pauses = of
    for number, (at, step) in enumerate(moves):
        if step >= len(steps):
            continue
        is_last = number + 1 == len(moves)
        until = (row.ended_at or now) if is_last else moves[number + 1][0]
        if row.state in PAUSED and is_last and row.ended_at is None:
            until = min([pause.from_at for pause in pauses if pause.until_at is None] or [wall(now)])
            minutes = stuck.rested(wall(at), until, calendar, pauses)
        else:
            minutes = stuck.rested(wall(at), wall(until), calendar, pauses)
        ended = not is_last or row.ended_at is not None
        yield Place(row.procedure_id, kind, steps[step]["key"], steps[step]["role"]), Stay(minutes, ended)


def _waiting(row: Dossier, kind: str, what: str) -> Place:
    return Place(row.procedure_id, kind, f"{WAIT}{what}", f"{WAIT}{what}")


def lives(*, now: datetime) -> Iterator[Lived]:
    """Yield the newest decided dossiers as work on an axis of working minutes. Costs 4 queries.

    Units: minutes of the unit's own calendar since the beginning of the year before.
    """
    begin = datetime(workdays.today(now).year - 1, 1, 1)  # noqa: DTZ001 (a wall clock has no zone)
    rows = Dossier.objects.filter(_closed(now))
    units, moves = Unit.objects.in_bulk(), _moves(rows)
    workdays.edition()
    for row in rows.select_related("version").defer("version__search").iterator(chunk_size=2000):
        calendar, pauses = workdays.calendar_of(units[row.unit_id]), clock.pauses_of(row.pauses)
        kind = stuck.kind(row.version.time_value, row.version.time_unit)
        of = (kind, row.version.body.get("steps", []), calendar, pauses)
        stays = [
            (place.pools(), stay.minutes) for place, stay in _in_steps(row, moves.get(row.pk, ()), of, now)
        ]
        if row.received_at is not None and wall(row.received_at) > begin:
            yield Lived(calendar.working_minutes(begin, wall(row.received_at)), tuple(stays))


def usual_times() -> dict[tuple[int, str, str], StepTime]:
    """Return all usual times by key: procedure, kind, step or role. Costs 1 query."""
    rows = StepTime.objects.defer("curve")
    return {(row.procedure_id, row.kind, row.step): row for row in rows}


def usual_for(place: Place, *, known: Mapping[tuple[int, str, str], StepTime], least: int) -> StepTime | None:
    """Return the nearest usual time that rests on enough stays and reaches its quantile. Costs no query."""
    for key in place.pools():
        found = known.get(key)
        if found is not None and found.stays >= least and found.usual_minutes is not None:
            return found
    return None


def resting(rows: Iterable[Dossier], *, now: datetime) -> Iterator[Rest]:
    """Yield where each open dossier rests and how long; no query when unit and version came along."""
    for row in rows:
        kind = stuck.kind(row.version.time_value, row.version.time_unit)
        calendar, pauses = workdays.calendar_of(row.unit), clock.pauses_of(row.pauses)
        waits = [pause for pause in row.pauses if not pause["until_at"]]
        if waits:
            since = datetime.fromisoformat(waits[0]["from_at"])
            minutes = calendar.working_minutes(wall(since), wall(max(now, since)))
            yield Rest(row, _waiting(row, kind, str(waits[0]["kind"])), since, minutes, True)
            continue
        steps = row.version.body.get("steps", [])
        if row.step_at is None or row.step >= len(steps):
            continue
        step = steps[row.step]
        minutes = stuck.rested(wall(row.step_at), wall(now), calendar, pauses)
        yield Rest(row, Place(row.procedure_id, kind, step["key"], step["role"]), row.step_at, minutes, False)


def open_dossiers(after: int, most: int) -> list[Dossier]:
    """Return the next open dossiers by key. Costs 1 query."""
    rows = Dossier.objects.filter(IS_OPEN, pk__gt=after, received_at__isnull=False)
    return list(rows.select_related("version", "unit").order_by("pk")[:most])


def alerts(*, by: Actor, level: str = "", is_open: bool = True) -> QuerySet[StuckAlert]:
    """Return the alerts about dossiers the actor may know of, the longest told first.

    Units: `level` one of rules.stuck.Level, or "" for all.
    """
    rows = StuckAlert.objects.filter(access.scope(by, of="dossier__"), closed_at__isnull=is_open)
    if level:
        rows = rows.filter(level=level)
    found = rows.select_related(
        "dossier", "dossier__unit", "dossier__version", "dossier__assignee", "step_time"
    )
    return found.order_by("-closed_at", "raised_at", "id")


def mine(*, by: Actor) -> QuerySet[StuckAlert]:
    """Return the open alerts about dossiers that lie with the actor herself."""
    return alerts(by=by).filter(dossier__assignee=by.user_id) if by.user_id else StuckAlert.objects.none()


def alert(pk: int, *, by: Actor, lock: bool = False) -> StuckAlert:
    """Return an alert about a dossier the actor may know of. Costs 1 query.

    Raises: access.NoSuch.
    """
    rows = StuckAlert.objects.filter(access.scope(by, of="dossier__")).select_related(
        "dossier", "dossier__unit", "dossier__version", "dossier__assignee", "step_time", "closed_by"
    )
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if row is None:
        raise NoSuch()
    return row


def told_citizen(dossier: Dossier) -> StuckAlert | None:
    """Return the alert of which the applicant was told, while the dossier still rests. Costs 1 query."""
    rows = StuckAlert.objects.filter(dossier=dossier, closed_at=None, level=Level.CITIZEN)
    return access.one(rows)


def learned() -> QuerySet[StepTime]:
    """Return the usual times, those of most stays first."""
    return StepTime.objects.order_by("-stays", "step", "id")


def step_time(pk: int) -> StepTime:
    """Return one usual time. Costs 1 query.

    Raises: access.NoSuch.
    """
    row = StepTime.objects.filter(pk=pk).first()
    if row is None:
        raise NoSuch()
    return row


def procedure_names(procedure_ids: Iterable[int], *, on: date) -> dict[int, ProcedureVersion]:
    """Return the version in force of each procedure, for its name and steps. Costs 1 query."""
    rows = ProcedureVersion.objects.filter(
        procedure__in=[key for key in procedure_ids if key], from_on__lte=on
    )
    return {
        row.procedure_id: row for row in rows.exclude(until_on__lte=on).defer("search").order_by("from_on")
    }
