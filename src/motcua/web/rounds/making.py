"""A round is made and changed as a draft, opened, published, frozen."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from motcua.actions import index_round
from motcua.actions.index_round import Wish
from motcua.queries import round_sets, rounds
from motcua.queries.access import NoSuch
from motcua.rules import RuleError
from motcua.rules.rounds import Act, Phase
from motcua.web.errors import sentence
from motcua.web.rounds import told
from motcua.web.rounds.forms import RoundForm, first_of
from motcua.web.rounds.views import may_hold


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a round of the units directly below mine."""
    if not may_hold(request.actor):
        raise PermissionDenied("round")
    owner = round_sets.owner(by=request.actor)
    form = _form(request, owner, None)
    if request.method == "POST" and form.is_valid():
        try:
            made = index_round.make(
                by=request.actor, wish=_wish(form, owner), groups=form.groups(), now=request.now
            )
        except RuleError as no:
            form.add_error(None, sentence(no))
        else:
            messages.success(request, gettext("The round is a draft: nobody below sees it yet."))
            return redirect("rounds:round", key=made.key)
    context = {"form": form, "owner": owner, "has_sets": bool(form.fields["criteria"].choices)}
    return render(request, "rounds/edit.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, owner: Any, row: Any) -> RoundForm:
    sets = [(str(one.pk), f"{one.name} · {one.year} ({one.version})") for one in round_sets.usable(owner)]
    befores = [(one.key, one.name) for one in rounds.rounds(request.actor) if one.published_at]
    units = rounds.units_below(owner)
    first = first_of(row, rounds.participants(row)) if row else {"not_submitted": "zero_ranked"}
    if row is not None:
        first = {f"in_{unit.pk}": False for unit in units} | first
    form = RoundForm(sets, befores, units, request.POST or None, initial=first)
    if row is not None:
        for name in ("name", "key", "criteria", "year", "before"):
            form.fields[name].disabled = True
    return form


def _wish(form: RoundForm, owner: Any) -> Wish:
    said = form.cleaned_data
    return Wish(
        key=said["key"],
        name=said["name"],
        year=said["year"],
        criteria_id=int(said["criteria"]),
        owner_id=owner.pk,
        windows=form.windows(),
        policy=form.policy(),
        before_key=said["before"],
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a draft: its units and groups, its windows, its policy."""
    row = rounds.round_(key, by=request.actor)
    if row.status != Phase.DRAFT:
        raise NoSuch(key)
    form = _form(request, row.owner, row)
    if request.method == "POST" and form.is_valid():
        try:
            index_round.change(
                by=request.actor, key=key, groups=form.groups(), windows=form.windows(),
                policy=form.policy(), now=request.now,
            )  # fmt: skip
        except RuleError as no:
            form.add_error(None, sentence(no))
        else:
            messages.success(request, gettext("The draft is kept."))
            return redirect("rounds:round", key=key)
    context = {"form": form, "owner": row.owner, "of": row, "has_sets": True}
    return render(request, "rounds/edit.html", context, status=422 if form.errors else 200)


ACTS = {
    Act.BEGIN: index_round.begin,
    Act.PUBLISH: index_round.publish,
    Act.FREEZE: index_round.freeze,
}


@login_required
@require_POST
def act(request: HttpRequest, key: str) -> HttpResponse:
    """Open a round, publish it, freeze it."""
    what = request.POST.get("do", "")
    if what not in ACTS:
        raise Http404
    done = ACTS[Act(what)]
    done(by=request.actor, key=key, now=request.now)
    messages.success(request, told.done(Act(what)))
    return redirect("rounds:results" if what == Act.PUBLISH else "rounds:round", key=key)
