"""A dossier comes in: filed online or with help, received at the counter, or refused."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import document, journal, person
from motcua.queries import access, clock, law, plain, tokens, workdays
from motcua.queries.workdays import instant, wall
from motcua.records import prepared
from motcua.records.models import Dossier, NumberCounter, Offer, Procedure, ProcedureVersion, Unit
from motcua.rules import RuleError, changes, numbering, refusal
from motcua.rules.clock import answer_due, step_due
from motcua.rules.intake import BadFee, Intake
from motcua.rules.lifecycle import Verb
from motcua.rules.measures import Channel
from motcua.rules.people import Actor, ActorKind, Role
from motcua.rules.text import clean
from motcua.rules.workdays import Calendar


class ProcedureUnknown(RuleError):
    """No procedure of that code is in force today."""


class NotOffered(RuleError):
    """The unit does not offer the procedure today."""


class ReasonTooShort(RuleError):
    """The reason does not say enough for a citizen to understand it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A dossier just taken in, the token of its slip's QR code, and the seal of its first entry."""

    dossier: Dossier
    token: str
    entry_hash: str = ""


@dataclass(frozen=True, slots=True)
class _New:
    """What a new dossier is made of, fetched and checked."""

    intake: Intake
    offer: Offer
    version: ProcedureVersion
    applicant: person.Kept
    filer: person.Kept | None
    today: date
    now: datetime

    @property
    def unit(self) -> Unit:
        return self.offer.unit


@transaction.atomic
def file(*, by: Actor, intake: Intake, now: datetime) -> Taken:
    """File a dossier online, by the applicant herself or by an official with her.

    The unit owes an answer within the legal hours; the clock of the result starts at receipt.

    Raises: ProcedureUnknown, NotOffered, PermissionDenied; the errors of rules.intake.
    """
    new = _begin(by=by, intake=intake, now=now)

    hours = law.value("online_answer_hours", new.today)
    due = instant(answer_due(wall(now), hours, workdays.calendar(new.unit)))

    taken = _write(new, channel=Channel.ONLINE)
    moved = _filed(new, taken.dossier) | {
        "answer_due_at": due,
        "assisted": by.kind is not ActorKind.APPLICANT,
    }

    entry = journal.record(taken.dossier, Verb.FILE, by=by, at=now, changes=moved, facts=_told(new))
    document.keep_papers(taken.dossier, intake.papers, by=by, now=now)

    journal.announce(taken.dossier, "filed", at=now, entry=entry)
    return replace(taken, entry_hash=entry.hash)


@transaction.atomic
def lay_down(*, by: Actor, intake: Intake, now: datetime) -> Taken:
    """Register papers laid on the counter that are not received: what follows is a request or a refusal.

    The officer answers at once, so no answer is owed later.

    Raises: as `take_in`.
    """
    new = _begin(by=by, intake=intake, now=now)

    taken = _write(new, channel=Channel.POST if intake.by_post else Channel.DIRECT)

    changes = _filed(new, taken.dossier)
    journal.record(taken.dossier, Verb.FILE, by=by, at=now, changes=changes, facts=_told(new))
    document.keep_papers(taken.dossier, intake.papers, by=by, now=now)
    return taken


@transaction.atomic
def take_in(*, by: Actor, intake: Intake, now: datetime) -> Taken:
    """Receive papers laid on the counter or come by post: number, clock, slip, in one act.

    Raises: as `file`; numbering.BadCode when the unit has no agency code.
    """
    return _take_in(_begin(by=by, intake=intake, now=now), by=by)


@transaction.atomic
def take_in_many(*, by: Actor, intakes: Sequence[Intake], now: datetime) -> list[Taken]:
    """Receive several dossiers at once, as certified copies come: all of them or none.

    Raises: as `take_in`.
    """
    # People are looked up before the first entry: whoever holds the journal's end waits for nobody.
    begun = [_begin(by=by, intake=intake, now=now) for intake in intakes]
    return [_take_in(new, by=by) for new in begun]


