"""Decisions and proofs of the time before the product came: taken over at once, as one entry says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import journal
from motcua.actions.posting import may_change_catalogue
from motcua.queries import posting_plan, workdays
from motcua.queries.posting_plan import Plan, Wish
from motcua.records.models import (
    PostingDuty,
    PostingEvidence,
    Procedure,
    PublishedProcedure,
    PublishingDecision,
    StoredFile,
    Unit,
    UnitPage,
)
from motcua.rules.people import Actor
from motcua.rules.posting import Finding, How, Place, Progress, Verdict, is_on_time

Key = tuple[int, str, str]  # unit, code of the procedure, place


@dataclass(frozen=True, slots=True)
class PastProof:
    """How a duty was proven; without a judge a photograph still waits."""

    at: datetime
    how: How
    sent_by: int | None = None
    judged_by: int | None = None
    judged_for: int | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A decision as it was received then, and the proofs of its duties."""

    wish: Wish
    received_at: datetime
    proofs: Mapping[Key, PastProof] = field(default_factory=dict)


@transaction.atomic
def take_over(*, by: Actor, decisions: Sequence[PastDecision], now: datetime) -> int:
    """Take over past decisions with their duties and proofs; returns how many duties.

    Only the administrator and the system may: the moments are those of the papers, not of the server.

    Raises: PermissionDenied; the errors of posting_plan.plan.
    """
    if not may_change_catalogue(by):
        raise PermissionDenied("take over")
    count = sum(_take(past, now) for past in decisions)
    facts = {"decisions": [past.wish.number for past in decisions], "duties": count}
    journal.write("import", by=by, at=now, payload={"changes": {}, "facts": facts}, subject="posting")
    return count


@transaction.atomic
def take_over_pages(*, by: Actor, addresses: Mapping[int, str], now: datetime) -> int:
    """Take over which page each unit posts on. Raises: PermissionDenied."""
    if not may_change_catalogue(by):
        raise PermissionDenied("take over")
    made = UnitPage.objects.bulk_create(
        UnitPage(unit_id=unit_id, address=address, set_at=now) for unit_id, address in addresses.items()
    )
    facts = {"pages": len(made)}
    journal.write("import", by=by, at=now, payload={"changes": {}, "facts": facts}, subject="pages")
    return len(made)


def _take(past: PastDecision, now: datetime) -> int:
    wish = past.wish
    unit = Unit.objects.get(pk=wish.unit_id)
    plan = posting_plan.plan(wish, unit=unit, received_at=past.received_at)
    decision = PublishingDecision.objects.create(
        number=wish.number, issuer=wish.issuer, level=str(wish.level), title=wish.title,
        signed_on=wish.signed_on, effective_on=wish.effective_on, received_at=past.received_at,
        unit=unit, is_invented=wish.is_invented, is_on_time=plan.is_on_time,
    )  # fmt: skip
    ids = _published(decision, wish, plan)
    duties = PostingDuty.objects.bulk_create(
        _duty(decision, ids[planned.code], planned, past, now) for planned in plan.duties
    )
    files = _files(past)
    PostingEvidence.objects.bulk_create(
        _evidence(duty, past.proofs[key], files)
        for duty, planned in zip(duties, plan.duties, strict=True)
        if (key := (planned.unit_id, planned.code, str(planned.place))) in past.proofs
    )
    return len(duties)


def _published(decision: PublishingDecision, wish: Wish, plan: Plan) -> dict[str, PublishedProcedure]:
    codes = [item.code for item in wish.items]
    keys = dict(Procedure.objects.filter(code__in=codes).values_list("code", "id"))
    made = PublishedProcedure.objects.bulk_create(
        PublishedProcedure(
            decision=decision,
            procedure_id=keys[item.code],
            kind=str(item.kind),
            version=plan.versions.get(item.code),
        )
        for item in wish.items
    )
    return {item.code: row for item, row in zip(wish.items, made, strict=True)}


def _duty(
    decision: PublishingDecision,
    published: PublishedProcedure,
    planned: Any,
    past: PastDecision,
    now: datetime,
) -> PostingDuty:
    due_at = workdays.instant(planned.due_at)
    proof = past.proofs.get((planned.unit_id, planned.code, str(planned.place)))
    is_done = proof is not None and (proof.how is not How.PHOTO or proof.judged_by is not None)
    waits = proof is not None and not is_done
    is_page = planned.place is Place.COMMUNE_PAGE
    return PostingDuty(
        published=published,
        decision=decision,
        procedure_id=published.procedure_id,
        unit_id=planned.unit_id,
        place=str(planned.place),
        act=str(planned.act),
        opened_at=past.received_at,
        due_at=due_at,
        progress=str(Progress.DONE if is_done else Progress.CLAIMED if waits else Progress.OPEN),
        done_at=proof.at if proof and is_done else None,
        is_on_time=is_on_time(proof.at, due_at) if proof and is_done else None,
        finding=str(Finding.RIGHT) if is_done else "",
        next_check_at=now if is_page and not is_done else None,
    )


def _files(past: PastDecision) -> dict[str, int]:
    wanted = {proof.file for proof in past.proofs.values() if proof.file}
    return dict(StoredFile.objects.filter(sha256__in=wanted).values_list("sha256", "id"))


def _evidence(duty: PostingDuty, proof: PastProof, files: Mapping[str, int]) -> PostingEvidence:
    return PostingEvidence(
        duty=duty,
        how=str(proof.how),
        at=proof.at,
        file_id=files.get(proof.file),
        file_name="bang-niem-yet.png" if proof.file else "",
        finding=str(Finding.RIGHT) if proof.how is not How.PHOTO else "",
        verdict=str(Verdict.GOOD if duty.progress == Progress.DONE else Verdict.WAITING),
        sent_by_id=proof.sent_by,
        judged_by_id=proof.judged_by,
        judged_for_id=proof.judged_for,
        judged_at=proof.at if proof.judged_by else None,
    )
