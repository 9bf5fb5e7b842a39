"""A proposal: written with its effect beside it, laid before the leader, approved or refused."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.actions import simplification as acts
from motcua.queries import replay, simplification, workdays
from motcua.rules import RuleError, periods
from motcua.rules import simplification as rules
from motcua.rules.replay import Sums
from motcua.rules.simplification import Change, Status
from motcua.web.errors import sentence
from motcua.web.simplify import effects, told
from motcua.web.simplify.forms import Answer, ProposalForm, initial
from motcua.web.simplify.reviews import time_of

YEAR = timedelta(days=365)
SALT = "simplify.replay"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a proposal; asked with a question, the page shows its effect and keeps nothing."""
    review = simplification.review(pk, by=request.actor)
    return _written(request, review, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    row = simplification.proposal(pk, by=request.actor)
    return _written(request, row.review, row)


def _written(request: HttpRequest, review: Any, row: Any) -> HttpResponse:
    on = workdays.today(request.now)
    version = simplification.version_of(review, on=on)
    units = _covered(review, on)
    first = initial(simplification.change_of(row), row.reason) if row else {"unit": version.time_unit}
    form = ProposalForm(
        version, units, request.POST or (request.GET if "unit" in request.GET else None), first
    )
    if request.method == "POST" and form.is_valid():
        made = acts.write_proposal(
            by=request.actor,
            review_id=review.pk,
            change=form.change(),
            reason=form.cleaned_data["reason"],
            now=request.now,
            pk=row.pk if row else None,
        )
        messages.success(request, gettext("The draft is kept. Nobody is bound by it yet."))
        return redirect("simplify:proposal", pk=made.pk)
    change = (
        form.change()
        if form.is_bound and form.is_valid()
        else simplification.change_of(row)
        if row
        else Change()
    )
    context = {
        "review": review,
        "row": row,
        "form": form,
        "name": told.name(version),
        "law": told.of_version(version),
        "effect": _effect(request, review, change),
        "periods": _periods(request),
    }
    return render(request, "simplify/write.html", context, status=422 if request.method == "POST" else 200)


def _covered(review: Any, on: date) -> list[tuple[int, str]]:
    offers = simplification.offers_of(review.unit, review.procedure_id, below=review.covers_below, on=on)
    return [(offer.unit_id, offer.unit.name) for offer in offers]


@login_required
@require_safe
def what_if(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the effect alone: the fragment that the form shows while it is written."""
    review = simplification.review(pk, by=request.actor)
    on = workdays.today(request.now)
    form = ProposalForm(simplification.version_of(review, on=on), _covered(review, on), request.GET)
    change = form.change() if form.is_valid() else Change()
    return render(
        request, "simplify/effect.html", {"effect": _effect(request, review, change), "review": review}
    )


def _effect(request: HttpRequest, review: Any, change: Change) -> dict[str, Any]:
    """Return what past dossiers say about a change, a part at a time for long ones."""
    on = workdays.today(request.now)
    try:
        simplification.check(review, change, on=on)
    except RuleError as no:
        return {"no": sentence(no), "is_empty": isinstance(no, rules.NothingProposed)}
    kept = _resumed(request.GET.get("so_far", ""))
    period = _period(request.GET.get("period", ""), on)
    part = replay.part(review, change, period=period, after=kept[3], before=kept[:3])
    found = effects.of(part, simplification.proposed(review, change, on=on))
    found |= {"from_on": period[0], "last_on": period[1] - timedelta(days=1)}
    if part.following:
        sums = list(part.sums.as_dict().values())
        so_far = signing.dumps([sums, part.done, part.total, part.following], salt=SALT, compress=True)
        asked = request.GET.copy()
        asked["so_far"] = so_far
        found["more"] = f"{reverse('simplify:what_if', args=[review.pk])}?{asked.urlencode()}"
        found["more_here"] = f"?{asked.urlencode()}"
    return found


def _period(asked: str, on: date) -> tuple[date, date]:
    """Return the local days replayed: those asked for, or the last twelve months when that is no period."""
    if not asked:
        return on - YEAR, on + timedelta(days=1)
    try:
        return periods.parse(asked).days
    except periods.BadPeriod:
        return on - YEAR, on + timedelta(days=1)


def _periods(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the stretches that are offered to be replayed, and the one asked for."""
    _month, quarter, half, year = periods.around(workdays.today(request.now))
    before = [periods.before(periods.parse(key)).key for key in (quarter, half, year)]
    asked = request.GET.get("period", "")
    keys = dict.fromkeys(("", quarter, before[0], half, before[1], year, before[2], asked))
    return [
        {"key": key, "label": key or gettext("the last twelve months"), "chosen": key == asked}
        for key in keys
    ]


def _resumed(text: str) -> tuple[Sums, int, int, int]:
    if not text:
        return Sums(), 0, 0, 0
    try:
        sums, done, total, after = signing.loads(text, salt=SALT, max_age=3600)
        return Sums(*sums), done, total, after
    except (signing.BadSignature, TypeError, ValueError):
        return Sums(), 0, 0, 0  # a mark that cannot be read begins anew


@login_required
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal with its effect, and what this person may do about it."""
    row = simplification.proposal(pk, by=request.actor)
    on = workdays.today(request.now)
    version = simplification.version_of(row.review, on=on)
    change = simplification.change_of(row)
    place = simplification.deciding_place(row.review, on=on)
    may_write = any(
        duty.role in acts.WRITERS and row.review.unit.path.startswith(duty.path)
        for duty in request.actor.duties
    )
    context = {
        "row": row,
        "review": row.review,
        "name": told.name(version),
        "status": told.status(row.status),
        "tone": told.tone(row.status),
        "time": time_of(row),
        "parts": _parts(version, change),
        "fee": change.fee,
        "effect": _effect(request, row.review, change),
        "periods": _periods(request),
        "may_propose": may_write and row.status == Status.DRAFT,
        "may_answer": row.status == Status.PROPOSED
        and row.proposer_id != request.actor.user_id
        and rules.leads(request.actor, place),
        "is_mine": row.proposer_id == request.actor.user_id,
        "answer": Answer(initial={"effective_on": on}),
    }
    return render(request, "simplify/proposal.html", context)


def _parts(version: Any, change: Change) -> list[tuple[str, str]]:
    """Return what is left out or looked up, in the words of the procedure."""
    papers = {part["key"]: part["name"] for part in version.body.get("components", [])}
    names = "name_en" if told.words.language() == "en" else "name_vi"
    steps = {step["key"]: step[names] for step in version.body.get("steps", [])}
    found = [(gettext("Paper left out"), papers.get(key, key)) for key in change.papers_cut]
    found += [(gettext("Paper looked up instead"), papers.get(key, key)) for key in change.papers_looked_up]
    return found + [(gettext("Step left out"), steps.get(key, key)) for key in change.steps_cut]


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay a draft before the leader, approve a proposal, or refuse it."""
    what = request.POST.get("do", "")
    if what == "propose":
        acts.propose(by=request.actor, pk=pk, now=request.now)
        messages.success(request, gettext("The proposal lies before the leader."))
        return redirect("simplify:proposal", pk=pk)
    if what == "refuse":
        acts.refuse(by=request.actor, pk=pk, words=request.POST.get("words", ""), now=request.now)
        messages.info(request, gettext("Refused: nothing has changed."))
        return redirect("simplify:proposal", pk=pk)
    form = Answer(request.POST)
    if what != "approve" or not form.is_valid():
        messages.error(
            request, gettext("Name the decision and the day from which the proposal is in effect.")
        )
        return redirect("simplify:proposal", pk=pk)
    said = form.cleaned_data
    decision = acts.Decision(said["decision"], said["effective_on"], said["words"])
    acts.approve(by=request.actor, pk=pk, decision=decision, now=request.now)
    messages.success(request, gettext("Approved: dossiers received from that day on get the shorter time."))
    return redirect("simplify:proposal", pk=pk)
