"""What is promised against what the law allows, and the reviews and proposals that change it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import yaml
from django.conf import settings
from django.db.models import Q, QuerySet

from motcua.queries import board, clock, workdays
from motcua.queries.access import NoSuch
from motcua.records.models import Offer, Post, ProcedureVersion, Review, SimplificationProposal, Unit
from motcua.rules import simplification as rules
from motcua.rules.clock import Term, TimeUnit
from motcua.rules.people import Actor, Role
from motcua.rules.replay import Assumption
from motcua.rules.simplification import Change, Cut, Status
from motcua.rules.workdays import Calendar


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One unit's offer of a procedure: the law's time, the promised time, and how much shorter it is."""

    offer: Offer
    unit: Unit
    law: Term | None
    promise: Term | None
    cut: Cut


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """One procedure with all offers in scope; `cut` is the smallest of theirs."""

    version: ProcedureVersion
    offers: Sequence[OfferRow]
    least: OfferRow

    @property
    def cut(self) -> Cut:
        return self.least.cut

    @property
    def band(self) -> str:
        return rules.band(self.least.cut.share)


def unit(*, by: Actor, unit_id: int | None) -> Unit:
    """Return a unit whose figures the actor may see. Costs 1 query.

    Raises: PermissionDenied; access.NoSuch.
    """
    return board.place(by, unit_id)


def procedures(of: Unit, *, on: date) -> list[ProcedureRow]:
    """Return every procedure that a unit and those below it offer, with its cuts, most shortened first.

    Flat in dossiers: it reads offers and versions. Costs 4 queries.
    """
    units = {row.pk: row for row in Unit.objects.filter(path__startswith=of.path, until_on=None)}
    offers = list(_in_force(Offer.objects.filter(unit__in=list(units)), on).order_by("unit_id", "id"))
    versions = _versions({offer.procedure_id for offer in offers}, on)
    workdays.edition()  # once, for all calendars
    grouped: dict[int, list[OfferRow]] = {}
    for offer in offers:
        version = versions.get(offer.procedure_id)
        if version is not None:
            row = _row(offer, units[offer.unit_id], version, on)
            grouped.setdefault(offer.procedure_id, []).append(row)
    found = [ProcedureRow(versions[key], rows, min(rows, key=_cut_first)) for key, rows in grouped.items()]
    return sorted(found, key=lambda row: (-(row.cut.share or 0), row.version.procedure.code))


def _cut_first(row: OfferRow) -> float:
    return 2.0 if row.cut.share is None else row.cut.share


def _versions(procedure_ids: Iterable[int], on: date) -> dict[int, ProcedureVersion]:
    rows = ProcedureVersion.objects.filter(procedure__in=list(procedure_ids), from_on__lte=on)
    rows = rows.exclude(until_on__lte=on).select_related("procedure").defer("body", "search")
    return {row.procedure_id: row for row in rows.order_by("procedure_id", "from_on")}


def _in_force(offers: QuerySet[Offer], on: date) -> QuerySet[Offer]:
    return offers.filter(from_on__lte=on).exclude(until_on__lte=on)


def _row(offer: Offer, unit: Unit, version: ProcedureVersion, on: date) -> OfferRow:
    terms = clock.terms_of(version, offer, on=on)
    found = cut(terms.law, terms.promise, calendar=workdays.calendar_of(unit), year=on.year)
    return OfferRow(offer, unit, terms.law, terms.promise, found)


def cut(law: Term | None, promise: Term | None, *, calendar: Calendar, year: int) -> Cut:
    """Return how much shorter a promise is; comparisons through a calendar are kept. Costs no query."""
    if law is None or promise is None or (law.unit is promise.unit and law.value):
        return rules.cut(law, promise, calendar, year)
    return _kept_cut(law, promise, calendar, year)


@lru_cache(maxsize=2048)
def _kept_cut(law: Term, promise: Term, calendar: Calendar, year: int) -> Cut:
    return rules.cut(law, promise, calendar, year)


def counts(rows: Iterable[ProcedureRow]) -> dict[str, int]:
    """Return how many procedures fall into each band, and how many are shortened at all. Costs no query."""
    return rules.counts(row.cut.share for row in rows)


def offers_of(unit: Unit, procedure_id: int, *, below: bool, on: date) -> list[Offer]:
    """Return the offers that a review of the unit covers: its own, or those of the units below. 1 query."""
    where = Q(unit__path__startswith=unit.path) & ~Q(unit=unit.pk) if below else Q(unit=unit.pk)
    rows = _in_force(Offer.objects.filter(where, procedure=procedure_id, unit__until_on=None), on)
    return list(rows.select_related("unit").order_by("unit__gso_code", "unit_id"))


def covered(review: Review, *, on: date) -> list[OfferRow]:
    """Return the offers a review covers, with their cuts today. Costs 3 queries."""
    version = version_of(review, on=on)
    workdays.edition()
    found = offers_of(review.unit, review.procedure_id, below=review.covers_below, on=on)
    return [_row(offer, offer.unit, version, on) for offer in found]


def version_of(review: Review, *, on: date) -> ProcedureVersion:
    """Return the version in force of the procedure a review is about, with its body. Costs 1 query.

    Raises: access.NoSuch.
    """
    rows = ProcedureVersion.objects.filter(procedure=review.procedure_id, from_on__lte=on)
    row = rows.exclude(until_on__lte=on).select_related("procedure").order_by("-from_on").first()
    if row is None:
        raise NoSuch()
    return row


