"""What the buttons of a dossier's page do: each makes one call and says what came of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.actions import desk, document, result, supplement
from motcua.actions import proposal as proposals
from motcua.queries import access, workdays
from motcua.rules.intake import Paper
from motcua.rules.lifecycle import Verb
from motcua.web import supplements, uploads

Act = Callable[[HttpRequest, str, Any], object]


def _advance(request: HttpRequest, code: str, told: Any) -> object:
    seen = request.POST.get("step", "")
    step = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 5 else None
    return desk.advance(by=request.actor, code=code, from_step=step, now=request.now)


def _ask(request: HttpRequest, code: str, told: Any) -> object:
    asked = supplements.asked(request.POST)
    by, reason = request.actor, told["reason"]
    return supplement.ask_supplement(by=by, code=code, asked=asked, reason=reason, now=request.now)


def _take(request: HttpRequest, code: str, told: Any) -> object:
    papers = supplements.brought(request)
    return supplement.take_supplement(by=request.actor, code=code, papers=papers, now=request.now)


def _charge(request: HttpRequest, code: str, told: Any) -> object:
    return supplement.charge(
        by=request.actor, code=code, amount=told["amount"], reason=told["reason"], now=request.now
    )


def _settle(request: HttpRequest, code: str, told: Any) -> object:
    return supplement.settle(by=request.actor, code=code, now=request.now)


def _assign(request: HttpRequest, code: str, told: Any) -> object:
    return desk.assign(by=request.actor, code=code, user_id=told["user_id"], now=request.now)


def _transfer(request: HttpRequest, code: str, told: Any) -> object:
    unit_id, note = told["unit_id"], told["note"]
    return desk.transfer(by=request.actor, code=code, unit_id=unit_id, note=note, now=request.now)


def _propose(request: HttpRequest, code: str, told: Any) -> object:
    outcome, note = told["outcome"], told["note"]
    return desk.propose(by=request.actor, code=code, outcome=outcome, note=note, now=request.now)


def _send_back(request: HttpRequest, code: str, told: Any) -> object:
    return desk.send_back(by=request.actor, code=code, note=told["note"], now=request.now)


def _approve(request: HttpRequest, code: str, told: Any) -> object:
    return desk.approve_and_issue(by=request.actor, codes=[code], now=request.now)


def _sign(request: HttpRequest, code: str, told: Any) -> object:
    return desk.sign(by=request.actor, code=code, now=request.now)


def _decide(request: HttpRequest, code: str, told: Any) -> object:
    return desk.decide(by=request.actor, code=code, now=request.now)


def _extend(request: HttpRequest, code: str, told: Any) -> object:
    """Propose the closing of the day that was named.

    Raises: workdays.NoWorkingDay for a day the office is closed; as propose_extension.
    """
    dossier = access.dossier(code, by=request.actor)
    to_at = workdays.instant(workdays.calendar(dossier.unit).closing(told["on"]))
    return proposals.propose_extension(
        by=request.actor, code=code, to_at=to_at, reason=told["reason"], now=request.now
    )


def _withdraw(request: HttpRequest, code: str, told: Any) -> object:
    return result.withdraw(
        by=request.actor,
        code=code,
        reason=told["reason"],
        confirmed_by=told["confirmed_by"],
        proof=told["proof"],
        now=request.now,
    )


def _stop(request: HttpRequest, code: str, told: Any) -> object:
    return result.stop(by=request.actor, code=code, reason=told["reason"], now=request.now)


def _correct(request: HttpRequest, code: str, told: Any) -> object:
    return proposals.propose_correction(by=request.actor, code=code, reason=told["reason"], now=request.now)


def _attach_result(request: HttpRequest, code: str, told: Any) -> object:
    """Keep the result's file. Its name is the procedure's own, in Vietnamese as everything official is."""
    sent = request.FILES.get("result")
    if sent is None:
        raise supplement.NothingBrought()
    kept = uploads.keep(sent, owner=uploads.owner_of(request), now=request.now)
    is_electronic = request.POST.get("electronic") == "on"
    kind = "electronic" if is_electronic else "original"
    paper = Paper("result", "Kết quả giải quyết", kind, file=kept.sha256, file_name=kept.name)
    return document.attach_result(
        by=request.actor, code=code, paper=paper, electronic=is_electronic, now=request.now
    )


ACTS: dict[str, tuple[Act, str]] = {
    Verb.ADVANCE: (_advance, _("Moved on: the next step has begun.")),
    Verb.ASK_SUPPLEMENT: (_ask, _("The applicant has been asked; the clock stands still.")),
    Verb.TAKE_SUPPLEMENT: (_take, _("The papers are taken; the clock runs on.")),
    Verb.CHARGE: (_charge, _("The applicant has been told; the clock stands still.")),
    Verb.SETTLE: (_settle, _("The financial duty is met; the clock runs on.")),
    Verb.ASSIGN: (_assign, _("The dossier has been given to its official.")),
    Verb.TRANSFER: (_transfer, _("The dossier has been handed over to the other unit.")),
    Verb.PROPOSE: (_propose, _("The draft lies before the leader.")),
    Verb.SEND_BACK: (_send_back, _("The draft has gone back to its specialist.")),
    Verb.APPROVE: (_approve, _("Approved, signed and issued; the applicant is told.")),
    Verb.SIGN: (_sign, _("The signature is noted.")),
    Verb.DECIDE: (_decide, _("The result is issued; the applicant is told.")),
    Verb.EXTEND: (_extend, _("The new appointment is proposed; a leader has to agree.")),
    Verb.WITHDRAW: (_withdraw, _("The dossier is withdrawn.")),
    Verb.STOP: (_stop, _("The dossier is stopped; the applicant is told.")),
    Verb.CORRECT: (_correct, _("The correction is proposed; a leader has to agree.")),
    "attach_result": (_attach_result, _("The result is kept with the dossier.")),
}


def do(request: HttpRequest, code: str, verb: str, told: Any) -> None:
    """Do what a button says, then say that it was done."""
    act, said = ACTS[verb]
    act(request, code, told)
    messages.success(request, gettext(said))


def answer(request: HttpRequest, pk: int) -> None:
    """Agree to a proposal about the dossier, or decline it."""
    if request.POST.get("answer") == "agree":
        proposals.agree(by=request.actor, pk=pk, now=request.now)
        messages.success(request, gettext("Agreed: the proposal has taken effect."))
    else:
        proposals.decline(by=request.actor, pk=pk, now=request.now)
        messages.info(request, gettext("Declined: nothing has changed."))
