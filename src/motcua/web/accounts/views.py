"""The first page by role, and an official's own account."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from motcua.rules.people import Role
from motcua.web.frames import link

FIRST = {
    Role.LEADER: "lead:board",
    Role.REFORM: "lead:board",
    Role.ADMIN: "lead:board",
    Role.SPECIALIST: "desk:worklist",
    Role.CLERK: "desk:worklist",
    Role.RECEPTION: "counter:today",
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead everybody to the page they start from."""
    if not request.user.is_authenticated:
        return redirect(link("citizen:home") or "account_login")
    roles = {duty.role for duty in request.actor.duties}
    wanted = [link(FIRST[role]) for role in FIRST if role in roles]
    return redirect(next((address for address in wanted if address), None) or "account_mine")


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Show the signed-in person her own account."""
    context = {"has_totp": is_mfa_enabled(request.user), "duties": request.actor.duties}
    return render(request, "accounts/mine.html", context)
