"""The dossier waits for its applicant: everything missing named at once, and taken when it comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.actions import document, journal
from motcua.actions.dossier import reason_enough, step_moment
from motcua.queries import access, clock, law, workdays
from motcua.records.models import Document, Dossier, Notice
from motcua.rules import RuleError
from motcua.rules import changes as rules_changes
from motcua.rules.clock import PauseKind
from motcua.rules.intake import MOST_MONEY, BadFee, Paper
from motcua.rules.lifecycle import State, Verb
from motcua.rules.people import Actor
from motcua.rules.text import clean


class NothingAsked(RuleError):
    """A supplement request names no paper."""


class AskedTooOften(RuleError):
    """The applicant has already been asked as often as the law allows."""


class Overdue(RuleError):
    """The dossier is already late: waiting for the applicant cannot stop its clock now."""


class NothingBrought(RuleError):
    """Nothing of what was asked for has been brought."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One paper asked for: of which kind, how many, and why."""

    key: str
    name: str
    reason: str
    kind: str = "original"
    quantity: int = 1


@transaction.atomic
def ask_supplement(*, by: Actor, code: str, asked: Sequence[Asked], reason: str, now: datetime) -> Dossier:
    """Ask once for everything that is missing, by paper and with reason; the clock stands still.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; NothingAsked, AskedTooOften, Overdue,
    dossier.ReasonTooShort.
    """
    dossier = access.dossier(code, by=by, verb=Verb.ASK_SUPPLEMENT, lock=True)

    today = workdays.today(now)
    said = reason_enough(reason, today)
    if not asked:
        raise NothingAsked()
    most = law.value("supplement_requests_most", today)
    if dossier.supplements >= most:
        raise AskedTooOften(most=most)
    must_be_in_time(dossier, now)
    items = [(item, clean(item.name, limit=1000), clean(item.reason)) for item in asked]

    _mark_missing(dossier, items, by=by, now=now)

    before = dossier.due_at
    changes: dict[str, Any] = {"supplements": dossier.supplements + 1} | document.counts_of(dossier)
    if dossier.state != State.FILED:
        restart = dossier.version.supplement_mode == "restart"
        changes |= rules_changes.paused(dossier.pauses, PauseKind.SUPPLEMENT, now, restart=restart)
    facts = {
        "reason": said,
        "due_before": before,
        "asked": [
            {"key": item.key, "name": name, "kind": item.kind, "quantity": item.quantity, "reason": why}
            for item, name, why in items
        ],
    }
    entry = journal.record(dossier, Verb.ASK_SUPPLEMENT, by=by, at=now, changes=changes, facts=facts)

    journal.announce(
        dossier, "supplement_asked", at=now, entry=entry, facts={"papers": [name for _, name, _ in items]}
    )
    return dossier


@transaction.atomic
def take_supplement(*, by: Actor, code: str, papers: Sequence[Paper], now: datetime) -> Dossier:
    """Take what was asked for; the clock runs on at this moment, whoever presses the button later.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; NothingBrought; document.FileUnknown.
    """
    dossier = access.dossier(code, by=by, verb=Verb.TAKE_SUPPLEMENT, lock=True)

    if not papers:
        raise NothingBrought()
    for paper in papers:
        document.keep_or_replace(dossier, paper, by=by, now=now)

    changes: dict[str, Any] = dict(document.counts_of(dossier))
    if dossier.state == State.WAITING:
        changes |= resumed(dossier, now)
    facts = {"papers": [{"key": p.key, "file": p.file} for p in papers]}
    entry = journal.record(dossier, Verb.TAKE_SUPPLEMENT, by=by, at=now, changes=changes, facts=facts)

    journal.announce(dossier, "supplement_taken", at=now, entry=entry, facts={"due_at": dossier.due_at})
    return dossier


@transaction.atomic
def charge(*, by: Actor, code: str, amount: int | None, reason: str, now: datetime) -> Dossier:
    """Send the applicant to meet a financial duty; where the law says so the clock stands still.

    Units: `amount` in đồng, None when another agency fixes it.
    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; intake.BadFee; Overdue;
    dossier.ReasonTooShort.
    """
    dossier = access.dossier(code, by=by, verb=Verb.CHARGE, lock=True)

    said = reason_enough(reason, workdays.today(now))
    if amount is not None and not 0 <= amount < MOST_MONEY:
        raise BadFee(amount=amount)
    must_be_in_time(dossier, now)

    changes = rules_changes.paused(dossier.pauses, PauseKind.FINANCIAL_DUTY, now)
    entry = journal.record(
        dossier, Verb.CHARGE, by=by, at=now, changes=changes, facts={"amount": amount, "reason": said}
    )

    journal.announce(dossier, "charged", at=now, entry=entry, facts={"amount": amount})
    return dossier


@transaction.atomic
def settle(*, by: Actor, code: str, now: datetime) -> Dossier:
    """Note that the financial duty is met; the clock runs on.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal.
    """
    dossier = access.dossier(code, by=by, verb=Verb.SETTLE, lock=True)

    changes = resumed(dossier, now)
    entry = journal.record(dossier, Verb.SETTLE, by=by, at=now, changes=changes)

    journal.announce(dossier, "settled", at=now, entry=entry, facts={"due_at": dossier.due_at})
    return dossier


def must_be_in_time(dossier: Dossier, now: datetime) -> None:
    """Refuse to stop the clock of a dossier that is already late.

    Raises: Overdue.
    """
    if dossier.due_at is not None and now > dossier.due_at:
        raise Overdue(due_at=dossier.due_at)


def resumed(dossier: Dossier, now: datetime) -> dict[str, Any]:
    """Return the changes that let the clock run on: pause closed, due moments counted anew."""
    pauses = rules_changes.closed(heard(dossier), now)
    return rules_changes.resumed(
        pauses, clock.of_dossier(dossier, pauses), step_moment(dossier, dossier.step, now=now)
    )


def heard(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the pauses with an open wait for papers begun when its request reached the applicant.

    The clock stands still for a citizen who knows what is asked, not for the officer's click. A request
    that reached nobody keeps the click's moment and is asked about. Costs 0 or 1 query.
    """
    pauses = [dict(pause) for pause in dossier.pauses]
    if not pauses or pauses[-1]["until_at"] or pauses[-1]["kind"] != PauseKind.SUPPLEMENT:
        return pauses
    notices = Notice.objects.filter(dossier=dossier, kind="supplement_asked").order_by("-id")
    sent_at = notices.values_list("sent_at", flat=True).first()
    if sent_at is not None and sent_at > datetime.fromisoformat(pauses[-1]["from_at"]):
        pauses[-1]["from_at"] = sent_at.isoformat()
    return pauses


def _mark_missing(
    dossier: Dossier, items: Sequence[tuple[Asked, str, str]], *, by: Actor, now: datetime
) -> None:
    known = {row.key: row for row in Document.objects.filter(dossier=dossier, is_result=False).order_by("id")}
    fresh = []
    for item, name, why in items:
        if item.key in known:
            Document.objects.filter(pk=known[item.key].pk).update(standing="missing", asked=why)
        else:
            fresh.append(
                Document(
                    dossier=dossier, key=item.key[:60], name=name, kind=item.kind, quantity=item.quantity,
                    standing="missing", asked=why, added_at=now, added_by_id=by.user_id,
                )
            )  # fmt: skip
    Document.objects.bulk_create(fresh)
