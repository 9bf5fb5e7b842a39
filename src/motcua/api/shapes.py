"""From rows to the interface's shapes, and from its shapes to the values actions take."""

from typing import Any

from django.conf import settings

from motcua.actions.dossier import Taken
from motcua.api.schemas import DossierIn, PaperIn, PersonIn
from motcua.queries import access
from motcua.rules import chain, lifecycle
from motcua.rules.intake import Intake, Paper, Person
from motcua.rules.lifecycle import NATIONAL, State
from motcua.rules.people import Actor, IdKind


def person(told: PersonIn) -> Person:
    return Person(**told.dict() | {"id_kind": IdKind(told.id_kind)})


def papers(told: list[PaperIn]) -> list[Paper]:
    return [Paper(**paper.dict()) for paper in told]


def intake(told: DossierIn) -> Intake:
    return Intake(
        procedure=told.procedure,
        unit_id=told.unit,
        applicant=person(told.applicant),
        filer=person(told.filer) if told.filer else None,
        papers=papers(told.papers),
        subject=told.subject,
        by_post=told.by_post,
        assisted=told.way == "file",
        return_mode=told.return_mode,
        fee_amount=told.fee_amount,
    )


def taken(of: Taken) -> dict[str, Any]:
    dossier = of.dossier
    return {
        "code": dossier.code,
        "state": str(dossier.state),
        "due_at": _iso(dossier.due_at),
        "answer_due_at": _iso(dossier.answer_due_at),
        "tracking_url": f"{settings.PUBLIC_URL}/track/{of.token}/",
        "witness": chain.witness(of.entry_hash),
    }


def _iso(at: Any) -> str | None:
    return at.isoformat() if at else None


def dossier(row: Any, by: Actor) -> dict[str, Any]:
    full = access.sight(row, by) is access.Sight.FULL
    units, people = (row.unit_id, row.holder_id), (row.applicant_id, row.filer_id)
    verbs = lifecycle.verbs(State(row.state), by, units=units, applicant_ids=people) if full else []
    plain = (
        "code",
        "state",
        "channel",
        "assisted",
        "outcome",
        "step",
        "supplements",
        "fee_amount",
        "fee_paid",
        "rating",
    )
    moments = (
        "filed_at",
        "received_at",
        "answer_due_at",
        "due_at",
        "legal_due_at",
        "ended_at",
        "handed_over_at",
    )
    return {name: getattr(row, name) for name in (*plain, *moments)} | {
        "national_status": NATIONAL[State(row.state)],
        "unit": row.unit_id,
        "procedure": row.procedure.code,
        "procedure_name": row.version.name,
        "verbs": [str(verb) for verb in verbs],
    }
