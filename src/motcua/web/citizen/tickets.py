"""Where numbers are drawn and times are booked: the halls, each with its kiosk, board and booking."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.queries import appointments


@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    """List the halls that serve."""
    return render(request, "citizen/tickets.html", {"halls": appointments.halls()})
