"""Questions about figures: the list, one with its answer, both shares of the communes side by side."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from motcua.actions import citizen_report
from motcua.actions import question as acts
from motcua.queries import access, board, honest, workdays
from motcua.rules.people import Role
from motcua.rules.screening import LEFT_OUT, Why
from motcua.web import drawings, words
from motcua.web.watch import asks
from motcua.web.watch.views import faces

MOST_LISTED = 200


def _may(request: HttpRequest) -> None:
    if not any(duty.role in (Role.LEADER, Role.REFORM) for duty in request.actor.duties):
        raise PermissionDenied("questions")


@login_required
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Show what is asked about the units below, and what citizens report of them."""
    _may(request)
    chosen = request.GET.get("which", "open")
    rows = [] if chosen == "reports" else honest.questions(by=request.actor, outcome=chosen)
    reports = list(honest.reports(by=request.actor))
    context = {
        "faces": faces("questions"),
        "tabs": _tabs(request, chosen, sum(row.closed_at is None for row in reports)),
        "rows": [_row(row) for row in rows],
        "reports": reports if chosen == "reports" else [],
        "which": chosen,
    }
    return render(request, "watch/questions.html", context)


def _tabs(request: HttpRequest, chosen: str, reports: int) -> list[dict[str, Any]]:
    address, waiting = reverse("watch:questions"), honest.count_open(by=request.actor)
    named = (
        ("open", gettext("Waiting for an answer"), waiting),
        ("closed", gettext("Answered"), None),
        ("reports", gettext("Reports by citizens"), reports),
    )
    return [
        {
            "label": label,
            "url": f"{address}?which={key}",
            "count": count,
            "current": key == chosen,
            "tone": "warn" if count else "",
        }
        for key, label, count in named
    ]


def _row(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "title": asks.title(row),
        "says": asks.says(row),
        "outcome": gettext(asks.OUTCOMES[row.outcome]),
        "tone": "warn" if row.outcome == "open" else "good",
    }


@login_required
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one question with its figures and what may explain it; a post answers it."""
    if request.method == "POST":
        outcome = "mended" if request.POST.get("outcome") == "mended" else "explained"
        text = request.POST.get("answer", "")[:4000]
        acts.answer(by=request.actor, pk=pk, outcome=outcome, text=text, now=request.now)
        messages.success(request, gettext("Answered. The question stays readable."))
        return redirect("watch:question", pk=pk)
    row = access.question(pk, by=request.actor)
    context = {
        "one": _row(row),
        "innocent": asks.innocent(row),
        "look": asks.look(row),
        "dossiers": honest.listed(row, by=request.actor),
        "least": acts.ANSWER_LETTERS_LEAST,
        "is_mine": row.officer_id == request.actor.user_id,
    }
    return render(request, "watch/question.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a citizen's report; a post answers it, and she says whether that settles it."""
    if request.method == "POST":
        text = request.POST.get("answer", "")[:4000]
        citizen_report.answer(by=request.actor, pk=pk, text=text, now=request.now)
        messages.success(request, gettext("Answered: the citizen sees it on the page of the report."))
        return redirect("watch:report", pk=pk)
    row = access.citizen_report(pk, by=request.actor)
    return render(
        request,
        "watch/report.html",
        {"report": row, "is_late": not row.answered_at and row.due_at < request.now},
    )


@login_required
@require_safe
def screened(request: HttpRequest) -> HttpResponse:
    """Show the share on time raw and screened, unit by unit; each difference opens its list."""
    unit, month_on = board.place(request.actor, None), _month(request)
    days = _days(request, month_on)
    places = [row for row in board.places(request.actor) if row.serves]
    units = sorted(places, key=lambda row: (row.gso_code, row.pk))
    standings = honest.standings(units, days, now=request.now)
    version, mark = honest.formula(workdays.today(request.now))
    context = {
        "faces": faces("questions"),
        "unit": unit,
        "months": _months(request, month_on),
        "rows": [_standing(one, month_on) for one in standings],
        "whys": [gettext(asks.WHYS[why]) for why in Why],
        "version": version,
        "mark": mark[:16],
        "days": days,
        "last_on": days[1] - timedelta(days=1),
    }
    return render(request, "watch/screened.html", context)


