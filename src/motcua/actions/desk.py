"""Work on a dossier: assigned, moved along its route, proposed, approved, signed, decided."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.actions import journal
from motcua.actions.dossier import step_moment
from motcua.queries import access, clock, workdays
from motcua.queries.workdays import wall
from motcua.records.models import Dossier, Unit
from motcua.rules import RuleError
from motcua.rules import changes as changes_of
from motcua.rules import clock as legal_clock
from motcua.rules.lifecycle import Verb
from motcua.rules.people import Actor
from motcua.rules.text import clean


class NoSuchStep(RuleError):
    """The route ends here: there is no further step to advance to."""


class NoSuchUnit(RuleError):
    """The unit to hand the dossier to is not one that can take it."""


class NeedsSignature(RuleError):
    """The result needs a leader's signature before it is final."""


class TakenBefore(RuleError):
    """Somebody else took the dossier first."""


class NoteMissing(RuleError):
    """Sending back needs a word about what to mend."""


@transaction.atomic
def assign(*, by: Actor, code: str, user_id: int, now: datetime) -> Dossier:
    """Give a dossier to an official of the unit that works on it.

    Raises: access.NoSuch (also for an official without a post there), PermissionDenied; lifecycle.Illegal.
    """
    dossier = access.dossier(code, by=by, verb=Verb.ASSIGN, lock=True)

    officer = access.colleague(user_id, unit_id=dossier.holder_id, today=workdays.today(now))

    journal.record(dossier, Verb.ASSIGN, by=by, at=now, changes={"assignee_id": officer.pk})
    return dossier


@transaction.atomic
def take_many(*, by: Actor, codes: list[str], now: datetime) -> list[Dossier]:
    """Take dossiers that nobody has: all of them or none. One that is mine already stays as it is.

    Raises: as `assign`; TakenBefore.
    """
    taken = []
    for dossier in access.dossiers(codes, by=by, verb=Verb.ASSIGN):
        if dossier.assignee_id not in (None, by.user_id):
            raise TakenBefore(code=dossier.code)
        if dossier.assignee_id is None:
            taken.append(assign(by=by, code=dossier.code, user_id=by.user_id or 0, now=now))
    return taken


@transaction.atomic
def transfer(*, by: Actor, code: str, unit_id: int, note: str, now: datetime) -> Dossier:
    """Hand a dossier to another unit; the one that received it stays the applicant's address.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; NoSuchUnit.
    """
    dossier = access.dossier(code, by=by, verb=Verb.TRANSFER, lock=True)

    unit = Unit.objects.filter(pk=unit_id, until_on=None).first()
    if unit is None or unit.pk == dossier.holder_id:
        raise NoSuchUnit(unit_id=unit_id)

    changes = {"holder_id": unit.pk, "assignee_id": None}
    facts = {"from": dossier.holder_id, "to": unit.pk, "note": clean(note)}
    journal.record(dossier, Verb.TRANSFER, by=by, at=now, changes=changes, facts=facts)
    dossier.holder = unit
    return dossier


@transaction.atomic
def advance(*, by: Actor, code: str, note: str = "", from_step: int | None = None, now: datetime) -> Dossier:
    """Finish the present step of the route and begin the next; whoever does it takes the dossier.

    `from_step` is the step that the officer saw: pressing twice then moves the dossier once.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; NoSuchStep; journal.Stale.
    """
    dossier = access.dossier(code, by=by, verb=Verb.ADVANCE, lock=True)
    if from_step is not None and from_step != dossier.step:
        raise journal.Stale(code=dossier.code)

    steps = dossier.version.body.get("steps", [])
    step = dossier.step + 1
    if steps and step >= len(steps):
        raise NoSuchStep(step=step)

    changes = {"step": step, "step_at": now, "step_due_at": step_moment(dossier, step, now=now)}
    if dossier.assignee_id is None:
        changes["assignee_id"] = by.user_id
    facts = {"from": _step_key(steps, dossier.step), "to": _step_key(steps, step), "note": clean(note)}
    journal.record(dossier, Verb.ADVANCE, by=by, at=now, changes=changes, facts=facts)
    return dossier


@transaction.atomic
def advance_many(*, by: Actor, steps: Mapping[str, int], now: datetime) -> list[Dossier]:
    """Finish the present step of several dossiers, by code and the step seen: all of them or none.

    Raises: as `advance`.
    """
    # All rows are locked before the first entry: whoever holds the journal's end waits for nobody.
    access.dossiers(list(steps), by=by, verb=Verb.ADVANCE)
    return [advance(by=by, code=code, from_step=step, now=now) for code, step in sorted(steps.items())]


