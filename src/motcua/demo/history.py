"""One dossier's invented history, act by act, on the rules of the house."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from motcua.actions.bulk import Act, History
from motcua.demo.district import Office
from motcua.queries import clock
from motcua.queries.clock import Terms
from motcua.queries.workdays import instant, wall
from motcua.records.models import Applicant, ProcedureVersion
from motcua.rules import changes
from motcua.rules.changes import Moment
from motcua.rules.clock import PauseKind, answer_due, elapsed, step_due
from motcua.rules.intake import Paper
from motcua.rules.lifecycle import Verb
from motcua.rules.measures import Channel
from motcua.rules.people import Actor, ActorKind
from motcua.rules.workdays import Calendar

FACES = (5, 4, 3, 2, 1)
FACE_SHARES = (89, 8.5, 1.5, 0.6, 0.4)  # the story's 4.86 of 5
SENT_BACK = 0.03  # of the drafts
REASONS_GOOD, REASONS_BAD = ("fast", "kind", "clear"), ("slow", "unclear", "many_visits")


@dataclass(slots=True)
class Case:
    """A history in the making: what is known so far, and the acts."""

    office: Office
    version: ProcedureVersion
    applicant: Applicant
    calendar: Calendar
    terms: Terms
    rng: random.Random
    at: datetime  # the wall clock
    acts: list[Act] = field(default_factory=list)
    pauses: list[dict[str, Any]] = field(default_factory=list)
    received_at: datetime | None = None
    assignee: Actor | None = None
    step: int = 0

    def work(self, minutes: float) -> None:
        """Let office time pass."""
        self.at = self.calendar.add_minutes(self.at, max(1, round(minutes)))

    def act(self, verb: Verb, by: Actor, told: dict[str, Any], announce: str = "", **facts: object) -> None:
        self.acts.append(Act(instant(self.at), by, verb, told, facts, announce))

    def moment(self, by: Actor) -> Moment:
        return Moment(instant(self.at), self.at.date(), by.user_id)

    def step_due(self) -> datetime | None:
        steps = self.version.body["steps"]
        if self.step >= len(steps):
            return None
        due = step_due(self.at, Decimal(str(steps[self.step]["hours"])), self.calendar)
        return instant(due) if due else None


@dataclass(frozen=True, slots=True)
class Fate:
    """What chance decides about one dossier before it begins."""

    online: bool
    supplement: bool
    late: bool
    taxed: bool
    withdrawn: bool


def tell(case: Case, code: str, fate: Fate, subject: str) -> History:
    """Return a whole history, from the door to the rating; the caller cuts what is still to come."""
    papers = _papers(case)
    _come_in(case, fate, papers)
    if fate.withdrawn:
        _withdraw(case)
    else:
        _work_on(case, fate)
        _end(case, fate)
    return History(code, case.acts, papers, subject, _reasons(case))


def _papers(case: Case) -> list[Paper]:
    found: list[Paper] = []
    for part in case.version.body.get("components", []):
        if not part.get("required", True) and found and case.rng.random() < 0.6:
            continue
        held = bool(part.get("electronic")) and case.rng.random() < 0.4
        kind = "electronic" if case.rng.random() < 0.9998 else "original"
        found.append(Paper(part["key"], part["name"], kind, 1, "held" if held else "has"))
    return found


def _come_in(case: Case, fate: Fate, papers: Sequence[Paper]) -> None:
    clerk = case.rng.choice(case.office.reception)
    unit_id = case.office.unit.pk
    told = {
        "unit_id": unit_id, "holder_id": unit_id, "helped_unit_id": unit_id,
        "procedure_id": case.version.procedure_id, "version_id": case.version.pk,
        "applicant_id": case.applicant.pk, "filer_id": None, "return_mode": "counter",
        "filed_at": instant(case.at), "filed_on": case.at.date(), "fee_amount": _fee(case),
        "components": len(papers), "digitised": sum(p.kind == "electronic" for p in papers),
        "reused": sum(p.standing == "held" for p in papers),
    }  # fmt: skip
    facts = {"papers": [{"key": p.key, "standing": p.standing, "file": ""} for p in papers]}
    if fate.online:
        due = answer_due(case.at, 8, case.calendar)
        helped = case.rng.random() < 0.55
        by = clerk if helped else Actor(ActorKind.APPLICANT, case.applicant.name, None, case.applicant.pk)
        told |= {"channel": str(Channel.ONLINE), "assisted": helped, "answer_due_at": instant(due)}
        case.act(Verb.FILE, by, told, "filed", **facts)
        case.work(case.rng.uniform(2, 90) if helped else case.rng.uniform(5, 300))
        told, facts = {}, {}
    else:
        told |= {
            "channel": str(Channel.POST if case.rng.random() < 0.1 else Channel.DIRECT),
            "assisted": False,
        }
    case.received_at = case.at
    due_moments = clock.due_moments(case.terms, received_at=instant(case.at), calendar=case.calendar)
    document = bool(case.version.body.get("results"))
    told |= changes.received(case.moment(clerk), due_moments, case.step_due(), result_due=document)
    case.act(Verb.RECEIVE, clerk, told, "received", **facts)


def _fee(case: Case) -> int | None:
    fees = [fee for fee in case.version.body.get("fees", []) if fee.get("amount") is not None]
    if not fees:
        return None if case.version.body.get("fees", []) else 0
    fee = fees[0]
    times = case.rng.randint(1, 12) if fee.get("per") in ("page", "copy") else 1
    return int(fee["amount"]) * times


def _budget(case: Case, fate: Fate) -> float:
    """Return the office minutes this dossier will take: mostly within the promise."""
    assert case.received_at is not None
    due = clock.due_moments(case.terms, received_at=instant(case.received_at), calendar=case.calendar)
    if due.promise is None:
        return case.rng.uniform(240, 2400)
    whole = max(20, case.calendar.working_minutes(case.received_at, wall(due.promise)))
    share = case.rng.uniform(1.03, 1.5) if fate.late else min(0.97, case.rng.betavariate(4, 4) * 1.1)
    if fate.late and due.law is not None:
        whole = max(whole, case.calendar.working_minutes(case.received_at, wall(due.law)))
    return whole * share


def _work_on(case: Case, fate: Fate) -> None:
    case.assignee = case.rng.choice(case.office.specialists)
    budget = _budget(case, fate)
    steps = case.version.body.get("steps", [])
    leader = next((i for i, step in enumerate(steps) if step["role"] == "leader"), len(steps) - 1)
    stops = max(1, leader - 1)
    hours = [float(steps[i]["hours"]) for i in range(stops)] or [1.0]
    for number in range(1, stops):
        case.work(budget * 0.7 * hours[number - 1] / sum(hours))
        if number == 1 and fate.supplement:
            _ask(case)
        case.step = number
        told: dict[str, Any] = {"step": number, "step_at": instant(case.at), "step_due_at": case.step_due()}
        if number == 1:
            told["assignee_id"] = case.assignee.user_id
        case.act(
            Verb.ADVANCE,
            case.assignee,
            told,
            **{"from": steps[number - 1]["key"], "to": steps[number]["key"]},
        )
        if steps[number].get("key") == "tax" and fate.taxed:
            _tax(case)
    case.work(budget * 0.7 * hours[-1] / sum(hours))
    if stops == 1 and fate.supplement:
        _ask(case)
    case.step = leader
    told = {"step": leader, "step_at": instant(case.at), "step_due_at": case.step_due(), "outcome": "granted"}
    if stops == 1:
        told["assignee_id"] = case.assignee.user_id
    case.act(Verb.PROPOSE, case.assignee, told, note="")
    # Of its own chance, so that a draft sent back leaves all other histories as they are.
    if random.Random(f"{case.at} {case.version.pk}").random() < SENT_BACK:
        _send_back(case, told, budget * 0.3)
    else:
        case.work(budget * 0.3)


def _send_back(case: Case, proposed: dict[str, Any], minutes: float) -> None:
    """Let the leader return the draft once; it comes again within the same time."""
    assert case.assignee is not None
    case.work(minutes * 0.45)
    before = max(proposed["step"] - 1, 0)
    back = {"step": before, "step_at": instant(case.at), "outcome": ""}
    case.act(Verb.SEND_BACK, case.office.leader, back, note="Sửa lại căn cứ pháp lý trong dự thảo.")
    case.work(minutes * 0.3)
    again = proposed | {"step_at": instant(case.at), "step_due_at": case.step_due()}
    case.act(Verb.PROPOSE, case.assignee, {key: again[key] for key in again if key != "assignee_id"}, note="")
    case.work(minutes * 0.25)


def _ask(case: Case) -> None:
    assert case.assignee is not None
    paper = (case.version.body.get("components") or [{"key": "form", "name": "Tờ khai"}])[0]
    restart = case.version.supplement_mode == "restart"
    told = {"supplements": 1} | changes.paused(
        case.pauses, PauseKind.SUPPLEMENT, instant(case.at), restart=restart
    )
    reason = f"Thiếu nội dung bắt buộc trong giấy tờ: {paper['name']}."
    asked = [
        {"key": paper["key"], "name": paper["name"], "kind": "original", "quantity": 1, "reason": reason}
    ]
    case.act(Verb.ASK_SUPPLEMENT, case.assignee, told, "supplement_asked", reason=reason, asked=asked)
    case.pauses = told["pauses"]
    case.work(case.rng.uniform(60, 1900))
    _resume(case, Verb.TAKE_SUPPLEMENT, case.rng.choice(case.office.reception), "supplement_taken")
    case.work(case.rng.uniform(5, 40))


def _tax(case: Case) -> None:
    assert case.assignee is not None
    case.work(case.rng.uniform(10, 120))
    told = changes.paused(case.pauses, PauseKind.FINANCIAL_DUTY, instant(case.at))
    reason = "Chờ cơ quan thuế xác định nghĩa vụ tài chính."
    case.act(Verb.CHARGE, case.assignee, told, "charged", amount=None, reason=reason)
    case.pauses = told["pauses"]
    case.work(case.rng.uniform(480, 2400))
    _resume(case, Verb.SETTLE, case.assignee, "settled")
    case.work(case.rng.uniform(5, 30))


def _resume(case: Case, verb: Verb, by: Actor, announce: str) -> None:
    assert case.received_at is not None
    case.pauses = changes.closed(case.pauses, instant(case.at))
    due = clock.due_moments(
        case.terms, received_at=instant(case.received_at), calendar=case.calendar, pauses=case.pauses
    )
    case.act(verb, by, changes.resumed(case.pauses, due, case.step_due()), announce)


def _spent(case: Case) -> dict[str, Any]:
    assert case.received_at is not None
    spent = elapsed(case.received_at, case.at, case.calendar, clock.pauses_of(case.pauses))
    return changes.ended(case.moment(case.assignee or case.office.leader), spent)


def _withdraw(case: Case) -> None:
    case.work(case.rng.uniform(20, 400))
    case.assignee = None
    by = case.rng.choice(case.office.reception)
    told = _spent(case) | {"ended_by_id": by.user_id}
    case.act(
        Verb.WITHDRAW,
        by,
        told,
        "withdrawn",
        reason="Người nộp xin rút hồ sơ để làm lại.",
        confirmed_by="paper",
    )


def _end(case: Case, fate: Fate) -> None:
    leader, clerk = case.office.leader, case.office.clerk
    case.act(Verb.APPROVE, leader, {})
    case.at += timedelta(seconds=20)
    case.act(Verb.SIGN, leader, {}, signed_by=leader.user_id)
    case.at += timedelta(seconds=40)
    done = {"outcome": "granted", "result_digitised": False, "result_electronic": False}
    told = _spent(case) | {"outcome": done["outcome"]}
    case.act(Verb.DECIDE, clerk, told, "decided", number="")
    if case.rng.random() < 0.9998:
        case.at += timedelta(seconds=30)
        digital = {"result_digitised": True, "result_electronic": fate.online and case.rng.random() < 0.8}
        case.act(Verb.ATTACH, clerk, digital, key="result", file="")
    _hand_over(case)


def _hand_over(case: Case) -> None:
    by = case.rng.choice(case.office.reception)
    case.work(case.rng.expovariate(1 / 300) + 5)
    owed = case.acts[0].changes.get("fee_amount") or 0
    if owed:
        online = case.rng.random() < 0.6
        case.act(Verb.PAY, by, {"fee_paid": owed, "paid_online": online}, amount=owed, online=online)
        case.at += timedelta(minutes=1)
    told = {"handed_over_at": instant(case.at), "handed_over_on": case.at.date()}
    case.act(Verb.HAND_OVER, by, told, "rate", received_by="", mode="counter")
    if case.rng.random() < 0.41:
        case.at += timedelta(minutes=case.rng.randint(1, 600))
        face = case.rng.choices(FACES, FACE_SHARES)[0]
        citizen = Actor(ActorKind.APPLICANT, case.applicant.name, None, case.applicant.pk)
        case.act(Verb.RATE, citizen, {"rating": face, "rated_on": case.at.date()}, reasons=_said(case, face))


def _said(case: Case, face: int) -> list[str]:
    return [case.rng.choice(REASONS_GOOD if face >= 4 else REASONS_BAD)]


def _reasons(case: Case) -> Sequence[str]:
    last = case.acts[-1]
    return last.facts.get("reasons", ()) if last.verb is Verb.RATE else ()