def _standing(one: honest.Standing, month_on: date) -> dict[str, Any]:
    found = one.screened
    return {
        "unit": one.unit,
        "raw": _share(found.raw_share),
        "judged": found.raw_on_time + found.raw_late,
        "screened": _share(found.share),
        "cases": found.on_time + found.doubted + found.late,
        "late": found.late,
        "gap": found.raw_share is not None
        and found.share is not None
        and found.raw_share - found.share > 0.02,
        "whys": [
            {
                "label": gettext(asks.WHYS[why]),
                "count": len(keys),
                "left_out": why in LEFT_OUT,
                "url": _list_address(one.unit.pk, why, month_on),
            }
            for why, keys in sorted(found.why.items())
            if keys
        ],
        "open": one.open_questions,
        "before": [_standing(old, month_on) for old in one.before],
    }


def _share(share: float | None) -> str:
    return words.share(share) if share is not None else gettext("not yet measured")


def _list_address(unit_id: int, why: str, month_on: date) -> str:
    asked = {"unit": unit_id, "why": str(why), "month": f"{month_on:%Y-%m}"}
    return f"{reverse('watch:screened_list')}?{urlencode(asked)}"


@login_required
@require_safe
def screened_list(request: HttpRequest) -> HttpResponse:
    """Show the dossiers behind one difference: as many as the figure says."""
    unit = board.place(request.actor, _number(request.GET.get("unit")))
    why = request.GET.get("why", Why.UNWITNESSED)
    if why not in asks.WHYS:
        raise Http404
    month_on = _month(request)
    rows = honest.behind(unit, _days(request, month_on), why=why, now=request.now)
    context = {
        "unit": unit,
        "why": gettext(asks.WHYS[why]),
        "month_on": month_on,
        "count": rows.count(),
        "dossiers": rows.select_related("version", "unit", "assignee")[:MOST_LISTED],
        "back": f"{reverse('watch:screened')}?month={month_on:%Y-%m}",
    }
    return render(request, "watch/screened_list.html", context)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _month(request: HttpRequest) -> date:
    """Return the first day of the month asked for; this one by default."""
    today = workdays.today(request.now)
    try:
        found = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return today.replace(day=1)
    return min(found, today.replace(day=1))


def _days(request: HttpRequest, month_on: date) -> tuple[date, date]:
    """Return the month's days up to and with today."""
    until_on = (month_on.replace(day=28) + timedelta(days=7)).replace(day=1)
    return month_on, min(until_on, workdays.today(request.now) + timedelta(days=1))


def _months(request: HttpRequest, chosen: date) -> list[dict[str, Any]]:
    on, found = workdays.today(request.now).replace(day=1), []
    for _ in range(4):
        found.append(
            {
                "label": f"{on:%m/%Y}",
                "url": f"{reverse('watch:screened')}?month={on:%Y-%m}",
                "current": on == chosen,
            }
        )
        on = (on - timedelta(days=1)).replace(day=1)
    return found[::-1]


@login_required
@require_safe
def posters(request: HttpRequest) -> HttpResponse:
    """Show the code that hangs at each counter: whoever got no slip reports it there."""
    _may(request)
    places = sorted(
        (row for row in board.places(request.actor) if row.serves), key=lambda row: (row.gso_code, row.pk)
    )
    address = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('citizen:report')}?unit="
    shown = [
        {"unit": row, "url": f"{address}{row.pk}", "qr": drawings.qr(f"{address}{row.pk}")} for row in places
    ]
    return render(request, "watch/posters.html", {"posters": shown})


paths = [
    path("questions/", questions, name="questions"),
    path("questions/<int:pk>/", question, name="question"),
    path("reports/<int:pk>/", report, name="report"),
    path("posters/", posters, name="posters"),
    path("screened/", screened, name="screened"),
    path("screened/list/", screened_list, name="screened_list"),
]
