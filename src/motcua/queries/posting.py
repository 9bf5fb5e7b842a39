"""The posting watch as it is read: units against decisions, lists of duties, proofs, what stands where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from motcua.queries import access, board, catalogue, law, posting_access, workdays
from motcua.queries.publication import publication_sums as publication_sums
from motcua.records.models import (
    Dossier,
    PostingDuty,
    PostingEvidence,
    ProcedureVersion,
    PublishedProcedure,
    PublishingDecision,
    Unit,
    UnitPage,
)
from motcua.rules import posting
from motcua.rules.people import Actor
from motcua.rules.posting import Progress, Standing
from motcua.rules.text import fold

PAGE = 50
MOST_DECISIONS = 12
STANDINGS = (Standing.LATE, Standing.NEAR, Standing.OPEN, Standing.WAITING, Standing.DONE_LATE)
WORST_FIRST = (*STANDINGS, Standing.ON_TIME)


@dataclass(frozen=True, slots=True)
class Cell:
    """How one unit stands with one decision: the worst of its duties, and how many there are of each."""

    worst: Standing
    counts: Mapping[Standing, int]
    duty_id: int  # the one to open when there is only one
    due_at: datetime

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of the matrix: its cells by decision, its duties by standing."""

    unit: Unit
    cells: Sequence[Cell | None]
    counts: Mapping[Standing, int]
    page: UnitPage | None

    @property
    def due(self) -> int:
        """Duties that were done or have fallen due."""
        return sum(self.counts.get(each, 0) for each in (Standing.ON_TIME, Standing.DONE_LATE, Standing.LATE))

    @property
    def share(self) -> float | None:
        """The share of them done on time; None when there is none."""
        return self.counts.get(Standing.ON_TIME, 0) / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Units against decisions, newest decision first."""

    decisions: Sequence[PublishingDecision]
    rows: Sequence[Row]
    counts: Mapping[Standing, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of duties is narrowed to."""

    unit_id: int | None = None
    decision_id: int | None = None
    standing: str = ""
    place: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of duties with their standing, and how many there are."""

    rows: Sequence[tuple[PostingDuty, Standing]]
    count: int
    pages: int
    page: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a unit posts: each procedure it offers with the version in force."""

    unit: Unit
    lines: Sequence["Line"]
    page: UnitPage | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One procedure on the sheet."""

    version: Any
    committed: tuple[int, str] | None
    body: Any = field(repr=False)

    @property
    def mark(self) -> str:
        """The mark that says which version this is."""
        return posting.mark(self.version.procedure.code, self.version.fingerprint)


def near_until(now: datetime) -> datetime:
    """Return the moment up to which an open duty is called due soon. Costs no query once read."""
    days = law.value("posting_due_soon_working_days", workdays.today(now))
    calendar = workdays.national()
    return workdays.instant(calendar.closing(calendar.nth_working_day(workdays.today(now), days)))


def standing(duty: PostingDuty, *, at: datetime, near: datetime) -> Standing:
    """Return how a duty stands. Costs no query."""
    return posting.standing(
        Progress(duty.progress), due_at=duty.due_at, done_at=duty.done_at, at=at, near_until=near
    )


def matrix(unit: Unit, *, now: datetime) -> Matrix:
    """Return every serving unit at and below one against the newest decisions. Costs 4 queries.

    The counts at the end of a row are over all the decisions shown.
    """
    units = list(
        Unit.objects.filter(path__startswith=unit.path, serves=True, until_on=None).order_by("gso_code", "pk")
    )
    ids = [row.pk for row in units]
    chosen = PublishingDecision.objects.filter(withdrawn_at=None, duties__unit__in=ids).distinct()
    decisions = list(chosen.order_by("-received_at", "-pk")[:MOST_DECISIONS])
    duties = PostingDuty.objects.filter(decision__in=[row.pk for row in decisions], unit__in=ids)
    pages = {page.unit_id: page for page in UnitPage.objects.filter(unit__in=ids)}
    near = near_until(now)
    cells: dict[tuple[int, int], list[tuple[PostingDuty, Standing]]] = {}
    shown = duties.only("unit_id", "decision_id", "progress", "due_at", "done_at")
    for duty in shown.order_by("due_at", "pk"):
        cells.setdefault((duty.unit_id, duty.decision_id), []).append(
            (duty, standing(duty, at=now, near=near))
        )
    rows = [_row(each, decisions, cells, pages.get(each.pk)) for each in units]
    return Matrix(decisions, rows, _sum(row.counts for row in rows))


_Cells = Mapping[tuple[int, int], Sequence[tuple[PostingDuty, Standing]]]


def _row(unit: Unit, decisions: Sequence[PublishingDecision], cells: _Cells, page: UnitPage | None) -> Row:
    found = [cells.get((unit.pk, decision.pk)) for decision in decisions]
    shown = [_cell(each) if each else None for each in found]
    return Row(unit, shown, _sum(cell.counts for cell in shown if cell), page)


def _cell(duties: Sequence[tuple[PostingDuty, Standing]]) -> Cell:
    counts = _sum({each: 1} for _, each in duties)
    worst = next((each for each in WORST_FIRST if counts.get(each)), Standing.WITHDRAWN)
    first = next(duty for duty, each in duties if each is worst)
    return Cell(worst, counts, first.pk, first.due_at)


def _sum(counts: Any) -> dict[Standing, int]:
    found: dict[Standing, int] = {}
    for each in counts:
        for name, number in each.items():
            found[name] = found.get(name, 0) + number
    return found


def duties(wanted: Wanted, *, by: Actor, now: datetime) -> Listed:
    """Return a page of duties the actor may see, the open ones by their due moment first. Costs 2 queries."""
    rows = posting_access.duties(by).exclude(progress=Progress.WITHDRAWN)
    near = near_until(now)
    if wanted.unit_id is not None:
        rows = rows.filter(unit=wanted.unit_id)
    if wanted.decision_id is not None:
        rows = rows.filter(decision=wanted.decision_id)
    if wanted.place:
        rows = rows.filter(place=wanted.place)
    if wanted.standing:
        rows = rows.filter(of_standing(wanted.standing, now=now, near=near))
    count = rows.count()
    pages = max(1, -(-count // PAGE))
    page = min(max(1, wanted.page), pages)
    joined = rows.select_related("unit", "procedure", "decision", "published__version")
    ordered = joined.order_by(F("done_at").desc(nulls_first=True), "due_at", "unit__gso_code", "pk")
    found = [(row, standing(row, at=now, near=near)) for row in ordered[(page - 1) * PAGE : page * PAGE]]
    return Listed(found, count, pages, page)


def of_standing(name: str, *, now: datetime, near: datetime) -> Q:
    """Return the condition under which a duty stands so at a moment."""
    open_ = Q(progress=Progress.OPEN)
    done = Q(progress=Progress.DONE)
    found = {
        Standing.LATE: open_ & Q(due_at__lt=now),
        Standing.NEAR: open_ & Q(due_at__gte=now, due_at__lte=near),
        Standing.OPEN: open_ & Q(due_at__gt=near),
        Standing.WAITING: Q(progress=Progress.CLAIMED),
        Standing.ON_TIME: done & Q(is_on_time=True),
        Standing.DONE_LATE: done & Q(is_on_time=False),
    }
    return found.get(Standing(name), Q(pk__in=[]))


def counts(*, by: Actor, now: datetime) -> dict[Standing, int]:
    """Return how many duties the actor may see stand how: the lengths of the lists. Costs 1 query."""
    near = near_until(now)
    asked = {str(each): Count("pk", of_standing(each, now=now, near=near)) for each in WORST_FIRST}
    found = posting_access.duties(by).aggregate(**asked)
    return {each: found[str(each)] for each in WORST_FIRST}


def late(by: Actor, now: datetime) -> QuerySet[PostingDuty]:
    """Return the duties that are overdue and unproven, of the units the actor may see."""
    return posting_access.duties(by).filter(progress=Progress.OPEN, due_at__lt=now)


def decisions(*, by: Actor) -> list[PublishingDecision]:
    """Return the decisions that concern the actor, newest first. Costs 1 query."""
    rows = posting_access.decisions(by).select_related("unit")
    return list(rows.order_by("-received_at", "-pk")[:200])


def published(decision: PublishingDecision) -> list[PublishedProcedure]:
    """Return the procedures of a decision with their versions, by code. Costs 1 query."""
    rows = PublishedProcedure.objects.filter(decision=decision).select_related("procedure", "version")
    return list(rows.order_by("procedure__code", "pk"))


def evidence(duty: PostingDuty) -> list[PostingEvidence]:
    """Return what was shown for a duty, newest first. Costs 1 query."""
    rows = PostingEvidence.objects.filter(duty=duty).select_related(
        "file", "sent_by", "judged_by", "judged_for"
    )
    return list(rows.order_by("-at", "-pk"))


def siblings(duty: PostingDuty) -> list[PostingDuty]:
    """Return the open duties of the same unit, decision and place: one photograph may show them. 1 query."""
    rows = PostingDuty.objects.filter(unit=duty.unit_id, decision=duty.decision_id, place=duty.place)
    open_ = rows.filter(progress__in=[Progress.OPEN, Progress.CLAIMED])
    return list(open_.select_related("procedure", "published__version").order_by("procedure__code", "pk"))


def to_judge(*, by: Actor) -> list[PostingEvidence]:
    """Return the proofs the actor may judge, oldest first. Costs 1 query."""
    rows = posting_access.waiting(by).select_related(
        "duty__unit", "duty__procedure", "duty__decision", "duty__published__version", "file", "sent_by"
    )
    return list(rows[:100])


def old_slips(unit: Unit, *, days: tuple[date, date]) -> QuerySet[Dossier]:
    """Return dossiers whose slip was printed from an old version: received when a newer one was in force.

    They are of the unit and those below, received in the days, newest first. A dossier filed before
    the change and received after it is among them: its applicant followed the old text.
    """
    rows = Dossier.objects.filter(
        unit__in=board.below(unit), received_on__gte=days[0], received_on__lt=days[1]
    )
    return (
        rows.filter(version__until_on__lte=F("received_on"))
        .select_related("version", "procedure", "unit")
        .order_by("-received_on", "-id")
    )


def unit_page(unit_id: int) -> UnitPage | None:
    """Return the page of a unit, None when it has named none. Costs 1 query."""
    return UnitPage.objects.filter(unit=unit_id).first()


def posting_units() -> list[Unit]:
    """Return the units that serve the public, for whom everybody may read the posted list. Costs 1 query."""
    rows = Unit.objects.filter(serves=True, until_on=None)
    return list(rows.order_by("path", "gso_code", "pk"))


def sheet(unit_id: int, *, on: date, text: str = "") -> Sheet:
    """Return what a unit has to have posted on a day, by field and name. Costs 4 queries.

    `text` narrows it to the lines that hold every word, without accents.

    Raises: access.NoSuch.
    """
    unit = Unit.objects.filter(pk=unit_id, serves=True, until_on=None).first()
    if unit is None:
        raise access.NoSuch(str(unit_id))
    offers = {offer.procedure_id: offer for offer in catalogue.offers(unit_id, on=on)}
    versions = catalogue.in_force(on).defer(None).filter(procedure__in=offers).order_by("field", "name", "pk")
    for word in fold(text)[:200].split()[: catalogue.MOST_WORDS]:
        versions = versions.filter(search__contains=word)
    lines = [_line(version, offers[version.procedure_id]) for version in versions]
    return Sheet(unit, lines, unit_page(unit_id))


def _line(version: Any, offer: Any) -> Line:
    has = offer.committed_value is not None
    return Line(
        version, (offer.committed_value, offer.committed_unit) if has else None, catalogue.body(version)
    )


def mark_of(duty: PostingDuty) -> str:
    """Return the mark of the version a duty is about; empty when nothing has to be shown. Costs no query."""
    version = duty.published.version
    if version is None or duty.act == posting.Act.REMOVE:
        return ""
    return posting.mark(duty.procedure.code, version.fingerprint)


def counts_of(decision: PublishingDecision, *, by: Actor, now: datetime) -> dict[Standing, int]:
    """Return how many duties of a decision stand how, as far as the actor may see them. Costs 1 query."""
    rows = posting_access.duties(by).filter(decision=decision)
    near = near_until(now)
    return _sum({standing(row, at=now, near=near): 1} for row in rows)


def is_fresh(decision: PublishingDecision, *, now: datetime) -> bool:
    """Tell whether no duty of a decision fell due or was done: it may still be withdrawn. Costs 1 query."""
    settled = Q(due_at__lte=now) | ~Q(progress=Progress.OPEN)
    return not PostingDuty.objects.filter(settled, decision=decision).exists()


def missing_parts(version: ProcedureVersion) -> tuple[str, ...]:
    """Return which compulsory parts a version lacks. Costs no query when it came with its body."""
    return posting.missing_parts(catalogue.body(version))


def offered_below(unit: Unit, *, on: date) -> list[tuple[str, str]]:
    """Return code and name of what the units at and below one offer on a day, by name. Costs 1 query."""
    rows = catalogue.in_force(on).filter(procedure__offers__unit__path__startswith=unit.path)
    return list(rows.values_list("procedure__code", "name").distinct().order_by("name", "procedure__code"))