@transaction.atomic
def propose(*, by: Actor, code: str, outcome: str = "granted", note: str = "", now: datetime) -> Dossier:
    """Submit the draft result to the leader (trình ký).

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; ValueError for an unknown outcome.
    """
    if outcome not in ("granted", "rejected"):
        raise ValueError(f"outcome must be granted or rejected, got {outcome!r}")
    dossier = access.dossier(code, by=by, verb=Verb.PROPOSE, lock=True)

    changes = _at_signing(dossier, now) | {"outcome": outcome}
    if dossier.assignee_id is None:
        changes["assignee_id"] = by.user_id
    journal.record(dossier, Verb.PROPOSE, by=by, at=now, changes=changes, facts={"note": clean(note)})
    return dossier


@transaction.atomic
def send_back(*, by: Actor, code: str, note: str, now: datetime) -> Dossier:
    """Return a draft to its specialist with a word about what to mend.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; NoteMissing.
    """
    dossier = access.dossier(code, by=by, verb=Verb.SEND_BACK, lock=True)

    said = clean(note)
    if not said:
        raise NoteMissing()

    changes = {"step": max(dossier.step - 1, 0), "step_at": now, "outcome": ""}
    journal.record(dossier, Verb.SEND_BACK, by=by, at=now, changes=changes, facts={"note": said})
    return dossier


@transaction.atomic
def approve(*, by: Actor, code: str, now: datetime) -> Dossier:
    """Approve the draft result (duyệt).

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal.
    """
    dossier = access.dossier(code, by=by, verb=Verb.APPROVE, lock=True)
    journal.record(dossier, Verb.APPROVE, by=by, at=now, changes={})
    return dossier


@transaction.atomic
def sign(*, by: Actor, code: str, now: datetime) -> Dossier:
    """Note who signed the result; the digital signature itself is not made here yet.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal.
    """
    dossier = access.dossier(code, by=by, verb=Verb.SIGN, lock=True)
    journal.record(dossier, Verb.SIGN, by=by, at=now, changes={}, facts={"signed_by": by.user_id})
    return dossier


@transaction.atomic
def decide(*, by: Actor, code: str, outcome: str = "", number: str = "", now: datetime) -> Dossier:
    """Finish the work: the result exists. Its number and day are issued, and the applicant is told.

    A procedure whose result needs a signature is decided only after it was signed.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; NeedsSignature.
    """
    dossier = access.dossier(code, by=by, verb=Verb.DECIDE, lock=True)

    if dossier.state != "signed" and dossier.version.needs_signature:
        raise NeedsSignature(code=code)
    final = outcome or dossier.outcome or "granted"
    if final not in ("granted", "rejected"):
        raise ValueError(f"outcome must be granted or rejected, got {outcome!r}")

    changes = ended(dossier, by=by, now=now) | {"outcome": final}
    entry = journal.record(
        dossier, Verb.DECIDE, by=by, at=now, changes=changes, facts={"number": clean(number, limit=60)}
    )

    journal.announce(dossier, "decided", at=now, entry=entry, facts={"outcome": final})
    return dossier


@transaction.atomic
def approve_and_issue(*, by: Actor, codes: list[str], now: datetime) -> list[Dossier]:
    """Approve, sign and issue in one act, as a commune's chair does at the desk: all of them or none.

    Raises: as the three verbs.
    """
    # All rows are locked before the first entry: whoever holds the journal's end waits for nobody.
    journal.reserve(access.dossiers(codes, by=by, verb=Verb.APPROVE), on=workdays.today(now))
    done = []
    for code in sorted(set(codes)):
        approve(by=by, code=code, now=now)
        sign(by=by, code=code, now=now)
        done.append(decide(by=by, code=code, now=now))
    return done


def ended(dossier: Dossier, *, by: Actor, now: datetime) -> dict[str, Any]:
    """Return the changes that end the work: the moment, who, and the working minutes it took. 1 query.

    Units: minutes of office time; gross from receipt to end, net without the waits.
    """
    assert dossier.received_at is not None
    calendar = workdays.calendar(dossier.unit)
    spent = legal_clock.elapsed(
        wall(dossier.received_at), wall(now), calendar, clock.pauses_of(dossier.pauses)
    )
    moment = changes_of.Moment(now, workdays.today(now), dossier.assignee_id or by.user_id)
    return changes_of.ended(moment, spent)


def _at_signing(dossier: Dossier, now: datetime) -> dict[str, Any]:
    """Move to the first step of a leader still ahead, if the route has one."""
    steps = dossier.version.body.get("steps", [])
    ahead = [i for i, step in enumerate(steps) if i > dossier.step and step.get("role") == "leader"]
    step = ahead[0] if ahead else dossier.step
    return {"step": step, "step_at": now, "step_due_at": step_moment(dossier, step, now=now)}


def _step_key(steps: list[dict[str, Any]], step: int) -> str:
    return str(steps[step].get("key", step)) if step < len(steps) else str(step)