def _take_in(new: _New, *, by: Actor) -> Taken:
    intake, now = new.intake, new.now

    taken = _write(new, channel=Channel.POST if intake.by_post else Channel.DIRECT)
    moved = _filed(new, taken.dossier) | _received(
        taken.dossier, clock.terms_of(new.version, new.offer, on=new.today), by=by, now=now
    )
    if intake.assignee_id is not None:
        moved["assignee_id"] = access.colleague(intake.assignee_id, unit_id=new.unit.pk, today=new.today).pk

    entry = journal.record(taken.dossier, Verb.RECEIVE, by=by, at=now, changes=moved, facts=_told(new))
    document.keep_papers(taken.dossier, intake.papers, by=by, now=now)

    journal.announce(taken.dossier, "received", at=now, entry=entry, facts={"due_at": taken.dossier.due_at})
    return replace(taken, entry_hash=entry.hash)


@transaction.atomic
def receive(*, by: Actor, code: str, now: datetime, assignee_id: int | None = None) -> Dossier:
    """Take a filed dossier into the office and start its legal clock.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal if not just filed.
    """
    return _receive(
        access.dossier(code, by=by, verb=Verb.RECEIVE, lock=True), by=by, now=now, assignee_id=assignee_id
    )


@transaction.atomic
def receive_many(*, by: Actor, codes: list[str], now: datetime) -> list[Dossier]:
    """Take several filed dossiers in at once: all of them or none.

    Raises: as `receive`.
    """
    return [_receive(row, by=by, now=now) for row in access.dossiers(codes, by=by, verb=Verb.RECEIVE)]


def _receive(dossier: Dossier, *, by: Actor, now: datetime, assignee_id: int | None = None) -> Dossier:
    terms = clock.terms(dossier.version, unit_id=dossier.unit_id, on=workdays.today(now))
    moved = _received(dossier, terms, by=by, now=now)
    if assignee_id is not None:
        moved["assignee_id"] = access.colleague(
            assignee_id, unit_id=dossier.holder_id, today=workdays.today(now)
        ).pk

    entry = journal.record(dossier, Verb.RECEIVE, by=by, at=now, changes=moved)

    journal.announce(dossier, "received", at=now, entry=entry, facts={"due_at": dossier.due_at})
    return dossier


@transaction.atomic
def refuse(
    *, by: Actor, code: str, reason_code: str, reason: str, ground: str = "", now: datetime
) -> Dossier:
    """Refuse to receive a dossier, in writing, on a ground of law, with a reason a citizen can read.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; ReasonTooShort; refusal.GroundUnknown,
    GroundMissing.
    """
    dossier = access.dossier(code, by=by, verb=Verb.REFUSE, lock=True)

    today = workdays.today(now)
    said = reason_enough(reason, today)
    rests_on = refusal.ground(reason_code, ground, by_decree=law.value("refusal_ground", today))

    moved = {"ended_at": now, "ended_on": today, "ended_by_id": by.user_id}
    entry = journal.record(
        dossier,
        Verb.REFUSE,
        by=by,
        at=now,
        changes=moved,
        facts={"reason": said} | dict(rests_on),
    )

    journal.announce(dossier, "refused", at=now, entry=entry, facts={"reason": said})
    return dossier


def reason_enough(reason: str, today: date) -> str:
    """Return the reason as it is kept.

    Raises: ReasonTooShort; text.UnreadableText, TextTooLong.
    """
    said, least = clean(reason, limit=2000, lines=True), law.value("refusal_reason_letters_least", today)
    if len(said) < least:
        raise ReasonTooShort(least=least)
    return said


def _begin(*, by: Actor, intake: Intake, now: datetime) -> _New:
    today = workdays.today(now)
    if by.kind is not ActorKind.APPLICANT and Role.RECEPTION not in by.roles_in(intake.unit_id):
        raise PermissionDenied("receive")
    if intake.fee_amount is not None and not 0 <= intake.fee_amount < 10**12:
        raise BadFee(amount=intake.fee_amount)
    version, offer = _offered(intake, today)
    applicant = person.keep(intake.applicant, today=today)
    filer = person.keep(intake.filer, today=today) if intake.filer else None
    return _New(intake, offer, version, applicant, filer, today, now)


_OFFERED: plain.Parts = (("v", ProcedureVersion), ("p", Procedure), ("o", Offer), ("u", Unit))
_IN_FORCE = "{0}.from_on <= %s AND ({0}.until_on IS NULL OR {0}.until_on > %s)"
_OFFERED_FROM = (
    f"FROM {plain.table(ProcedureVersion, 'v')} JOIN {plain.table(Procedure, 'p')} ON p.id = v.procedure_id "
    f"LEFT JOIN {plain.table(Offer, 'o')} ON o.procedure_id = p.id AND o.unit_id = %s "
    f"AND {_IN_FORCE.format('o')} LEFT JOIN {plain.table(Unit, 'u')} ON u.id = o.unit_id "
    f"WHERE p.code = %s AND {_IN_FORCE.format('v')} ORDER BY o.from_on DESC, o.id DESC LIMIT 1"
)


