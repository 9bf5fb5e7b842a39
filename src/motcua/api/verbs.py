"""The verbs: each endpoint calls the same action as the page does."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from motcua.actions import desk, document, proposal, result, supplement
from motcua.actions import dossier as dossiers
from motcua.api import shapes
from motcua.api.keys import WRITE, by
from motcua.api.once import once
from motcua.api.router import router
from motcua.api.schemas import (
    AnswerIn,
    BatchIn,
    CodesIn,
    DossierIn,
    DossierOut,
    ExtensionIn,
    MoneyIn,
    NoteIn,
    PaperIn,
    PapersIn,
    ProblemOut,
    ProposalOut,
    ReasonIn,
    SupplementIn,
    TakenOut,
    TargetIn,
)
from motcua.rules.people import Actor

REFUSALS = {codes: ProblemOut for codes in (400, 401, 403, 404, 409, 422)}
MOVED = {200: DossierOut} | REFUSALS


def _do(request: HttpRequest, act: Callable[[Actor], Any]) -> dict[str, Any]:
    actor = by(request, WRITE)
    return once(request, actor, lambda: _plain(shapes.dossier(act(actor), actor)))


def _plain(answer: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in answer.items()
    }


@router.post("/dossiers", response={200: TakenOut} | REFUSALS, tags=["verbs"], operation_id="take_in")
def take_in(request: HttpRequest, told: DossierIn) -> Any:
    """Receive papers (`way: receive`) or file a dossier for somebody (`way: file`)."""
    actor, intake = by(request, WRITE), shapes.intake(told)
    act = dossiers.file if told.way == "file" else dossiers.take_in
    return once(request, actor, lambda: shapes.taken(act(by=actor, intake=intake, now=request.now)))


@router.post(
    "/dossiers/batch", response={200: list[TakenOut]} | REFUSALS, tags=["verbs"], operation_id="take_in_many"
)
def take_in_many(request: HttpRequest, told: BatchIn) -> Any:
    """Receive several dossiers: all of them or none."""
    actor, intakes = by(request, WRITE), [shapes.intake(each) for each in told.dossiers]

    def act() -> dict[str, Any]:
        taken = dossiers.take_in_many(by=actor, intakes=intakes, now=request.now)
        return {"taken": [shapes.taken(each) for each in taken]}

    return once(request, actor, act)["taken"]


@router.post(
    "/dossiers/receive", response={200: list[str]} | REFUSALS, tags=["verbs"], operation_id="receive_many"
)
def receive_many(request: HttpRequest, told: CodesIn) -> Any:
    """Receive several filed dossiers: all of them or none."""
    actor = by(request, WRITE)

    def act() -> dict[str, Any]:
        rows = dossiers.receive_many(by=actor, codes=told.codes, now=request.now)
        return {"codes": [row.code for row in rows]}

    return once(request, actor, act)["codes"]


@router.post("/dossiers/{code}/receive", response=MOVED, tags=["verbs"], operation_id="receive")
def receive(request: HttpRequest, code: str, told: TargetIn) -> Any:
    """Take a filed dossier into the office; its clock starts."""
    return _do(request, lambda a: dossiers.receive(by=a, code=code, now=request.now, assignee_id=told.user))


@router.post("/dossiers/{code}/refuse", response=MOVED, tags=["verbs"], operation_id="refuse")
def refuse(request: HttpRequest, code: str, told: ReasonIn) -> Any:
    """Refuse to receive, with a reason a citizen can read."""
    return _do(
        request,
        lambda a: dossiers.refuse(
            by=a,
            code=code,
            reason_code=told.reason_code,
            reason=told.reason,
            ground=told.ground,
            now=request.now,
        ),
    )


@router.post("/dossiers/{code}/ask-supplement", response=MOVED, tags=["verbs"], operation_id="ask_supplement")
def ask_supplement(request: HttpRequest, code: str, told: SupplementIn) -> Any:
    """Ask once for everything that is missing; the clock stands still."""
    asked = [supplement.Asked(**each.dict()) for each in told.asked]
    return _do(
        request,
        lambda a: supplement.ask_supplement(
            by=a, code=code, asked=asked, reason=told.reason, now=request.now
        ),
    )


@router.post(
    "/dossiers/{code}/take-supplement", response=MOVED, tags=["verbs"], operation_id="take_supplement"
)
def take_supplement(request: HttpRequest, code: str, told: PapersIn) -> Any:
    """Take what was asked for; the clock runs on."""
    papers = shapes.papers(told.papers)
    return _do(request, lambda a: supplement.take_supplement(by=a, code=code, papers=papers, now=request.now))


@router.post("/dossiers/{code}/documents", response=MOVED, tags=["verbs"], operation_id="attach")
def attach(request: HttpRequest, code: str, told: PaperIn) -> Any:
    """Link a kept file, or note a paper."""
    paper = shapes.papers([told])[0]
    return _do(request, lambda a: document.attach(by=a, code=code, paper=paper, now=request.now))


@router.post("/dossiers/{code}/charge", response=MOVED, tags=["verbs"], operation_id="charge")
def charge(request: HttpRequest, code: str, told: MoneyIn) -> Any:
    """Wait for a financial duty to be met."""
    return _do(
        request,
        lambda a: supplement.charge(by=a, code=code, amount=told.amount, reason=told.reason, now=request.now),
    )


@router.post("/dossiers/{code}/settle", response=MOVED, tags=["verbs"], operation_id="settle")
def settle(request: HttpRequest, code: str) -> Any:
    """Note that the financial duty is met."""
    return _do(request, lambda a: supplement.settle(by=a, code=code, now=request.now))


@router.post("/dossiers/{code}/pay", response=MOVED, tags=["verbs"], operation_id="pay")
def pay(request: HttpRequest, code: str, told: MoneyIn) -> Any:
    """Note a payment of the fee."""
    return _do(
        request,
        lambda a: result.pay(by=a, code=code, amount=told.amount or 0, online=told.online, now=request.now),
    )


@router.post("/dossiers/{code}/assign", response=MOVED, tags=["verbs"], operation_id="assign")
def assign(request: HttpRequest, code: str, told: TargetIn) -> Any:
    """Give a dossier to an official of the unit that works on it."""
    return _do(request, lambda a: desk.assign(by=a, code=code, user_id=told.user or 0, now=request.now))


@router.post("/dossiers/{code}/transfer", response=MOVED, tags=["verbs"], operation_id="transfer")
def transfer(request: HttpRequest, code: str, told: TargetIn) -> Any:
    """Hand a dossier to another unit."""
    return _do(
        request,
        lambda a: desk.transfer(by=a, code=code, unit_id=told.unit or 0, note=told.note, now=request.now),
    )


@router.post("/dossiers/{code}/advance", response=MOVED, tags=["verbs"], operation_id="advance")
def advance(request: HttpRequest, code: str, told: NoteIn) -> Any:
    """Finish the present step and begin the next."""
    return _do(request, lambda a: desk.advance(by=a, code=code, note=told.note, now=request.now))


@router.post("/dossiers/{code}/propose", response=MOVED, tags=["verbs"], operation_id="propose")
def propose(request: HttpRequest, code: str, told: NoteIn) -> Any:
    """Put the draft result before the leader."""
    outcome = told.outcome or "granted"
    return _do(
        request, lambda a: desk.propose(by=a, code=code, outcome=outcome, note=told.note, now=request.now)
    )


@router.post("/dossiers/{code}/send-back", response=MOVED, tags=["verbs"], operation_id="send_back")
def send_back(request: HttpRequest, code: str, told: NoteIn) -> Any:
    """Return a draft to its specialist."""
    return _do(request, lambda a: desk.send_back(by=a, code=code, note=told.note, now=request.now))


@router.post("/dossiers/{code}/approve", response=MOVED, tags=["verbs"], operation_id="approve")
def approve(request: HttpRequest, code: str) -> Any:
    """Approve a draft."""
    return _do(request, lambda a: desk.approve(by=a, code=code, now=request.now))


@router.post("/dossiers/{code}/sign", response=MOVED, tags=["verbs"], operation_id="sign")
def sign(request: HttpRequest, code: str) -> Any:
    """Note who signed."""
    return _do(request, lambda a: desk.sign(by=a, code=code, now=request.now))


@router.post("/dossiers/{code}/decide", response=MOVED, tags=["verbs"], operation_id="decide")
def decide(request: HttpRequest, code: str, told: NoteIn) -> Any:
    """Issue the result."""
    return _do(
        request,
        lambda a: desk.decide(by=a, code=code, outcome=told.outcome, number=told.number, now=request.now),
    )


@router.post("/dossiers/{code}/hand-over", response=MOVED, tags=["verbs"], operation_id="hand_over")
def hand_over(request: HttpRequest, code: str) -> Any:
    """Hand the result over."""
    return _do(request, lambda a: result.hand_over(by=a, code=code, now=request.now))


@router.post("/dossiers/{code}/withdraw", response=MOVED, tags=["verbs"], operation_id="withdraw")
def withdraw(request: HttpRequest, code: str, told: ReasonIn) -> Any:
    """End a dossier at its applicant's wish."""
    return _do(
        request,
        lambda a: result.withdraw(
            by=a,
            code=code,
            reason=told.reason,
            confirmed_by=told.confirmed_by,
            proof=told.proof,
            now=request.now,
        ),
    )


