"""The page of one dossier: where it stands, why it is due when it is, what happened, what can be done."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods

from motcua.actions import look
from motcua.queries import dossier as dossiers
from motcua.queries import workdays, worklist
from motcua.rules.lifecycle import State, Verb
from motcua.rules.people import Role
from motcua.web import clocks, slip_links
from motcua.web.counter.lines import KINDS
from motcua.web.desk import acts, forms, told
from motcua.web.desk import worklist as lists

OUTSIDE = (Verb.ASK_SUPPLEMENT, Verb.ADVANCE)  # stand beside the main button; the rest is behind "more"
HERE = (
    Verb.ASK_SUPPLEMENT, Verb.TAKE_SUPPLEMENT, Verb.ADVANCE, Verb.CHARGE, Verb.SETTLE, Verb.ASSIGN,
    Verb.TRANSFER, Verb.PROPOSE, Verb.SEND_BACK, Verb.APPROVE, Verb.SIGN, Verb.DECIDE, Verb.EXTEND,
    Verb.WITHDRAW, Verb.STOP, Verb.CORRECT,
)  # fmt: skip
KEYS: dict[str, str] = {
    Verb.ASK_SUPPLEMENT: "B", Verb.ADVANCE: "C", Verb.CHARGE: "N", Verb.ASSIGN: "P", Verb.TRANSFER: "D",
    Verb.PROPOSE: "T", Verb.SEND_BACK: "L", Verb.EXTEND: "G", Verb.WITHDRAW: "R", Verb.STOP: "X",
    Verb.CORRECT: "S", Verb.TAKE_SUPPLEMENT: "B", Verb.SETTLE: "N",
}  # fmt: skip
ICONS: dict[str, str] = {
    Verb.ASK_SUPPLEMENT: "file-plus-2", Verb.TAKE_SUPPLEMENT: "file-check-2", Verb.ADVANCE: "route",
    Verb.CHARGE: "wallet", Verb.SETTLE: "circle-play", Verb.ASSIGN: "user-plus", Verb.TRANSFER: "repeat-2",
    Verb.PROPOSE: "signature", Verb.SEND_BACK: "undo-2", Verb.APPROVE: "signature", Verb.SIGN: "signature",
    Verb.DECIDE: "stamp", Verb.EXTEND: "calendar-clock", Verb.WITHDRAW: "undo-2", Verb.STOP: "circle-x",
    Verb.CORRECT: "rotate-ccw",
}  # fmt: skip
LABELS: dict[str, str] = {
    Verb.ADVANCE: _("Move on"),
    Verb.PROPOSE: _("Submit to sign"),
    Verb.APPROVE: _("Approve, sign and issue"),
    Verb.EXTEND: _("Propose a new appointment"),
    Verb.CORRECT: _("Propose a correction"),
}
STANDINGS = {
    "has": (_("Complete"), "good", "check"),
    "held": (_("Already held"), "info", "archive-restore"),
    "missing": (_("Missing"), "bad", "circle-alert"),
    "not_needed": (_("Not needed"), "", "circle-minus"),
}


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a dossier to whoever may see it; a post does what its button says."""
    opened = dossiers.opened(code, by=request.actor, now=request.now)
    if request.method == "GET":
        if opened.is_full:
            look.note(opened.dossier, by=request.actor, now=request.now)
        return render(request, "desk/dossier.html", _context(request, opened, None))
    if request.POST.get("proposal", "").isdecimal():
        acts.answer(request, int(request.POST["proposal"][:18]))
        return redirect(_here(request, code))
    verb = request.POST.get("do", "")
    form = forms.form(verb, opened, today=workdays.today(request.now), data=request.POST)
    if verb not in acts.ACTS or (form is not None and not form.is_valid()):
        return render(request, "desk/dossier.html", _context(request, opened, form))
    acts.do(request, code, verb, form.cleaned_data if form else {})
    return redirect(_here(request, code))


WITH_RESULT = (State.SIGNED, State.DECIDED, State.HANDED_OVER)  # where a result's file may be added


def _here(request: HttpRequest, code: str) -> str:
    which = _which(request)
    return reverse("desk:dossier", args=[code]) + (f"?of={which}" if which != "all" else "")


def _which(request: HttpRequest) -> str:
    which = request.GET.get("of", "all")
    return which if which in worklist.FILTERS else "all"


