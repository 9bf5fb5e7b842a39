"""Honest numbers: the share on time raw and screened, each count a list; questions; the random check."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from motcua.queries import access, honest_rows, indicators, workdays
from motcua.queries.honest_rows import Fetched
from motcua.records.models import Checkpoint, CitizenReport, Dossier, Question, Succession, Unit
from motcua.rules import checkpoints, indicator_sets, sampling, screening
from motcua.rules.detectors import LAST_PART
from motcua.rules.detectors_ratings import is_enough
from motcua.rules.lifecycle import State
from motcua.rules.people import Actor, Role
from motcua.rules.screening import Judged, Screened, Why

MOST = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's two shares of one period, and those of the units it took over."""

    unit: Unit
    screened: Screened
    open_questions: int
    before: Sequence["Standing"] = ()


def standings(
    units: Iterable[Unit], days: tuple[date, date], *, now: datetime, with_before: bool = True
) -> list[Standing]:
    """Return both shares of each unit for days that ended before now, in the order given.

    Judged by the law's due moment, as the tallies do. Costs about 10 queries for all units together.
    """
    told = list(units)
    before = predecessors(told) if with_before else {}
    everybody = {unit.pk for unit in told} | {old.pk for olds in before.values() for old in olds}
    judged = rows_of(everybody, days, now=now)
    asked = _open_questions(everybody, days)

    def one(unit: Unit) -> Standing:
        found = screening.screened(judged.get(unit.pk, ()))
        olds = tuple(one(old) for old in before.get(unit.pk, ()))
        return Standing(unit, found, asked.get(unit.pk, 0), olds)

    return [one(unit) for unit in told]


def rows_of(unit_ids: Iterable[int], days: tuple[date, date], *, now: datetime) -> dict[int, list[Judged]]:
    """Return what is judged, by unit: received dossiers that ended on these days with a due moment."""
    mine = honest_rows.ended(unit_ids, days).filter(legal_due_at__isnull=False)
    fetched = honest_rows.fetch(mine, now=now)
    lifted, asked = _answered(fetched.dossiers)
    found: dict[int, list[Judged]] = defaultdict(list)
    for row in fetched.dossiers:
        found[row.unit_id].append(_judged(row, fetched, lifted, asked, now))
    return dict(found)


def _judged(
    row: Dossier, fetched: Fetched, lifted: frozenset[int], asked: frozenset[int], now: datetime
) -> Judged:
    assert row.received_on is not None
    assert row.ended_at is not None
    assert row.legal_due_at is not None
    on_time = row.ended_at <= row.legal_due_at
    doubts = _doubts(row, fetched, asked, now) if on_time and row.pk not in lifted else frozenset()
    return Judged(
        pk=row.pk,
        applicant_id=row.applicant_id,
        procedure_id=row.procedure_id,
        received_on=row.received_on,
        on_time=on_time,
        witnessed=row.pk in fetched.witnessed,
        doubts=doubts,
    )


def _doubts(row: Dossier, fetched: Fetched, asked: frozenset[int], now: datetime) -> frozenset[Why]:
    told = fetched.told.get(row.pk) or honest_rows.Told()
    left = honest_rows.pause_left(row, told, fetched=fetched)[0] if row.pauses else None
    marks = {
        Why.ASKED: row.pk in asked,
        Why.LATE_PAUSE: left is not None and left < LAST_PART,
        Why.PAUSE_UNHEARD: told.unheard,
        Why.WITHDRAWN_UNPROVEN: row.state == State.WITHDRAWN and told.withdrawn_by not in honest_rows.PROVEN,
        Why.NO_RESULT: honest_rows.is_result_missing(row, workdays.today(now)),
        Why.FILED_AGAIN: honest_rows.was_late_from_the_first(row, fetched),
    }
    return frozenset(why for why, stands in marks.items() if stands)


