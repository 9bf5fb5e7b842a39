"""The control slip of a dossier: each passing from hand to hand, out of the journal."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from motcua.queries import workdays
from motcua.queries.slip_parts import Case, facts_of, head_of, party_of, step_name, wall_of
from motcua.queries.workdays import wall
from motcua.records.models import Entry, Unit
from motcua.rules import slips

PASSES = {
    "receive": "",
    "transfer": "Chuyển đơn vị",
    "advance": "",
    "propose": "Trình ký",
    "send_back": "Trả lại để hoàn thiện",
    "decide": "Đã có kết quả",
    "correct": "Giải quyết lại",
}
GIVEN = frozenset({"transfer", "propose", "send_back", "decide"})  # who acts gives away; else she takes


def control_slip(case: Case, link: str) -> slips.ControlSlip:
    """Return the control slip as far as the dossier has come. Costs 1 query."""
    dossier = case.dossier
    received = case.last("receive")
    assert dossier.received_at is not None
    due_at = dossier.due_at or dossier.first_due_at
    on = workdays.today(received.at)
    return slips.ControlSlip(
        head=head_of(dossier.unit, on),
        code=dossier.code,
        party=party_of(dossier),
        procedure=dossier.version.name,
        received_at=wall(dossier.received_at),
        due_at=wall(due_at) if due_at else None,
        agency=dossier.holder.name,
        steps=tuple(_hand_overs(case, on)),
        link=link,
    )


def _hand_overs(case: Case, on: date) -> Iterator[slips.HandOver]:
    """Tell each passing from hand to hand, judged against the time of the stage that it ends."""
    dossier = case.dossier
    moves = [(place, entry) for place, entry in enumerate(case.entries) if entry.verb in PASSES]
    units = _units(entry for _, entry in moves)
    office, person, step, step_due = "Người nộp hồ sơ", dossier.applicant.name, 0, None
    for place, entry in moves:
        kept = json.loads(entry.payload)
        changes, facts = kept.get("changes", {}), kept.get("facts", {})
        step = changes.get("step", step)
        at, by_giver = wall(entry.at), entry.verb in GIVEN
        taker = _next_hand(case, place) if by_giver else entry.actor_name
        to_office = _office(entry, facts, units, step_name(dossier, step)) or head_of(dossier.unit, on).bureau
        yield slips.HandOver(
            giver=office,
            taker=to_office,
            at=at,
            giver_person=entry.actor_name if by_giver else person,
            taker_person=taker,
            outcome=slips.outcome(at, step_due),
            note="; ".join(part for part in (PASSES[entry.verb], str(facts.get("note") or "")) if part),
        )
        office, person = to_office, taker
        if "step_due_at" in changes:
            step_due = wall_of(changes["step_due_at"]) if changes["step_due_at"] else None


def _units(entries: Iterable[Entry]) -> dict[int, str]:
    ids: set[int] = set()
    for entry in entries:
        to = facts_of(entry).get("to") if entry.verb == "transfer" else None
        ids |= {int(unit_id) for unit_id in (entry.unit_id, to) if unit_id}
    return dict(Unit.objects.filter(pk__in=ids).values_list("pk", "name"))


def _office(entry: Entry, facts: Mapping[str, Any], units: Mapping[int, str], stage: str) -> str:
    """Return the office that takes over; "" is the one-stop bureau itself."""
    if entry.verb in ("receive", "decide"):
        return ""
    if entry.verb == "transfer":
        return units.get(facts.get("to", 0), "")
    return " – ".join(part for part in (units.get(entry.unit_id or 0, ""), stage) if part)


def _next_hand(case: Case, place: int) -> str:
    """Return who acted next as an official: the one who took the dossier; "" while nobody has."""
    later = case.entries[place + 1 :]
    return next((entry.actor_name for entry in later if entry.actor_kind == "official"), "")
