"""A draft written part by part: what is wrong stands beside its field, and is kept all the same."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from motcua.actions import criteria_set
from motcua.queries import criteria_sets
from motcua.rules import scoring_edit, scoring_sets
from motcua.rules.scoring_edit import NoSuchPart
from motcua.rules.scoring_sets import BadSet
from motcua.web.criteria import told
from motcua.web.criteria.forms import BranchForm, CopyForm, HeadForm, LeafForm

NEW_LEAF: dict[str, Any] = {
    "name": {"vi": "", "en": ""},
    "points": "",
    "rule": {
        "kind": "yes_no",
        "variables": [{"key": "done", "name": {"vi": "Đã thực hiện", "en": "Done"}, "kind": "yes_no"}],
    },
}


@login_required
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy a set to a year as a draft."""
    form = CopyForm(request.POST)
    if not form.is_valid():
        return redirect("criteria:set", pk=pk)
    row = criteria_set.copy_to_year(
        by=request.actor,
        pk=pk,
        owner_id=form.cleaned_data["owner"],
        year=form.cleaned_data["year"],
        now=request.now,
    )
    messages.success(request, gettext("The copy is a draft: change what is new this year."))
    return redirect("criteria:set", pk=row.pk)


@login_required
@require_POST
def force(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft in force; one with problems is shown with all of them."""
    revision = request.POST.get("revision", "")
    try:
        row = criteria_set.put_in_force(
            by=request.actor, pk=pk, revision=int(revision) if revision.isdecimal() else -1, now=request.now
        )
    except BadSet:
        messages.error(request, gettext("The draft has problems: mend them first. They are listed below."))
        return redirect("criteria:set", pk=pk)
    messages.success(request, gettext("The set is in force. It never changes any more."))
    return redirect("criteria:set", pk=row.pk)


def _draft(request: HttpRequest, pk: int) -> Any:
    """Return a draft that the reader may write."""
    row = criteria_sets.row(pk, by=request.actor)
    if not criteria_sets.may_write(request.actor, row.owner):
        raise PermissionDenied("criteria")
    if row.status != criteria_sets.DRAFT:
        raise criteria_set.NotADraft(key=row.key, version=row.version)
    return row


def _write(request: HttpRequest, row: Any, data: dict[str, Any], revision: int) -> None:
    criteria_set.write_draft(by=request.actor, pk=row.pk, data=data, revision=revision, now=request.now)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what a set is: names, year, level, classes."""
    row = _draft(request, pk)
    form = HeadForm(request.POST or HeadForm.of(row.body, row.revision))
    if request.method == "POST" and form.is_valid():
        _write(request, row, scoring_edit.headed(row.body, form.changes()), form.cleaned_data["revision"])
        messages.success(request, gettext("Kept."))
        return redirect("criteria:set", pk=pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "criteria/head.html", {"row": row, "form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Write one part of a draft; its problems stand beside the fields."""
    row = _draft(request, pk)
    now = _part(row, code)
    kind: type[BranchForm] = LeafForm if scoring_edit.is_leaf(now) else BranchForm
    form = kind(request.POST or kind.of(now, row.revision))
    if request.method == "POST" and form.is_valid():
        changes = form.changes(is_block="cap" in now)
        data = scoring_edit.written(row.body, code, changes)
        _write(request, row, data, form.cleaned_data["revision"])
        left = [one for one in scoring_sets.problems(data) if one.where == changes["code"]]
        messages.success(request, gettext("Kept, with what is left to mend.") if left else gettext("Kept."))
        return redirect("criteria:part", pk=pk, code=changes["code"])
    if request.method != "POST" and form.is_valid():
        form.show(one for one in scoring_sets.problems(row.body) if one.where == code)
    status = 422 if request.method == "POST" else 200
    return render(request, "criteria/part.html", _context(row, now, form, code), status=status)


def _part(row: Any, code: str) -> dict[str, Any]:
    try:
        return scoring_edit.part(row.body, code)
    except NoSuchPart:
        raise Http404 from None


def _context(row: Any, now: dict[str, Any], form: BranchForm, code: str) -> dict[str, Any]:
    of = scoring_sets.as_draft(row.body)
    rows = list(told.tree(of)) if of else []
    place = next((at for at, one in enumerate(rows) if one["code"] == code), None)
    return {
        "row": row,
        "form": form,
        "code": code,
        "is_leaf": scoring_edit.is_leaf(now),
        "is_block": "cap" in now,
        "is_new": place is None,
        "shown": rows[place] if place is not None else None,
        "above": _above(rows, place),
        "before": rows[place - 1] if place else None,
        "after": rows[place + 1] if place is not None and place + 1 < len(rows) else None,
        "below": [_below(one) for one in _children(now)],
    }


def _above(rows: list[dict[str, Any]], place: int | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return next((one for one in reversed(rows[:place]) if one["depth"] < rows[place]["depth"]), None)


def _children(now: dict[str, Any]) -> list[dict[str, Any]]:
    return [*(now.get("children") or ()), *(now.get("leaves") or ())]


def _below(one: dict[str, Any]) -> dict[str, Any]:
    name = one.get("name") or {}
    vi = name if isinstance(name, str) else name.get("vi", "")
    return {"code": one.get("code", ""), "name": vi, "points": one.get("points", "")}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an area, a criterion or a component."""
    row = _draft(request, pk)
    under, is_leaf = request.GET.get("under", ""), request.GET.get("what") == "leaf"
    if under:
        is_leaf = is_leaf or "leaves" in _part(row, under)
    new = {**(NEW_LEAF if under and is_leaf else {"name": {}, "points": ""})}
    new["code"] = scoring_edit.next_code(row.body, under)
    kind: type[BranchForm] = LeafForm if "rule" in new else BranchForm
    form = kind(request.POST or None, initial=kind.of(new, row.revision))
    if request.method == "POST" and form.is_valid():
        made = {name: value for name, value in form.changes().items() if value is not None}
        made |= {} if "rule" in made else {"children": []}
        _write(request, row, scoring_edit.added(row.body, under, made), form.cleaned_data["revision"])
        messages.success(request, gettext("Added. The sums above it may have to follow."))
        return redirect("criteria:part", pk=pk, code=made["code"])
    status = 422 if request.method == "POST" else 200
    context = _context(row, new, form, "") | {"under": under}
    return render(request, "criteria/part.html", context, status=status)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Take a part out, with what is below it."""
    row = _draft(request, pk)
    _part(row, code)
    revision = request.POST.get("revision", "")
    _write(
        request,
        row,
        scoring_edit.removed(row.body, code),
        int(revision) if revision.isdecimal() else -1,
    )
    messages.success(request, gettext("Taken out. The sums above it may have to follow."))
    return redirect("criteria:set", pk=pk)