@router.post("/dossiers/{code}/stop", response=MOVED, tags=["verbs"], operation_id="stop")
def stop(request: HttpRequest, code: str, told: ReasonIn) -> Any:
    """Stop a dossier with a written notice."""
    return _do(request, lambda a: result.stop(by=a, code=code, reason=told.reason, now=request.now))


@router.post(
    "/dossiers/{code}/extension",
    response={200: ProposalOut} | REFUSALS,
    tags=["verbs"],
    operation_id="extend",
)
def extend(request: HttpRequest, code: str, told: ExtensionIn) -> Any:
    """Propose the one new appointment; another person must agree."""
    if told.to_at.tzinfo is None:
        raise ValueError("to_at needs its offset from UTC")
    actor = by(request, WRITE)

    def act() -> dict[str, Any]:
        return _proposal(
            proposal.propose_extension(
                by=actor, code=code, to_at=told.to_at, reason=told.reason, now=request.now
            )
        )

    return once(request, actor, act)


@router.post(
    "/dossiers/{code}/correction",
    response={200: ProposalOut} | REFUSALS,
    tags=["verbs"],
    operation_id="correct",
)
def correct(request: HttpRequest, code: str, told: ReasonIn) -> Any:
    """Propose to take an ended dossier up again; another person must agree."""
    actor = by(request, WRITE)
    return once(
        request,
        actor,
        lambda: _proposal(
            proposal.propose_correction(by=actor, code=code, reason=told.reason, now=request.now)
        ),
    )


@router.post("/proposals/{pk}", response=MOVED, tags=["verbs"], operation_id="answer_proposal")
def answer(request: HttpRequest, pk: int, told: AnswerIn) -> Any:
    """Agree to a proposal, which then takes effect, or decline it."""
    if told.agree:
        return _do(request, lambda a: proposal.agree(by=a, pk=pk, now=request.now))
    return _do(request, lambda a: proposal.decline(by=a, pk=pk, now=request.now).dossier)


def _proposal(row: Any) -> dict[str, Any]:
    return {"proposal": row.pk, "verb": row.verb, "outcome": row.outcome}
