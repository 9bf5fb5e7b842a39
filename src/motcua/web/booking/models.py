"""The service models of a unit, for who may set its hall up: adopted since when, and a form for the next."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.actions import service_model
from motcua.actions.service_model import Adoption
from motcua.queries import appointments, hall, hall_access, service_models, workdays
from motcua.rules import RuleError
from motcua.rules.people import ActorKind
from motcua.rules.service_models import WEEKDAY, Adopted, Kind, ModelBadDays, sentence
from motcua.web import words
from motcua.web.errors import sentence as refusal
from motcua.web.screen import drawn

NAMES = {
    Kind.SUNDAY_MORNING: _("Sunday mornings"),
    Kind.OFFICER_FILLS_IN: _("The official fills in the form (Tuesdays)"),
    Kind.RESULT_AT_ONCE: _("Result at once, without an appointment slip (Fridays)"),
    Kind.FAST_TRACK: _("Fast track with a promise in minutes"),
    Kind.MOBILE_DESK: _("Mobile counter"),
}
WEEK = tuple(WEEKDAYS.items())  # 0 is Monday


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """List the models; adopt one, or end one."""
    by = request.actor
    if by.kind is not ActorKind.OFFICIAL or by.unit_id is None:
        raise PermissionDenied("booking")
    hall_access.sets_up(by, by.unit_id)
    said = ""
    if request.method == "POST":
        try:
            _do(request, by.unit_id)
            return redirect("booking:models")
        except RuleError as no:
            said = refusal(no)
    rows, today = service_models.listed(by.unit_id), workdays.today(request.now)
    context = {
        "rows": [
            {
                "row": row,
                "name": NAMES[Kind(row.kind)],
                "says": sentence(model)[words.language() == "en"],
                "weekday": WEEKDAYS[row.weekday] if row.weekday is not None else "",
                "is_backdated": workdays.today(row.made_at) > row.from_on,
                "is_over": row.until_on is not None and row.until_on <= today,
            }
            for row, model in zip(rows, service_models.named(by.unit_id, rows), strict=True)
        ],
        "kinds": [(str(kind), name) for kind, name in NAMES.items()],
        "week": [(str(number), name) for number, name in WEEK],
        "services": [(one.key, drawn.name(one)) for one in hall.services(by.unit_id)],
        "no_show": appointments.no_show(by.unit_id),
        "said": said,
        "told": request.POST,
    }
    return render(request, "booking/models.html", context, status=409 if said else 200)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ModelBadDays() from None


def _do(request: HttpRequest, unit_id: int) -> None:
    told = request.POST
    if told.get("model", "").isdecimal():
        until_on = _day(told.get("until_on", ""))
        service_model.end(by=request.actor, model_id=int(told["model"]), until_on=until_on, now=request.now)
        return
    kind = Kind(told["kind"]) if told.get("kind") in list(Kind) else Kind.MOBILE_DESK
    minutes, weekday = told.get("minutes", ""), told.get("weekday", "")
    free = int(weekday) if weekday in "0123456" and weekday else None  # of a track, of a mobile counter
    one = Adopted(
        kind=kind,
        from_on=_day(told.get("from_on", "")),
        until_on=_day(told["until_on"]) if told.get("until_on") else None,
        weekday=WEEKDAY.get(kind, free),
        hours=told.get("hours", "")[:60].strip(),
        services=tuple(told.getlist("services"))[:20],
        minutes=int(minutes) if minutes.isdecimal() and len(minutes) <= 4 else None,
        place=told.get("place", "")[:120],
    )
    adoption = Adoption(unit_id, one, told.get("decision", "")[:200])
    service_model.adopt(by=request.actor, adoption=adoption, now=request.now)
