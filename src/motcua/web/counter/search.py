"""The search of the top bar: a code opens its dossier, anything else lists what it may mean."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.queries import search
from motcua.rules.people import Role
from motcua.web import clocks
from motcua.web.frames import link

# Who opens a dossier on which page; the first that exists is taken.
PAGES = {Role.RECEPTION: "counter:dossier", Role.SPECIALIST: "desk:dossier", Role.CLERK: "desk:dossier"}
PAGES |= {Role.LEADER: "lead:dossier", Role.REFORM: "lead:dossier", Role.ADMIN: "lead:dossier"}


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Answer a search. It comes by post, for what people are searched by does not belong in an address."""
    by, text = request.actor, request.POST.get("q", "")[:120]
    found = search.exact(text, by=by)
    if found is not None and (address := page_of(request, found)):
        return redirect(address)
    rows = [_row(request, row) for row in search.dossiers(text, by=by)]
    context = {"rows": rows, "text": text, "is_full": len(rows) >= search.MOST}
    return render(request, "counter/search.html", context)


def page_of(request: HttpRequest, dossier: Any) -> str:
    """Return where this official opens a dossier: the page of a role she holds in its units."""
    roles = request.actor.roles_in(dossier.unit_id, dossier.holder_id)
    wanted = [PAGES[role] for role in PAGES if role in roles] + ["lead:dossier", "desk:dossier"]
    return next((found for found in (link(name, dossier.code) for name in wanted) if found), "")


def _row(request: HttpRequest, dossier: Any) -> dict[str, Any]:
    is_own = request.actor.works_in(dossier.unit_id, dossier.holder_id) or not request.actor.duties
    return {
        "dossier": dossier,
        "url": page_of(request, dossier),
        "who": dossier.applicant.name if is_own else "",
        "clock": clocks.chip(dossier, request.now),
    }
