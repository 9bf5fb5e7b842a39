"""What publishing does: a decision registered opens duties, or is withdrawn; a unit names its page."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import catalogue, journal
from motcua.actions.document import FileUnknown
from motcua.actions.dossier import reason_enough
from motcua.queries import posting_access, posting_plan, workdays
from motcua.queries.posting_plan import Plan, Wish
from motcua.records.models import (
    PostingDuty,
    Procedure,
    PublishedProcedure,
    PublishingDecision,
    StoredFile,
    Unit,
    UnitPage,
)
from motcua.rules import RuleError
from motcua.rules.people import Actor, ActorKind, Role
from motcua.rules.posting import Kind, Place, Progress, is_page_address
from motcua.rules.text import clean


class AlreadyPublished(RuleError):
    """The unit has registered this decision before."""


class TooLateToWithdraw(RuleError):
    """A duty of the decision has fallen due or was done: withdrawing would hide it."""


class PageNotAllowed(RuleError):
    """The address of the page is not on the list of hosts that may be looked at."""


@transaction.atomic
def publish(*, by: Actor, wish: Wish, now: datetime) -> PublishingDecision:
    """Register a publishing decision: its procedures, and a duty for each unit, procedure and place.

    Received is when it is registered, by the server's clock; who withdraws a decision and registers
    it again gets no new time. Texts that come along become versions in force from the effective day,
    and an abolished procedure ends, when the actor may change the catalogue.

    Raises: access.NoSuch, PermissionDenied; AlreadyPublished; rules.posting.BadDecision;
    posting_plan.NobodyOffers, ProcedureUnpublished; FileUnknown; errors of rules.text.
    """
    unit = posting_access.keeper(wish.unit_id, by=by)
    number, issuer = clean(wish.number, limit=60), clean(wish.issuer, limit=200)
    list(Unit.objects.filter(pk=unit.pk).select_for_update().only("pk"))  # two who register it at once
    before = PublishingDecision.objects.filter(number=number, issuer=issuer, unit=unit)
    if before.filter(withdrawn_at=None).exists():
        raise AlreadyPublished(number=number)
    first = before.order_by("received_at").first()
    received_at = first.received_at if first else now
    texts = [item.row for item in wish.items if item.row is not None]
    if texts:
        catalogue.import_procedures(by=by, rows=texts, now=now, from_on=wish.effective_on)
    plan = posting_plan.plan(wish, unit=unit, received_at=received_at)

    decision = _decision(wish, plan, unit=unit, received_at=received_at, by=by)
    _open(decision, wish, plan, now)
    abolished = [item.code for item in wish.items if item.kind is Kind.ABOLISHED]
    if abolished and may_change_catalogue(by):
        catalogue.retire(by=by, codes=abolished, on=wish.effective_on, now=now)

    facts = {
        "number": number,
        "signed_on": wish.signed_on.isoformat(),
        "effective_on": wish.effective_on.isoformat(),
        "procedures": [[item.code, item.kind] for item in wish.items],
        "places": sorted(wish.places),
        "duties": len(plan.duties),
        "file": wish.file,
    }
    journal.write("publish", by=by, at=now, payload={"facts": facts}, subject=f"posting:{decision.pk}")
    return decision


def may_change_catalogue(by: Actor) -> bool:
    """Tell whether the actor may bring texts into the catalogue: the administrator, or the system."""
    return by.kind is ActorKind.SYSTEM or any(duty.role is Role.ADMIN for duty in by.duties)


def _decision(wish: Wish, plan: Plan, *, unit: Unit, received_at: datetime, by: Actor) -> PublishingDecision:
    kept = StoredFile.objects.filter(sha256=wish.file).first() if wish.file else None
    if wish.file and kept is None:
        raise FileUnknown(sha256=wish.file)
    return PublishingDecision.objects.create(
        number=clean(wish.number, limit=60),
        issuer=clean(wish.issuer, limit=200),
        level=str(wish.level),
        title=clean(wish.title, limit=500),
        signed_on=wish.signed_on,
        effective_on=wish.effective_on,
        received_at=received_at,
        unit=unit,
        file=kept,
        file_name=clean(wish.file_name, limit=200),
        is_invented=wish.is_invented,
        is_on_time=plan.is_on_time,
        registered_by_id=by.user_id,
    )


def _open(decision: PublishingDecision, wish: Wish, plan: Plan, now: datetime) -> None:
    codes = [item.code for item in wish.items]
    ids = dict(Procedure.objects.filter(code__in=codes).values_list("code", "id"))
    kinds = {item.code: item.kind for item in wish.items}
    made = PublishedProcedure.objects.bulk_create(
        PublishedProcedure(
            decision=decision,
            procedure_id=ids[code],
            kind=str(kinds[code]),
            version=plan.versions.get(code),
        )
        for code in codes
    )
    by_procedure = {row.procedure_id: row for row in made}
    looked_at = set(UnitPage.objects.filter(unit__in=plan.units).values_list("unit_id", flat=True))
    PostingDuty.objects.bulk_create(
        PostingDuty(
            published=by_procedure[ids[duty.code]],
            decision=decision,
            procedure_id=ids[duty.code],
            unit_id=duty.unit_id,
            place=str(duty.place),
            act=str(duty.act),
            opened_at=decision.received_at,
            due_at=workdays.instant(duty.due_at),
            next_check_at=now if duty.place is Place.COMMUNE_PAGE and duty.unit_id in looked_at else None,
        )
        for duty in plan.duties
    )


@transaction.atomic
def withdraw(*, by: Actor, decision_id: int, reason: str, now: datetime) -> PublishingDecision:
    """Take back a decision that was registered by mistake, before any of its duties fell due or was done.

    Raises: access.NoSuch, PermissionDenied; TooLateToWithdraw; dossier.ReasonTooShort.
    """
    decision = posting_access.decision(decision_id, by=by, lock=True)
    posting_access.keeper(decision.unit_id, by=by)
    said = reason_enough(reason, workdays.today(now))[:500]
    duties = list(PostingDuty.objects.filter(decision=decision).select_for_update().order_by("pk"))
    is_settled = any(row.due_at <= now or row.progress != Progress.OPEN for row in duties)
    if decision.withdrawn_at is not None or is_settled:
        raise TooLateToWithdraw(number=decision.number)

    PostingDuty.objects.filter(decision=decision).update(progress=Progress.WITHDRAWN, next_check_at=None)
    decision.withdrawn_at, decision.withdrawn_reason = now, said
    decision.save(update_fields=["withdrawn_at", "withdrawn_reason"])

    facts = {"number": decision.number, "reason": said, "duties": len(duties)}
    journal.write(
        "withdraw_decision", by=by, at=now, payload={"facts": facts}, subject=f"posting:{decision.pk}"
    )
    return decision


@transaction.atomic
def set_page(*, by: Actor, unit_id: int, address: str, now: datetime) -> UnitPage:
    """Name the page on which a unit posts its procedures; open duties there are looked at at once.

    Raises: access.NoSuch, PermissionDenied; PageNotAllowed.
    """
    unit = posting_access.keeper(unit_id, by=by)
    kept = clean(address, limit=300)
    if not is_page_address(kept, settings.PAGE_HOSTS):
        raise PageNotAllowed(address=kept[:80])

    page, _ = UnitPage.objects.update_or_create(unit=unit, defaults={"address": kept, "set_at": now})
    _look_soon(unit.pk, now)

    facts = {"address": kept}
    journal.write("set_page", by=by, at=now, payload={"facts": facts}, subject=f"unit:{unit.pk}")
    return page


@transaction.atomic
def ask_check(*, by: Actor, duty_id: int, now: datetime) -> None:
    """Ask the worker to look at the unit's page now, for all its open duties there.

    Raises: access.NoSuch; PermissionDenied for whoever neither works there nor oversees it.
    """
    duty = posting_access.duty(duty_id, by=by)
    if not (posting_access.may_prove(duty, by) or by.leads_above(duty.unit.path)):
        raise PermissionDenied("check")
    if not UnitPage.objects.filter(unit=duty.unit_id).exists():
        raise PageNotAllowed(address="")
    asked = _look_soon(duty.unit_id, now)
    facts = {"duties": asked}
    journal.write("ask_check", by=by, at=now, payload={"facts": facts}, subject=f"unit:{duty.unit_id}")


def _look_soon(unit_id: int, now: datetime) -> int:
    open_there = PostingDuty.objects.filter(
        unit=unit_id, place=Place.COMMUNE_PAGE, progress__in=[Progress.OPEN, Progress.CLAIMED]
    )
    return open_there.update(next_check_at=now)