def proposed(review: Review, change: Change, *, on: date) -> list[tuple[OfferRow, Term | None, Cut]]:
    """Return each covered offer with the time it would promise and the cut that makes. Costs 3 queries."""
    found = []
    for row in covered(review, on=on):
        told = change.term_for(row.unit.pk)
        term = like(row.promise, told) if told else row.promise
        found.append((row, term, cut(row.law, term, calendar=workdays.calendar_of(row.unit), year=on.year)))
    return found


def like(old: Term | None, told: tuple[int, str]) -> Term:
    """Return a term of another length that treats its ends as the old one does."""
    value, name = told
    if old is None:
        return Term(value, TimeUnit(name))
    return Term(value, TimeUnit(name), old.cutoff, old.cutoff_operator, restart=old.restart)


def check(review: Review, change: Change, *, on: date) -> None:
    """Refuse a proposal that is none. Costs 4 queries.

    Raises: simplification.NothingProposed, NotInRoute, NotShorter.
    """
    body = version_of(review, on=on).body
    rules.check(
        change,
        components=[part["key"] for part in body.get("components", [])],
        steps=[step["key"] for step in body.get("steps", [])],
        cuts=[found for _, _, found in proposed(review, change, on=on)],
    )


def change_of(row: SimplificationProposal) -> Change:
    """Return what a proposal changes, as a value. Costs no query."""
    return Change(
        value=row.value,
        unit=row.time_unit,
        own_values={int(unit_id): value for unit_id, value in row.own_values.items()},
        papers_cut=tuple(row.papers_cut),
        papers_looked_up=tuple(row.papers_looked_up),
        steps_cut=tuple(row.steps_cut),
        fee=row.fee,
    )


def deciding_place(review: Review, *, on: date) -> str:
    """Return the path of the unit whose leader decides. Costs 0 or 1 query.

    It is the unit above those that change their promise: for a review of units below, the reviewing unit
    itself; for a unit's own procedure, the one above it. Where no unit above has a leader in this
    installation, the unit's own leader decides.
    """
    if review.covers_below:
        return review.unit.path
    above = [int(part) for part in review.unit.path.split("/") if part][:-1]
    held = Post.objects.filter(role=Role.LEADER, unit__in=above, from_on__lte=on).exclude(until_on__lte=on)
    if not held.exists():
        return review.unit.path
    return review.unit.path.rsplit("/", 2)[0] + "/"


def reviews(*, by: Actor) -> QuerySet[Review]:
    """Return the reviews of units whose figures the actor may see, newest first."""
    mine = board.places(by).values("pk")
    rows = Review.objects.filter(unit__in=mine).select_related("unit", "procedure", "reviewer")
    return rows.order_by("-opened_at", "-id")


def review(pk: int, *, by: Actor, lock: bool = False) -> Review:
    """Return a review of a unit whose figures the actor may see. Costs 1 query.

    Raises: access.NoSuch.
    """
    rows = reviews(by=by)
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if row is None:
        raise NoSuch()
    return row


def proposals(*, by: Actor) -> QuerySet[SimplificationProposal]:
    """Return the proposals of reviews the actor may see, newest first."""
    mine = board.places(by).values("pk")
    rows = SimplificationProposal.objects.filter(review__unit__in=mine)
    return rows.select_related(
        "review", "review__unit", "review__procedure", "proposer", "approver"
    ).order_by("-written_at", "-id")


def proposal(pk: int, *, by: Actor, lock: bool = False) -> SimplificationProposal:
    """Return a proposal of a review the actor may see. Costs 1 query.

    Raises: access.NoSuch.
    """
    rows = proposals(by=by)
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if row is None:
        raise NoSuch()
    return row


def waiting(*, by: Actor, on: date) -> list[SimplificationProposal]:
    """Return the proposals that the actor may answer now, oldest first. Costs 1 query and 1 a proposal."""
    rows = proposals(by=by).filter(status=Status.PROPOSED).exclude(proposer_id=by.user_id)
    found = rows.order_by("proposed_at", "id")
    return [row for row in found if rules.leads(by, deciding_place(row.review, on=on))]


def names(procedure_ids: Iterable[int], *, on: date) -> dict[int, ProcedureVersion]:
    """Return the version in force of each procedure, for its name and field. Costs 1 query."""
    return _versions(procedure_ids, on)


@cache
def _assumptions(home: str) -> dict[str, tuple[Assumption, str, str]]:
    packaged = yaml.safe_load(files("motcua.data").joinpath("simplification/costs.yaml").read_text("utf-8"))
    own = Path(home) / "costs.yaml"
    laid_over = yaml.safe_load(own.read_text("utf-8")) if own.exists() else []
    return {
        row["key"]: (
            Assumption(row["key"], int(row["value"]), str(row["confidence"]), str(row["source"])),
            str(row.get("vi", row["key"])),
            str(row.get("en", row["key"])),
        )
        for row in [*packaged, *(laid_over or [])]
    }


def assumptions() -> dict[str, tuple[Assumption, str, str]]:
    """Return the assumed prices by key, with their words in Vietnamese and English. Costs no query."""
    return _assumptions(str(settings.HOME))
