"""What the holder of a code sees: one question a page, the answers looked at once more, and thanks.

Answers wait in a cookie of the browser until they are sent: the server keeps nothing of a form half filled.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from motcua.actions import survey_answer
from motcua.queries import surveys
from motcua.queries.access import NoSuch
from motcua.queries.surveys import Asked
from motcua.rules.survey import DONT_KNOW, Question
from motcua.web.citizen.tracking import discreet
from motcua.web.survey import told

COOKIE = "mc_survey"
REVIEW = "review"
Given = dict[str, str]


@require_http_methods(["GET", "HEAD", "POST"])
@discreet
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a slip; the right one leads to its questions."""
    if request.actor.duties:
        return _for_no_official(request)
    said, wrong = "", False
    if request.method == "POST":
        said = request.POST.get("code", "").strip()[:60]
        try:
            surveys.by_code(said)
            return redirect("survey:ask", token=surveys.plain_code(said))
        except NoSuch:
            wrong = True
    context = {"said": said, "wrong": wrong}
    return render(request, "survey/enter.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@discreet
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """Ask one question, or show all answers before they are sent."""
    if request.actor.duties:
        return _for_no_official(request)
    asked = surveys.by_code(token)
    if surveys.is_spent(token) or not surveys.is_running(asked.survey, request.now):
        context = {"asked": asked, "spent": surveys.is_spent(token), "at": request.now}
        return render(request, "survey/shut.html", context)
    given = _given(request, asked)
    if request.method == "POST":
        if request.POST.get("send"):
            return _sent(request, token, asked, given)
        return _answered(request, token, asked, given)
    return _shown(request, token, asked, given)


@require_safe
@discreet
def thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you; what was answered is never shown again."""
    return render(request, "survey/thanks.html")


def _for_no_official(request: HttpRequest) -> HttpResponse:
    """An official who is signed in answers for nobody, and not for herself under her own account."""
    return render(request, "survey/official.html", status=403)


def _given(request: HttpRequest, asked: Asked) -> Given:
    """Read what was answered so far on this browser; what does not fit the questions is left out."""
    pairs = dict(part.split("-", 1) for part in request.COOKIES.get(COOKIE, "").split(".") if "-" in part)
    return {
        question.key: pairs[question.key]
        for question in asked.questionnaire.questions()
        if pairs.get(question.key) in (*question.choices, DONT_KNOW)
    }


def _keep(request: HttpRequest, response: HttpResponse, asked: Asked, given: Mapping[str, str]) -> None:
    response.set_cookie(
        COOKIE,
        ".".join(f"{key}-{choice}" for key, choice in given.items()),
        max_age=asked.survey.closes_at - request.now,
        path=request.path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _answered(request: HttpRequest, token: str, asked: Asked, given: Given) -> HttpResponse:
    keys = [question.key for question in asked.questionnaire.questions()]
    place = _place(request.POST.get("q"), len(keys)) or 1
    key, choice = keys[place - 1], request.POST.get("answer", "")
    question = asked.questionnaire.question(key)
    if choice in (*question.choices, DONT_KNOW):
        given[key] = choice
    elif choice == "skip":
        given.pop(key, None)
    following = REVIEW if request.POST.get("back") == REVIEW or place == len(keys) else place + 1
    response = redirect(f"{reverse('survey:ask', args=[token])}?q={following}")
    _keep(request, response, asked, given)
    return response


def _sent(request: HttpRequest, token: str, asked: Asked, given: Given) -> HttpResponse:
    try:
        survey_answer.answer(code=token, answers=given, now=request.now)
    except survey_answer.CodeSpent:
        return redirect("survey:ask", token=token)
    response = redirect("survey:thanks")
    response.delete_cookie(COOKIE, path=request.path)
    return response


def _shown(request: HttpRequest, token: str, asked: Asked, given: Given) -> HttpResponse:
    questions = list(asked.questionnaire.questions())
    wanted = request.GET.get("q", "")
    context: dict[str, Any] = {
        "asked": asked,
        "token": token,
        "name": told.said(asked.questionnaire.name),
        "count": len(questions),
        "done": len(given),
    }
    if wanted == REVIEW:
        return render(request, "survey/review.html", context | {"factors": _factors(asked, given)})
    place = _place(wanted, len(questions))
    if not place:
        first = next((n for n, one in enumerate(questions, 1) if one.key not in given), len(questions))
        about = told.said(asked.questionnaire.about)
        return render(request, "survey/start.html", context | {"about": about, "place": first})
    question = questions[place - 1]
    factor = next(one for one in asked.questionnaire.factors if question in one.questions)
    more = {
        "place": place,
        "before": place - 1,
        "factor": told.said(factor.name),
        "text": told.said(question.text),
        "choices": told.choices(question),
        "chosen": given.get(question.key, ""),
        "back": REVIEW if request.GET.get("back") == REVIEW else "",
        "percent": 100 * (place - 1) // len(questions),
    }
    return render(request, "survey/question.html", context | more)


def _factors(asked: Asked, given: Mapping[str, str]) -> list[dict[str, Any]]:
    places = {one.key: place for place, one in enumerate(asked.questionnaire.questions(), 1)}

    def line(question: Question) -> dict[str, Any]:
        words = {choice["value"]: choice["text"] for choice in told.choices(question)}
        return {
            "text": told.said(question.text),
            "answer": words.get(given.get(question.key, ""), ""),
            "place": places[question.key],
        }

    return [
        {"name": told.said(factor.name), "lines": [line(question) for question in factor.questions]}
        for factor in asked.questionnaire.factors
    ]


def _place(wanted: str | None, count: int) -> int:
    """Return the number of a question, 1 to count; 0 for anything else."""
    return int(wanted) if wanted and wanted.isdecimal() and 1 <= int(wanted[:4]) <= count else 0
