"""Procedures reviewed and made simpler: a review is opened, a proposal written, approved, put into effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import catalogue as catalogues
from motcua.actions import journal
from motcua.queries import simplification, workdays
from motcua.records.models import Procedure, Review, SimplificationProposal, Unit
from motcua.rules import RuleError
from motcua.rules import simplification as rules
from motcua.rules.people import SYSTEM, Actor, Role
from motcua.rules.simplification import Change, ReviewedBefore, Status
from motcua.rules.text import clean

PARTS = ("time", "papers", "steps", "fee")
WRITERS = frozenset({Role.REFORM, Role.LEADER})


class ProcedureNotOffered(RuleError):
    """None of the units offers the procedure: there is nothing to review."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a review is about: a procedure, in one unit or also in those below, in a year."""

    procedure: str
    unit_id: int
    covers_below: bool
    year: int


@transaction.atomic
def open_review(*, by: Actor, what: Opening, findings: Mapping[str, str], now: datetime) -> Review:
    """Open a review of a procedure; the findings may be written later.

    Raises: access.NoSuch, PermissionDenied; ReviewedBefore; ProcedureNotOffered.
    """
    unit = simplification.unit(by=by, unit_id=what.unit_id)
    _may_write(by, unit)

    procedure = Procedure.objects.filter(code=what.procedure).first()
    if procedure is None or not simplification.offers_of(
        unit, procedure.pk, below=what.covers_below, on=workdays.today(now)
    ):
        raise ProcedureNotOffered(code=what.procedure[:40])

    if Review.objects.filter(unit=unit, procedure=procedure, year=what.year).exists():
        raise ReviewedBefore(year=what.year)
    review = Review.objects.create(
        procedure=procedure,
        unit=unit,
        covers_below=what.covers_below,
        year=what.year,
        reviewer_id=_person(by),
        opened_at=now,
        **_findings(findings),
    )

    facts = {"procedure": procedure.code, "unit": unit.pk, "below": what.covers_below, "year": what.year}
    _write("open_review", by=by, at=now, facts=facts, review=review)
    return review


@transaction.atomic
def write_findings(*, by: Actor, pk: int, findings: Mapping[str, str], now: datetime) -> Review:
    """Write down what the review found, part by part.

    Raises: access.NoSuch, PermissionDenied.
    """
    review = simplification.review(pk, by=by, lock=True)
    _may_write(by, review.unit)

    told = _findings(findings)
    Review.objects.filter(pk=review.pk).update(**told)

    _write(
        "write_findings",
        by=by,
        at=now,
        facts={"parts": sorted(n for n, text in told.items() if text)},
        review=review,
    )
    return review


@transaction.atomic
def write_proposal(
    *, by: Actor, review_id: int, change: Change, reason: str, now: datetime, pk: int | None = None
) -> SimplificationProposal:
    """Write a proposal as a draft, or write a draft anew.

    Raises: access.NoSuch, PermissionDenied; text.UnreadableText; simplification.WrongStatus,
    NothingProposed, NotInRoute, NotShorter.
    """
    review = simplification.review(review_id, by=by, lock=True)
    _may_write(by, review.unit)
    simplification.check(review, change, on=workdays.today(now))

    row = SimplificationProposal(review=review, proposer_id=_person(by), written_at=now)
    if pk is not None:
        row = simplification.proposal(pk, by=by, lock=True)
        if row.review_id != review.pk or row.status != Status.DRAFT:
            raise rules.WrongStatus(status=row.status, to=Status.DRAFT)
    for name, value in _columns(change).items():
        setattr(row, name, value)
    row.reason = clean(reason)[:2000]
    row.save()

    _write("write_proposal", by=by, at=now, facts={"proposal": row.pk, **_columns(change)}, review=review)
    return row


@transaction.atomic
def propose(*, by: Actor, pk: int, now: datetime) -> SimplificationProposal:
    """Lay a draft before the leader of the unit above.

    Raises: access.NoSuch, PermissionDenied; simplification.WrongStatus.
    """
    row = simplification.proposal(pk, by=by, lock=True)
    _may_write(by, row.review.unit)

    status = rules.after(Status(row.status), Status.PROPOSED)

    row.status, row.proposed_at, row.proposer_id = status, now, _person(by)
    row.save(update_fields=["status", "proposed_at", "proposer"])
    _write("propose_simpler", by=by, at=now, facts={"proposal": row.pk}, review=row.review)
    return row


@dataclass(frozen=True, slots=True)
class Decision:
    """What the leader decides: under which number, from which day, with which words."""

    number: str
    effective_on: date
    words: str = ""


