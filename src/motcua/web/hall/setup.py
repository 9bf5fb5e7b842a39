"""What the hall serves and at which counters: set up by a leader or administrator of the unit."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.actions import hall as acts
from motcua.queries import access, hall, hall_access, hall_setup
from motcua.rules.people import Role
from motcua.rules.text import fold

HELPS_OUT = 1  # a desk's preference for what it serves besides its own


class ServiceForm(forms.Form):
    """One service of the hall."""

    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Service in Vietnamese"), max_length=120)
    name_en = forms.CharField(label=_("Service in English"), max_length=120, required=False)
    letter = forms.CharField(label=_("Letter of its numbers"), max_length=1)
    promise = forms.IntegerField(
        label=_("Promise in minutes, from number to result"), min_value=1, max_value=480, required=False
    )
    is_active = forms.BooleanField(label=_("Is served now"), required=False, initial=True)

    def service(self, order: int, procedures: tuple[str, ...]) -> acts.Service:
        """Return the service as it is set up."""
        told = self.cleaned_data
        return acts.Service(
            key=told["key"] or slugify(fold(told["name"]))[:40] or "service",
            name=told["name"],
            name_en=told["name_en"],
            letter=told["letter"],
            procedures=procedures,
            promise_minutes=told["promise"],
            is_active=told["is_active"],
            order=order,
        )


class DeskForm(forms.Form):
    """One counter of the hall, with what it serves."""

    number = forms.IntegerField(label=_("Number of the counter"), min_value=1, max_value=99)
    name = forms.CharField(label=_("Name of the counter"), max_length=120, required=False)
    own = forms.MultipleChoiceField(label=_("Serves"), required=False, widget=forms.CheckboxSelectMultiple)
    helps = forms.MultipleChoiceField(
        label=_("Helps out with"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_active = forms.BooleanField(label=_("Is used"), required=False, initial=True)

    def __init__(self, services: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("own", "helps"):
            self.fields[name].choices = services

    def desk(self) -> acts.Desk:
        """Return the counter as it is set up; what it both serves and helps out with is its own."""
        told = self.cleaned_data
        serves = dict.fromkeys(told["helps"], HELPS_OUT) | dict.fromkeys(told["own"], 0)
        return acts.Desk(number=told["number"], name=told["name"], serves=serves, is_active=told["is_active"])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show what is set up, with a form for one service and one for one counter."""
    unit_id = access.posts(request.actor, Role.LEADER, Role.ADMIN)[0]
    services = hall.services(unit_id)
    choices = [(row.key, row.name) for row in services]
    about = request.POST.get("about", "") if request.method == "POST" else ""
    service = ServiceForm(request.POST if about == "service" else None, initial=_service(request, services))
    desk = DeskForm(choices, request.POST if about == "desk" else None, initial=_desk(request, unit_id))
    if about == "service" and service.is_valid():
        known = next((row for row in services if row.key == service.cleaned_data["key"]), None)
        kept = service.service(
            known.order if known else len(services), hall_setup.procedures(known) if known else ()
        )
        acts.keep_service(by=request.actor, unit_id=unit_id, service=kept, now=request.now)
        messages.success(request, gettext("The service is set up."))
        return redirect("hall:setup")
    if about == "desk" and desk.is_valid():
        acts.keep_desk(by=request.actor, unit_id=unit_id, desk=desk.desk(), now=request.now)
        messages.success(request, gettext("The counter is set up."))
        return redirect("hall:setup")
    context = {
        "services": services,
        "desks": hall_setup.desks(unit_id),
        "service_form": service,
        "desk_form": desk,
        "code": hall_access.unit(unit_id).agency_code,
    }
    return render(request, "hall/setup.html", context, status=422 if about else 200)


def _service(request: HttpRequest, services: Any) -> dict[str, Any]:
    """Fill the form with the service that is being changed."""
    row = next((row for row in services if row.key == request.GET.get("service")), None)
    if row is None:
        return {}
    return {
        "key": row.key,
        "name": row.name,
        "name_en": row.name_en,
        "letter": row.letter,
        "promise": row.own_promise_minutes,
        "is_active": row.is_active,
    }


def _desk(request: HttpRequest, unit_id: int) -> dict[str, Any]:
    """Fill the form with the counter that is being changed."""
    asked = request.GET.get("desk", "")
    row = next((one for one in hall_setup.desks(unit_id) if str(one.desk.number) == asked), None)
    if row is None:
        return {}
    return {
        "number": row.desk.number,
        "name": row.desk.name,
        "own": [service.key for service, preference in row.serves if not preference],
        "helps": [service.key for service, preference in row.serves if preference],
        "is_active": row.desk.is_active,
    }
