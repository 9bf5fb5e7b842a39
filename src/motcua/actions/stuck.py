"""The watch over stuck files: usual times learned, alerts raised, passed on, closed."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import journal
from motcua.queries import law, stays, stuck, workdays
from motcua.queries.stuck import Rest
from motcua.records.models import Dossier, StepTime, StuckAlert
from motcua.rules import RuleError
from motcua.rules import stuck as rules
from motcua.rules.lifecycle import OPEN
from motcua.rules.people import SYSTEM, Actor
from motcua.rules.stuck import Level, Limits, Pool, Stay
from motcua.rules.text import clean

PAGE = 500
MOVED = "moved"
Known = Mapping[tuple[int, str, str], StepTime]


class ClosedBefore(RuleError):
    """The alert has been closed already."""


class WhyMissing(RuleError):
    """An alert is closed with a reason."""


@transaction.atomic
def learn(*, now: datetime) -> int:
    """Learn anew how long each step usually takes; return how many usual times there are.

    Every stay speaks for its own step, for its kind of procedures and for all: three small tables in one.
    """
    gathered: dict[tuple[int, str, str], list[Stay]] = {}
    for place, stay in stays.stays(now=now):
        for key in place.pools():
            gathered.setdefault(key, []).append(stay)
    limits = stuck.limits()
    rows = [_step_time(key, found, limits, now) for key, found in sorted(gathered.items())]
    _forget(set(gathered))
    told = [f.name for f in StepTime._meta.fields if f.name not in ("id", "procedure_id", "kind", "step")]
    StepTime.objects.bulk_create(
        rows,
        batch_size=100,
        update_conflicts=True,
        unique_fields=["procedure_id", "kind", "step"],
        update_fields=told,
    )
    whole = sum(len(found) for (procedure, kind, _), found in gathered.items() if not procedure and not kind)
    facts = {"steps": len(rows), "stays": whole}
    journal.write("learn", by=SYSTEM, at=now, payload={"changes": {}, "facts": facts}, subject="stuck")
    return len(rows)


def _forget(known: set[tuple[int, str, str]]) -> None:
    """Drop usual times that nothing speaks for any more; one that an alert rests on stays, but counts not."""
    gone = [row.pk for key, row in stuck.usual_times().items() if key not in known]
    cited = set(StuckAlert.objects.filter(step_time__in=gone).values_list("step_time_id", flat=True))
    StepTime.objects.filter(pk__in=cited).update(usual_minutes=None)
    StepTime.objects.filter(pk__in=set(gone) - cited).delete()


def _step_time(key: tuple[int, str, str], found: list[Stay], limits: Limits, now: datetime) -> StepTime:
    procedure_id, kind, step = key
    curve = rules.survival(found)
    usual, median = rules.quantile(curve, limits.part), rules.quantile(curve, 0.5)
    pool = Pool.STEP if procedure_id else Pool.KIND if kind else Pool.ALL
    return StepTime(
        pool=pool,
        procedure_id=procedure_id,
        kind=kind,
        step=step,
        stays=curve.stays,
        ended=curve.ended,
        median_minutes=median.minutes,
        usual_minutes=usual.minutes,
        low_minutes=usual.low,
        high_minutes=usual.high,
        curve=[
            [p.minutes, round(p.share, 4), round(p.low, 4), round(p.high, 4)]
            for p in rules.thinned(curve.points)
        ],
        learned_at=now,
    )


def sweep(*, now: datetime, patience_minutes: int | None = None) -> int:
    """Look at every open dossier: raise, pass on and close alerts; return how many changed.

    An alert rises one level at a time, and not before whoever was told last had the time to act.

    Units: `patience_minutes` working minutes; without it those of the settings.
    Costs a query for every 500 open dossiers, and a transaction for each page with something to tell.
    """
    known, limits, after, changed = stuck.usual_times(), stuck.limits(), 0, _let_go(now=now)
    patience = int(stuck.setting("patience_minutes")) if patience_minutes is None else patience_minutes
    workdays.edition()
    while rows := stuck.open_dossiers(after, PAGE):
        after = rows[-1].pk
        found = [
            (rest, usual) for rest in stuck.resting(rows, now=now) if (usual := _usual(rest, known, limits))
        ]
        changed += _tell(found, rows, (limits, patience), now)
    return changed


def _usual(rest: Rest, known: Known, limits: Limits) -> StepTime | None:
    return stuck.usual_for(rest.place, known=known, least=limits.least_stays)


@transaction.atomic
def _let_go(*, now: datetime) -> int:
    """Close the alerts about dossiers that have gone on."""
    rows = StuckAlert.objects.select_for_update(of=("self",)).filter(closed_at=None).select_related("dossier")
    gone = [row.pk for row in rows.order_by("pk") if _has_moved(row, row.dossier)]
    if gone:
        StuckAlert.objects.filter(pk__in=gone).update(closed_at=now, why=MOVED)
        payload = {"changes": {}, "facts": {"alerts": gone, "why": MOVED}}
        journal.write("close_alert", by=SYSTEM, at=now, payload=payload, subject="stuck")
    return len(gone)


def _has_moved(alert: StuckAlert, dossier: Dossier) -> bool:
    if dossier.state not in OPEN:
        return True
    waits = [datetime.fromisoformat(pause["from_at"]) for pause in dossier.pauses if not pause["until_at"]]
    return alert.since != (waits[0] if waits else dossier.step_at)


@transaction.atomic
def _tell(
    found: list[tuple[Rest, StepTime]], rows: list[Dossier], by: tuple[Limits, int], now: datetime
) -> int:
    """Raise or pass on the alerts of one page of dossiers."""
    (limits, patience), changed = by, 0
    told = {
        (row.dossier_id, row.since): row
        for row in StuckAlert.objects.filter(dossier__in=[row.pk for row in rows]).order_by("pk")
    }
    for rest, usual in found:
        assert usual.usual_minutes is not None
        reached = rules.level(rest.minutes, usual.usual_minutes, limits, is_wait=rest.is_wait)
        before = told.get((rest.dossier.pk, rest.since))
        level = rules.next_level(reached, *_told(before, rest, now), patience)
        if level is not None:
            _raise(rest, usual, level, before, now)
            changed += 1
    return changed


def _told(before: StuckAlert | None, rest: Rest, now: datetime) -> tuple[Level | None, int]:
    """Return who was told last, and how many working minutes ago."""
    if before is None:
        return None, 0
    last = before.citizen_at or before.leader_at or before.raised_at
    calendar = workdays.calendar_of(rest.dossier.unit)
    return Level(before.level), calendar.working_minutes(workdays.wall(last), workdays.wall(max(now, last)))


def _raise(rest: Rest, usual: StepTime, level: Level, before: StuckAlert | None, now: datetime) -> None:
    """Tell the next one: whoever closed the alert before spoke for the lower level only."""
    row = before or StuckAlert(
        dossier=rest.dossier, step=rest.place.step, since=rest.since, is_wait=rest.is_wait, raised_at=now
    )
    row.level, row.rested_minutes, row.usual_minutes = level, rest.minutes, usual.usual_minutes or 0
    row.step_time_id, row.closed_at, row.closed_by, row.why = usual.pk, None, None, ""
    if level in (Level.LEADER, Level.CITIZEN) and row.leader_at is None:
        row.leader_at = now
    if level is Level.CITIZEN:
        row.citizen_at = now
    row.save()
    facts: dict[str, object] = {"dossier": rest.dossier.code, "step": row.step, "level": level}
    facts |= {"rested_minutes": row.rested_minutes, "usual_minutes": row.usual_minutes}
    entry = journal.write(
        "alert", by=SYSTEM, at=now, payload={"changes": {}, "facts": facts}, subject=f"stuck:{row.pk}"
    )
    if level is Level.CITIZEN:
        journal.announce(rest.dossier, "stuck", at=now, entry=entry)


@transaction.atomic
def close(*, by: Actor, pk: int, why: str, now: datetime) -> StuckAlert:
    """Close an alert with a reason; it opens again if the dossier rests on to the next level.

    Raises: access.NoSuch, PermissionDenied; ClosedBefore, WhyMissing; text.UnreadableText.
    """
    row = stuck.alert(pk, by=by, lock=True)
    if not by.leads_above(row.dossier.unit.path):
        raise PermissionDenied("close an alert")
    if row.closed_at is not None:
        raise ClosedBefore()
    said, least = clean(why), law.value("refusal_reason_letters_least", workdays.today(now))
    if len(said) < least:
        raise WhyMissing(least=least)

    row.closed_at, row.closed_by_id, row.why = now, by.user_id, said[:500]
    row.save(update_fields=["closed_at", "closed_by", "why"])

    facts = {"dossier": row.dossier.code, "reason": row.why}
    payload = {"changes": {}, "facts": facts}
    journal.write("close_alert", by=by, at=now, payload=payload, subject=f"stuck:{row.pk}")
    return row