@transaction.atomic
def approve(*, by: Actor, pk: int, decision: Decision, now: datetime) -> SimplificationProposal:
    """Approve a proposal: the units promise the new time from its day on; what runs keeps its promise.

    Papers, steps and fees belong to the published procedure; they stay a recommendation until a decision
    publishes them, and only the promised time changes here.

    Raises: access.NoSuch, PermissionDenied; simplification.WrongStatus, OwnProposal, TooEarly,
    DecisionNumberMissing; lifecycle.NotYours.
    """
    row = simplification.proposal(pk, by=by, lock=True)
    status, today = rules.after(Status(row.status), Status.APPROVED), workdays.today(now)
    place = simplification.deciding_place(row.review, on=today)
    rules.check_approval(
        by,
        proposer_id=row.proposer_id,
        place=place,
        decision=decision.number,
        effective_on=decision.effective_on,
        today=today,
    )

    if decision.effective_on <= today:
        status = rules.after(status, Status.IN_EFFECT)
    row.status, row.approver_id, row.decided_at = status, _person(by), now
    row.decision_no, row.effective_on = clean(decision.number)[:100], decision.effective_on
    row.answer = clean(decision.words)[:1000]
    row.save()
    units = _promise(row, now=now)

    facts = {"proposal": row.pk, "decision": row.decision_no, "from": decision.effective_on.isoformat()}
    _write("approve_simpler", by=by, at=now, facts=facts | {"units": units}, review=row.review)
    return row


def _promise(row: SimplificationProposal, *, now: datetime) -> list[int]:
    """Let the units promise the new time from the day of effect."""
    assert row.effective_on is not None
    change = simplification.change_of(row)
    offers = simplification.offers_of(
        row.review.unit, row.review.procedure_id, below=row.review.covers_below, on=workdays.today(now)
    )
    terms = {offer.unit_id: term for offer in offers if (term := change.term_for(offer.unit_id)) is not None}
    if terms:
        promise = catalogues.Promise(terms, row.decision_no, row.effective_on)
        catalogues.promise(by=SYSTEM, code=row.review.procedure.code, promise=promise, now=now)
    return sorted(terms)


@transaction.atomic
def refuse(*, by: Actor, pk: int, words: str, now: datetime) -> SimplificationProposal:
    """Turn a proposal down, with the reason.

    Raises: access.NoSuch, PermissionDenied; simplification.WrongStatus, OwnProposal; lifecycle.NotYours.
    """
    row = simplification.proposal(pk, by=by, lock=True)
    status, today = rules.after(Status(row.status), Status.REFUSED), workdays.today(now)
    rules.check_approval(
        by,
        proposer_id=row.proposer_id,
        place=simplification.deciding_place(row.review, on=today),
        decision="-",
        effective_on=today,
        today=today,
    )

    row.status, row.approver_id, row.decided_at, row.answer = status, _person(by), now, clean(words)[:1000]
    row.save(update_fields=["status", "approver", "decided_at", "answer"])
    _write(
        "refuse_simpler", by=by, at=now, facts={"proposal": row.pk, "reason": row.answer}, review=row.review
    )
    return row


@transaction.atomic
def begin(*, now: datetime) -> int:
    """Mark the approved proposals whose day has come as in effect; return how many."""
    due = SimplificationProposal.objects.select_for_update().filter(
        status=Status.APPROVED, effective_on__lte=workdays.today(now)
    )
    begun = list(due.order_by("pk").values_list("pk", flat=True))
    if begun:
        SimplificationProposal.objects.filter(pk__in=begun).update(status=Status.IN_EFFECT)
        payload = {"changes": {}, "facts": {"proposals": begun}}
        journal.write("begin_simpler", by=SYSTEM, at=now, payload=payload, subject="simplification")
    return len(begun)


def _may_write(by: Actor, unit: Unit) -> None:
    if not any(duty.role in WRITERS and unit.path.startswith(duty.path) for duty in by.duties):
        raise PermissionDenied("review")


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise PermissionDenied("review")
    return by.user_id


def _findings(findings: Mapping[str, str]) -> dict[str, str]:
    return {f"finding_{part}": clean(findings.get(part, ""))[:1000] for part in PARTS}


def _columns(change: Change) -> dict[str, object]:
    return {
        "value": change.value,
        "time_unit": change.unit,
        "own_values": {str(unit_id): value for unit_id, value in sorted((change.own_values or {}).items())},
        "papers_cut": list(change.papers_cut),
        "papers_looked_up": list(change.papers_looked_up),
        "steps_cut": list(change.steps_cut),
        "fee": change.fee,
    }


def _write(verb: str, *, by: Actor, at: datetime, facts: Mapping[str, object], review: Review) -> None:
    payload = {"changes": {}, "facts": dict(facts)}
    journal.write(verb, by=by, at=at, payload=payload, subject=f"review:{review.pk}")