def _offered(intake: Intake, today: date) -> tuple[ProcedureVersion, Offer]:
    """Return the version in force and the unit's offer of it. Costs 1 query.

    Raises: ProcedureUnknown, NotOffered.
    """
    values = [intake.unit_id, today, today, intake.procedure, today, today]
    for version, procedure, offer, unit in plain.read(_OFFERED, rest=_OFFERED_FROM, values=values):
        if offer is None or not unit.serves:
            name = Unit.objects.filter(pk=intake.unit_id, serves=True).values_list("name", flat=True).first()
            raise NotOffered(code=intake.procedure, unit=name or "")
        version.procedure, offer.unit = procedure, unit
        return version, offer
    raise ProcedureUnknown(code=intake.procedure[:40])


def _write(new: _New, *, channel: Channel) -> Taken:
    nonce = secrets.token_hex(16)
    token = tokens.of_nonce(nonce, tokens.TRACK)
    dossier = Dossier(
        code=numbering.build(new.unit.agency_code, new.today, next_number(new.unit.agency_code, new.today)),
        nonce=nonce,
        tracking_hash=tokens.hashed(token),
        subject=clean(new.intake.subject),
        channel=channel,
        return_mode=new.intake.return_mode,
    )
    dossier.unit, dossier.version = new.unit, new.version
    return Taken(dossier, token)


def next_number(agency_code: str, on: date) -> int:
    """Return the unit's next number of the day, without gaps: a rollback gives it back. Costs 1 statement."""
    table = NumberCounter._meta.db_table
    with prepared.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {table} (agency_code, "on", last) VALUES (%s, %s, 1) '
            f'ON CONFLICT (agency_code, "on") DO UPDATE SET last = {table}.last + 1 RETURNING last',
            [agency_code, on],
        )
        return int(cursor.fetchone()[0])


def _filed(new: _New, dossier: Dossier) -> dict[str, object]:
    told: dict[str, object] = {
        "unit_id": new.unit.pk,
        "holder_id": new.unit.pk,
        "helped_unit_id": new.unit.pk,
        "procedure_id": new.version.procedure_id,
        "version_id": new.version.pk,
        "applicant_id": new.applicant.applicant.pk,
        "filer_id": new.filer.applicant.pk if new.filer else None,
        "channel": str(dossier.channel),
        "assisted": new.intake.assisted,
        "return_mode": new.intake.return_mode,
        "filed_at": new.now,
        "filed_on": new.today,
        "fee_amount": new.intake.fee_amount,
    }
    return told | document.counts(new.intake.papers)


def _received(dossier: Dossier, terms: clock.Terms, *, by: Actor, now: datetime) -> dict[str, object]:
    today, calendar = workdays.today(now), workdays.calendar(dossier.unit)
    due = clock.due_moments(terms, received_at=now, calendar=calendar)
    moment = changes.Moment(now, today, by.user_id)
    step_due_at = step_moment(dossier, 0, now=now, calendar=calendar)
    return changes.received(moment, due, step_due_at, result_due=bool(dossier.version.body.get("results")))


def step_moment(
    dossier: Dossier, step: int, *, now: datetime, calendar: Calendar | None = None
) -> datetime | None:
    """Return when a step of the route should be done; None without planned hours. Costs 0 or 1 query."""
    steps = dossier.version.body.get("steps", [])
    if step >= len(steps) or not steps[step].get("hours"):
        return None
    due = step_due(wall(now), steps[step]["hours"], calendar or workdays.calendar(dossier.unit))
    return instant(due) if due else None


def _told(new: _New) -> dict[str, object]:
    """Return the papers as handed in, and which fields of the people's own rows the reception changed."""
    papers = [{"key": p.key, "standing": p.standing, "file": p.file} for p in new.intake.papers]
    people = {"applicant_changed": new.applicant.changed, "filer_changed": new.filer and new.filer.changed}
    return {"papers": papers} | {name: list(fields) for name, fields in people.items() if fields}
