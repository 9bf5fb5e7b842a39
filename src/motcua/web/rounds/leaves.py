"""One leaf of a unit's sheet: what is declared, what shows it, what the system counts, who said what when."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from motcua.actions import self_score
from motcua.actions.self_score import Proof
from motcua.queries import round_claims, rounds
from motcua.queries.access import NoSuch
from motcua.queries.round_claims import LeafRow
from motcua.rules import rounds as rules
from motcua.rules.rounds import Stage
from motcua.web import uploads
from motcua.web.errors import sentence
from motcua.web.rounds import sheets, told
from motcua.web.rounds.forms import MarkForm, PaperForm, VerdictForm, WhyForm, initial_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show one leaf with everything known of it; a post keeps what the unit declares."""
    row = sheets.opened(request, pk)
    leaf = leaf_of(row, code)
    form = MarkForm(leaf, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _kept(request, row, code, form)
    return shown(request, row, code, forms={"mark": form} if request.method == "POST" else {})


def leaf_of(row: Any, code: str) -> Any:
    """Return a leaf of the criteria a unit is scored by.

    Raises: access.NoSuch.
    """
    found = next((leaf for leaf in rounds.set_of(row.round).leaves() if leaf.code == code), None)
    if found is None:
        raise NoSuch(code)
    return found


def _kept(request: HttpRequest, row: Any, code: str, form: MarkForm) -> HttpResponse:
    try:
        self_score.mark(by=request.actor, pk=row.pk, leaf=code, told=form.told(), now=request.now)
    except rules.WhyTooShort as no:
        form.add_error("why", sentence(no))
        return shown(request, row, code, forms={"mark": form})
    messages.success(request, gettext("%(code)s is kept.") % {"code": code})
    onward = request.POST.get("then") == "next" and neighbours(row, code)[1]
    return redirect("rounds:leaf", pk=row.pk, code=onward or code)


def shown(
    request: HttpRequest, row: Any, code: str, *, forms: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Answer with the page of a leaf, with the forms as they were filled in."""
    seen = round_claims.rows(row, now=request.now)
    one, given = seen[code], forms or {}
    mark = one.marks.get(Stage.SELF)
    before, after = neighbours(row, code)
    context = sheets.frame(request, row, seen) | {
        "one": one,
        "leaf": one.leaf,
        "name": told.said(one.leaf.name),
        "most": told.most(one.leaf.points),
        "evidence_hint": told.said(one.leaf.evidence) if one.leaf.evidence else "",
        "line": sheets.line(one, row),
        "because": told.because(one.claim.by_rule.because) if one.claim.by_rule else [],
        "by_rule": told.points(one.claim.by_rule.points) if one.claim.by_rule else "",
        "counted": _counted(one),
        "mark_form": given.get("mark") or MarkForm(one.leaf, initial=_first(one, mark)),
        "paper_form": given.get("paper") or PaperForm(),
        "verdict_form": given.get("verdict") or _verdict(one, row),
        "why_form": given.get("why") or WhyForm(),
        "proposal": _proposal(one, row),
        "asks_why": _asking(one),
        "history": [_told(kept, one) for kept in rounds.history(row, code)],
        "papers": one.evidence,
        "before": before,
        "after": after,
        "declared": _declared(one, mark),
    }
    return render(request, "rounds/leaf.html", context, status=422 if given else 200)


def _first(one: LeafRow, mark: Any) -> dict[str, Any]:
    found = initial_of(mark)
    if mark is None and one.automatic is not None:  # what the system counts is offered to be declared
        found |= {f"v_{key}": value for key, value in one.automatic.declared.items()}
    by_rule = one.claim.by_rule
    if mark is not None and by_rule is not None and mark.points != by_rule.points and mark.points is not None:
        found["claimed"] = told.points(mark.points)
    return found


def _verdict(one: LeafRow, row: Any) -> VerdictForm:
    again = row.status != rules.Stand.LOCKED
    mark = one.marks.get(Stage.APPRAISAL_2 if again else Stage.APPRAISAL_1)
    first: dict[str, Any] = {"edition": mark.edition if mark else 0}
    if mark is not None:
        first |= {"points": told.points(mark.points), "why": mark.why}
        first |= {"asks": mark.asks, "not_applicable": mark.is_not_applicable}
    return VerdictForm(one.leaf, initial=first, again=again)


def _proposal(one: LeafRow, row: Any) -> dict[str, str]:
    first = one.marks.get(Stage.APPRAISAL_1)
    if row.status != rules.Stand.LOCKED and first is not None:
        return {"points": told.points(first.points), "ground": gettext(told.GROUNDS["agreed"])}
    said = one.proposal
    points = gettext("n/a") if said.is_not_applicable and said.points is None else told.points(said.points)
    return {"points": points, "ground": gettext(told.GROUNDS[said.ground])}


def _asking(one: LeafRow) -> str:
    mark = one.marks.get(Stage.APPRAISAL_1)
    return mark.why if mark is not None and mark.asks else ""


def _declared(one: LeafRow, mark: Any) -> list[tuple[str, str]]:
    if mark is None:
        return []
    names = {variable.key: told.said(variable.name) for variable in one.leaf.rule.variables}
    return [(names.get(key, key), _in_words(value)) for key, value in mark.declared.items()]


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return str(value).replace(".", ",") if told.words.language() == "vi" else str(value)


def _counted(one: LeafRow) -> dict[str, Any] | None:
    counted = one.automatic
    if counted is None:
        return None
    sides = {"numerator": gettext("the numerator"), "denominator": gettext("the denominator")}
    return {
        "points": told.points(counted.scored.points),
        "as_of": counted.as_of,
        "of": counted.because,
        "because": told.because(counted.scored.because),
        "difference": told.signed(one.difference) if one.difference else "",
        "above": bool(one.difference and one.difference > 0),
        "doors": [
            {"side": sides[door.side], "number": door.number, "url": door_url(door)} for door in counted.doors
        ],
    }


def door_url(door: Any) -> str:
    """Return the address of the list behind a counted number; empty where no page lists it."""
    try:
        return f"{reverse(door.page)}?{door.query}" if door.page else ""
    except NoReverseMatch:
        return ""


def _told(mark: Any, one: LeafRow) -> dict[str, Any]:
    ground = (mark.automatic or {}).get("ground", "")
    text = gettext("n/a") if mark.is_not_applicable and mark.points is None else told.points(mark.points)
    return {
        "mark": mark,
        "stage": gettext(told.STAGES[mark.stage]),
        "points": text,
        "ground": gettext(told.GROUNDS[ground]) if ground in told.GROUNDS else "",
        "declared": _declared(one, mark),
    }


def neighbours(row: Any, code: str) -> tuple[str, str]:
    """Return the leaves before and after one; those of a survey are passed over."""
    codes = [leaf.code for leaf in rounds.set_of(row.round).leaves() if not leaf.is_survey]
    at = codes.index(code) if code in codes else 0
    return codes[at - 1] if at else "", codes[at + 1] if at + 1 < len(codes) else ""


@login_required
@require_POST
def evidence(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Lay a paper or the list behind a counted number beside a leaf, or take a paper back."""
    row = sheets.opened(request, pk)
    if taken := request.POST.get("withdraw", ""):
        number = int(taken) if taken.isascii() and taken.isdigit() and len(taken) < 10 else 0
        self_score.withdraw_evidence(by=request.actor, pk=pk, evidence_id=number, now=request.now)
        return redirect("rounds:leaf", pk=pk, code=code)
    if request.POST.get("list"):
        return _list(request, row, code)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        leaf_of(row, code)
        return shown(request, row, code, forms={"paper": form})
    kept = uploads.keep(form.cleaned_data["file"], owner=uploads.owner_of(request), now=request.now)
    proof = Proof(name=form.cleaned_data["name"], file=kept.sha256)
    self_score.add_evidence(by=request.actor, pk=pk, leaf=code, proof=proof, now=request.now)
    messages.success(request, gettext("The paper lies beside the leaf."))
    return redirect("rounds:leaf", pk=pk, code=code)


def _list(request: HttpRequest, row: Any, code: str) -> HttpResponse:
    leaf_of(row, code)
    counted = round_claims.rows(row, now=request.now)[code].automatic
    urls = [url for door in (counted.doors if counted else ()) if (url := door_url(door))]
    if not urls:
        raise NoSuch(code)
    proof = Proof(name=gettext("The list behind the counted number"), list_url=urls[0])
    self_score.add_evidence(by=request.actor, pk=row.pk, leaf=code, proof=proof, now=request.now)
    return redirect("rounds:leaf", pk=row.pk, code=code)
