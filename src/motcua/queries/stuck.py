"""The usual times of steps, and which dossiers rest longer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db.models import QuerySet

from motcua.queries import access, clock, workdays
from motcua.queries.access import NoSuch
from motcua.queries.workdays import wall
from motcua.records.models import Dossier, ProcedureVersion, StepTime, StuckAlert
from motcua.records.models.dossier import IS_OPEN
from motcua.rules import stuck
from motcua.rules.people import Actor
from motcua.rules.stuck import Level, Limits

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


def waiting(procedure_id: int, kind: str, *, what: str) -> Place:
    """Return the place of a wait: it stands for a step, and is its own role. Costs no query."""
    return Place(procedure_id, kind, f"{WAIT}{what}", f"{WAIT}{what}")


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
            yield Rest(row, waiting(row.procedure_id, kind, what=str(waits[0]["kind"])), since, minutes, True)
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
