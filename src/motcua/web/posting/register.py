"""Register a publishing decision: first what it would set going, then for good."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods

from motcua.actions import posting as acts
from motcua.queries import board as boards
from motcua.queries import catalogue, posting, posting_access, posting_plan, workdays
from motcua.queries.access import NoSuch
from motcua.queries.posting_plan import Item, Plan, Wish
from motcua.rules import RuleError
from motcua.rules.catalogue import Time
from motcua.rules.portal_text import PortalRow
from motcua.rules.posting import Kind, Level, Place
from motcua.web import errors, uploads
from motcua.web.posting import labels
from motcua.web.posting.forms import DecisionForm, items

TERMS = {
    "working_day": _("working days"),
    "hour": _("working hours"),
    "day": _("days"),
    "month": _("months"),
}


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Let leaders and reform officers register a decision; a preview says how many duties it opens."""
    if not any(duty.role in posting_access.KEEPERS for duty in request.actor.duties):
        raise PermissionDenied("publish")
    unit = boards.place(request.actor, None)
    today = workdays.today(request.now)
    places = [str(each) for each in posting_plan.places(today)]
    form = DecisionForm(request.POST or None, request.FILES or None, initial={"places": places})
    context: dict[str, Any] = {"form": form, "unit": unit, "lines": items(request.POST), "kept": None}
    if request.method == "POST" and form.is_valid():
        context["kept"] = kept = _kept(request, form)
        try:
            wish = _wish(request, form.cleaned_data, unit.pk, kept)
            if request.POST.get("act") == "register":
                return _register(request, wish)
            plan = posting_plan.plan(wish, unit=unit, received_at=request.now)
            context["plan"] = _shown(plan, wish, unit)
        except RuleError as refusal:  # beside the form: a page of its own would lose what was filled in
            context["refusal"] = errors.sentence(refusal)
    context |= {
        "procedures": posting.offered_below(unit, on=today),
        "kinds": [(key, gettext(name)) for key, name in labels.KINDS.items()],
        "units": [(name, gettext(label)) for name, label in TERMS.items()],
        "may_change": acts.may_change_catalogue(request.actor),
    }
    return render(request, "posting/register.html", context)


def _kept(request: HttpRequest, form: DecisionForm) -> uploads.Kept | None:
    owner, paper = uploads.owner_of(request), form.cleaned_data.get("paper")
    if paper:
        return uploads.keep(paper, owner=owner, now=request.now)
    return uploads.again(request.POST.get("kept", ""), owner=owner)


def _wish(request: HttpRequest, told: dict[str, Any], unit_id: int, kept: uploads.Kept | None) -> Wish:
    wish = Wish(
        number=told["number"], issuer=told["issuer"], level=Level(told["level"]), title=told["title"],
        signed_on=told["signed_on"], effective_on=told["effective_on"], unit_id=unit_id, items=(),
        places=frozenset(Place(each) for each in told["places"]),
        file=kept.sha256 if kept else "", file_name=kept.name if kept else "",
    )  # fmt: skip
    may_change = acts.may_change_catalogue(request.actor)
    return replace(wish, items=tuple(_items(request, wish, may_change)))


def _items(request: HttpRequest, wish: Wish, may_change: bool) -> list[Item]:
    found = []
    for line in items(request.POST):
        code = line["code"].split()[0] if line["code"] else ""
        if not code:
            continue
        kind = Kind(line["kind"]) if line["kind"] in labels.KINDS else Kind.AMENDED
        is_number = line["value"].isascii() and line["value"].isdigit()
        has_time = may_change and is_number and line["unit"] in TERMS
        found.append(Item(code[:40], kind, row=_text(code, line, wish) if has_time else None))
    return found


def _text(code: str, line: dict[str, str], wish: Wish) -> PortalRow | None:
    """Return the text in force with the new time: what else changes is imported by the administrator."""
    try:
        version = catalogue.version(code, on=wish.effective_on)
    except NoSuch:
        return None
    time = Time(int(line["value"][:4]), line["unit"])
    body = replace(catalogue.body(version), times=(time,), decision=wish.number)
    return PortalRow(code, body, (), ())


def _register(request: HttpRequest, wish: Wish) -> HttpResponse:
    decision = acts.publish(by=request.actor, wish=wish, now=request.now)
    count = decision.duties.count()
    said = ngettext("Registered: %(n)s duty is open.", "Registered: %(n)s duties are open.", count)
    messages.success(request, said % {"n": count})
    return redirect("posting:decision", decision.pk)


def _shown(plan: Plan, wish: Wish, unit: Any) -> dict[str, Any]:
    by_unit: dict[int, list[Any]] = {}
    for duty in plan.duties:
        by_unit.setdefault(duty.unit_id, []).append(duty)
    return {
        "count": len(plan.duties),
        "unit_count": plan.unit_count,
        "is_on_time": plan.is_on_time,
        "units": [
            {"unit": plan.units[unit_id], "count": len(duties), "due_at": min(d.due_at for d in duties)}
            for unit_id, duties in by_unit.items()
        ],
        "unknown": [code for code, version in plan.versions.items() if version is None],
    }