def _answered(dossiers: Sequence[Dossier]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the dossiers that a human has explained, and those a question still stands about. 1 query."""
    if not dossiers:
        return frozenset(), frozenset()
    months = {row.ended_on.replace(day=1) for row in dossiers if row.ended_on}
    units = {row.unit_id for row in dossiers}
    explained: set[int] = set()
    standing: set[int] = set()
    rows = Question.objects.filter(unit_id__in=units, month_on__gte=min(months), month_on__lte=max(months))
    for dossier_ids, outcome in rows.values_list("dossiers", "outcome"):
        (explained if outcome == "explained" else standing).update(dossier_ids)
    return frozenset(explained - standing), frozenset(standing)


def _open_questions(unit_ids: Iterable[int], days: tuple[date, date]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    rows = Question.objects.filter(
        unit_id__in=list(unit_ids), outcome="open", month_on__gte=days[0].replace(day=1), month_on__lt=days[1]
    )
    for unit_id in rows.values_list("unit_id", flat=True):
        found[unit_id] += 1
    return found


def predecessors(units: Sequence[Unit]) -> dict[int, list[Unit]]:
    """Return the units that each of these took over, wholly or by default: their past is shown with hers."""
    rows = Succession.objects.filter(new__in=units).select_related("old").order_by("old_id")
    found: dict[int, list[Unit]] = defaultdict(list)
    for row in rows.filter(Q(kind="whole") | Q(is_default=True)):
        found[row.new_id].append(row.old)
    return found


def behind(unit: Unit, days: tuple[date, date], *, why: str, now: datetime) -> QuerySet[Dossier]:
    """Return the dossiers behind one difference between the raw and the screened share.

    Raises: ValueError for a reason that is none.
    """
    found = screening.screened(rows_of([unit.pk], days, now=now).get(unit.pk, ())).why.get(Why(why), ())
    return Dossier.objects.filter(pk__in=list(found)).order_by("-ended_on", "-id")


def questions(
    *, by: Actor, outcome: str = "open", unit_id: int | None = None, of: str = ""
) -> QuerySet[Question]:
    """Return the questions about units the actor leads or reforms and those below, newest first. 1 query."""
    rows = Question.objects.filter(_overseen(by)).select_related("unit", "officer", "dossier", "closed_by")
    if outcome:
        rows = rows.filter(outcome=outcome) if outcome == "open" else rows.exclude(outcome="open")
    if unit_id:
        rows = rows.filter(unit_id=unit_id)
    if of:
        rows = rows.filter(detector=of)
    return rows.order_by("-month_on", "unit_id", "-id")[:MOST]


def count_open(*, by: Actor) -> int:
    """Return how many questions wait for an answer. Costs 1 query."""
    return Question.objects.filter(_overseen(by), outcome="open").count()


def reports(*, by: Actor) -> QuerySet[CitizenReport]:
    """Return the citizens' reports about overseen units, those without an answer first. Costs 1 query."""
    rows = CitizenReport.objects.filter(_overseen(by)).select_related("unit", "answered_by")
    return rows.order_by("closed_at", "answered_at", "due_at", "id")[:MOST]


def _overseen(by: Actor) -> Q:
    scope = Q(pk__in=[])
    for duty in by.duties:
        if duty.role in (Role.LEADER, Role.REFORM):
            scope |= Q(unit__path__startswith=duty.path)
    return scope


def listed(question: Question, *, by: Actor) -> QuerySet[Dossier]:
    """Return the dossiers that a question counts, as far as the actor may know of them."""
    rows = access.visible(by).filter(pk__in=question.dossiers or [])
    return rows.select_related("version", "unit", "assignee").order_by("-ended_on", "-id")[:MOST]


def unit_of(agency_code: str) -> Unit:
    """Return the unit of that agency code today. Costs 1 query.

    Raises: access.NoSuch.
    """
    found = Unit.objects.filter(agency_code=agency_code, until_on=None).order_by("id").first()
    if found is None:
        raise access.NoSuch(f"no unit has the code {agency_code}")
    return found


def sample(unit: Unit, month_on: date) -> tuple[str, list[str]]:
    """Return the seed and the dossiers of a month's random check: two in a hundred, thirty at least.

    The seed is the head of the first checkpoint made after the month: nobody could know it in the month.
    An empty seed: that checkpoint is not there yet, and there is no sample.
    """
    until_on = (month_on.replace(day=28) + timedelta(days=7)).replace(day=1)
    at = workdays.instant(datetime.combine(until_on, datetime.min.time()))
    first = Checkpoint.objects.filter(at__gte=at).order_by("size").first()
    if first is None:
        return "", []
    rows = honest_rows.ended([unit.pk], (month_on, until_on))
    return first.head, sampling.sample(rows.values_list("code", flat=True), seed=first.head)


def formula(on: date) -> tuple[str, str]:
    """Return the version of the indicator set in force on a day, and its mark. Costs no query."""
    found = indicator_sets.in_force(indicators.definitions("766"), "766", on)
    return str(found["version"]), checkpoints.formula_mark(found)


def satisfaction(sums: Mapping[str, int]) -> float | None:
    """Return the share of satisfied ratings, or None when too few answered for it to mean anything."""
    if not is_enough(sums.get("rated", 0), sums.get("handed_over", 0)):
        return None
    return sums["satisfied"] / sums["rated"]