def _context(request: HttpRequest, opened: Any, bound: Any) -> dict[str, Any]:
    row, which = opened.dossier, _which(request)
    ledger = clocks.of(opened.ledgers) if opened.ledgers else None
    context = {
        "dossier": row,
        "opened": opened,
        "which": which,
        "back": lists.back(request.actor, row, which),
        "clock": clocks.chip(row, request.now, opened.calendar),
        "ledger": ledger,
        "law_lines": clocks.lines(opened.ledgers["law"]) if "law" in opened.ledgers else [],
        "stages": told.strip(opened),
        "events": told.timeline(opened),
    }
    if not opened.is_full:
        return context
    main = dossiers.next_verb(row, opened.verbs)
    return context | {
        "place": worklist.place(row, by=request.actor, which=which, now=request.now),
        "papers": [_paper(row, paper) for paper in opened.papers],
        "pages": sum(paper.pages or 0 for paper in opened.papers),
        "is_complete": not any(paper.standing == "missing" for paper in opened.papers),
        "acts": _acts(opened, main, bound, workdays.today(request.now)),
        "main": _act(main, opened, bound, workdays.today(request.now)) if main else None,
        "asked": [paper for paper in opened.papers if paper.standing == "missing"],
        "askable": _askable(opened),
        "slips": slip_links.of(row),
        "may_attach": Verb.ATTACH in opened.verbs and row.state in WITH_RESULT,
        "owed": max((row.fee_amount or 0) - row.fee_paid, 0),
        "proposals": [_proposal(one) for one in opened.proposals],
        "may_answer": Role.LEADER in request.actor.roles_in(row.holder_id),
        "bound": bound,
    }


def _acts(opened: Any, main: str | None, bound: Any, today: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the buttons beside the main one, and those behind "more"."""
    wanted = [verb for verb in HERE if verb in opened.verbs]
    beside = [verb for verb in OUTSIDE if verb in wanted and verb != main]
    more = [verb for verb in wanted if verb not in beside and (verb != main or verb == Verb.PROPOSE)]
    return {
        "beside": [_act(verb, opened, bound, today) for verb in beside],
        "more": [_act(verb, opened, bound, today) for verb in more],
        "open": [bound.prefix] if bound is not None and bound.prefix in more else [],
    }


def _act(verb: str, opened: Any, bound: Any, today: Any) -> dict[str, Any]:
    is_bound = bound is not None and bound.prefix == verb
    return {
        "verb": str(verb),
        "label": gettext(LABELS[verb]) if verb in LABELS else None,
        "key": KEYS.get(verb, ""),
        "icon": ICONS[verb],
        "form": bound if is_bound else forms.form(verb, opened, today=today),
        "is_open": is_bound,
    }


def _paper(row: Any, paper: Any) -> dict[str, Any]:
    said, tone, mark = STANDINGS[paper.standing]
    is_readable = paper.file is not None and paper.file.health == "clean"
    return {
        "name": paper.name,
        "url": reverse("file", args=[row.code, paper.pk]) if is_readable else "",
        "kind": gettext(KINDS[paper.kind]) if paper.kind in KINDS else paper.kind,
        "pages": paper.pages,
        "by": paper.added_by.full_name if paper.added_by else gettext("Applicant"),
        "at": paper.added_at,
        "said": gettext("Result") if paper.is_result else gettext(said),
        "tone": tone,
        "mark": mark,
        "note": clocks.joined([paper.asked, paper.remark]),
    }


def _proposal(proposal: Any) -> dict[str, Any]:
    to_at = proposal.facts.get("to_at")
    return {"row": proposal, "to_at": datetime.fromisoformat(to_at) if to_at else None}


def _askable(opened: Any) -> list[dict[str, str]]:
    """Return the papers that can be asked for: those handed in, and the procedure's that never were."""
    kept = [paper for paper in opened.papers if not paper.is_result]
    known = {paper.key for paper in kept}
    parts = opened.dossier.version.body.get("components", [])
    listed = [{"key": paper.key, "name": paper.name, "kind": paper.kind} for paper in kept]
    return listed + [
        {"key": part["key"], "name": part["name"], "kind": "original" if part.get("originals") else "copy"}
        for part in parts
        if part["key"] not in known
    ]
