"""The legal clock of one dossier: its terms, due moments and ledgers, from its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from motcua.queries import law, workdays
from motcua.queries.workdays import instant, wall
from motcua.records.models import Dossier, Offer, ProcedureVersion, Unit
from motcua.rules import clock
from motcua.rules.changes import Due
from motcua.rules.clock import Extension, Pause, PauseKind, Term, TimeUnit
from motcua.rules.ledger import Ledger
from motcua.rules.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Terms:
    """What the law allows and what the unit promises; None when the source does not say."""

    law: Term | None
    promise: Term | None


def terms(version: ProcedureVersion, *, unit_id: int, on: date) -> Terms:
    """Return the terms of a procedure's version as a unit offered it on a day. Costs 1 query.

    A promise changed later holds for later dossiers: it moves the due moment of none that is there.

    The cut-off of same-day procedures is the version's own, or the law's of that day.
    """
    offers = Offer.objects.filter(unit=unit_id, procedure=version.procedure_id, from_on__lte=on)
    offer = offers.exclude(until_on__lte=on).order_by("-from_on", "-id").first()
    return terms_of(version, offer, on=on)


def terms_of(version: ProcedureVersion, offer: Offer | None, *, on: date) -> Terms:
    """Return the terms of a procedure's version under an offer already read. Costs no query."""
    if version.time_value is None or not version.time_unit:
        return Terms(None, None)
    by_law = _term(version.time_value, TimeUnit(version.time_unit), version, on)
    if offer is None or offer.committed_value is None:
        return Terms(by_law, by_law)
    return Terms(by_law, _term(offer.committed_value, TimeUnit(offer.committed_unit), version, on))


def _term(value: int, unit: TimeUnit, version: ProcedureVersion, on: date) -> Term:
    same_day = unit is TimeUnit.WORKING_DAY and value == 0
    cutoff = (version.cutoff_at or time.fromisoformat(law.value("same_day_cutoff", on))) if same_day else None
    operator = law.value("same_day_cutoff_operator", on) if same_day else ">"
    return Term(value, unit, cutoff, operator, restart=version.supplement_mode == "restart")


def pauses_of(kept: Sequence[Mapping[str, Any]]) -> list[Pause]:
    """Return kept pauses on the wall clock."""
    return [
        Pause(
            wall(datetime.fromisoformat(row["from_at"])),
            wall(datetime.fromisoformat(row["until_at"])) if row["until_at"] else None,
            PauseKind(row["kind"]),
            bool(row.get("restart")),
        )
        for row in kept
    ]


def due_moments(
    of: Terms,
    *,
    received_at: datetime,
    calendar: Calendar,
    pauses: Sequence[Mapping[str, Any]] = (),
    extension: Extension | None = None,
) -> Due:
    """Return both due moments, aware. Costs no query.

    A promise never lies after the law's own moment: four hours promised at 15:00 would, where the law
    says the same day. An extension moves the promise; the law's moment stays, so that both can be told.
    """
    at, waits = wall(received_at), pauses_of(pauses)
    promise = clock.due(of.promise, at, calendar, waits, extension) if of.promise else None
    by_law = clock.due(of.law, at, calendar, waits) if of.law else None
    if promise and by_law and extension is None:
        promise = min(promise, by_law)
    return Due(instant(promise) if promise else None, instant(by_law) if by_law else None)


def extension_of(dossier: Dossier) -> Extension | None:
    """Return the dossier's one extension on the wall clock. Costs no query."""
    if dossier.extended_at is None or dossier.extended_to_at is None:
        return None
    return Extension(wall(dossier.extended_at), wall(dossier.extended_to_at))


def of_dossier(dossier: Dossier, pauses: Sequence[Mapping[str, Any]] | None = None) -> Due:
    """Return the due moments of a received dossier, as its row or with other pauses. Costs 2 queries."""
    assert dossier.received_at is not None
    assert dossier.received_on is not None
    found = terms(dossier.version, unit_id=dossier.unit_id, on=dossier.received_on)
    kept = dossier.pauses if pauses is None else pauses
    return due_moments(
        found,
        received_at=dossier.received_at,
        calendar=workdays.calendar(dossier.unit),
        pauses=kept,
        extension=extension_of(dossier),
    )


def ledgers(dossier: Dossier) -> dict[str, Ledger]:
    """Return the ledger by promise and by law, line by line; empty before receipt. Costs 2 queries."""
    if dossier.received_at is None or dossier.received_on is None:
        return {}
    found, calendar = (
        terms(dossier.version, unit_id=dossier.unit_id, on=dossier.received_on),
        workdays.calendar(dossier.unit),
    )
    at, waits = wall(dossier.received_at), pauses_of(dossier.pauses)
    return _explained(found, at, calendar, waits, extension_of(dossier))


def _explained(
    of: Terms, at: datetime, calendar: Calendar, waits: Sequence[Pause], extension: Extension | None
) -> dict[str, Ledger]:
    """Return the ledgers of both terms; a promise that would lie after the law's moment is the law's."""
    told = {}
    if of.promise:
        told["promise"] = clock.explain(of.promise, at, calendar, waits, extension)
    if of.law:
        told["law"] = clock.explain(of.law, at, calendar, waits)
    if len(told) == 2 and extension is None:
        promise, by_law = told["promise"].due_at, told["law"].due_at
        if promise and by_law and promise > by_law:
            told["promise"] = told["law"]
    return told


def preview(version: ProcedureVersion, *, unit: Unit, at: datetime) -> dict[str, Ledger]:
    """Return the ledgers as they would be if the dossier were received at that moment. Costs 2 queries."""
    found, calendar = terms(version, unit_id=unit.pk, on=workdays.today(at)), workdays.calendar(unit)
    return _explained(found, wall(at), calendar, (), None)
