"""A survey while it is a draft: made from a shipped questionnaire, planned, worded."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.actions import survey as acts
from motcua.queries import access, surveys, workdays
from motcua.rules import RuleError
from motcua.rules.people import Role
from motcua.rules.survey_scores import Combine, Formula
from motcua.web.errors import sentence
from motcua.web.survey import told
from motcua.web.survey.forms import NewForm, PlanForm, QuestionsForm, planned


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write down a survey from one of the shipped questionnaires."""
    unit_id = access.posts(request.actor, Role.REFORM)[0]
    shipped = [(key, told.said(one.name)) for key, one in surveys.shipped().items()]
    today = workdays.today(request.now)
    form = NewForm(shipped, surveys.rounds(by=request.actor), request.POST or None, _first(today))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row = acts.make(
                by=request.actor,
                key=said["key"],
                unit_id=unit_id,
                questionnaire=surveys.shipped()[said["questionnaire"]],
                plan=form.plan(),
                now=request.now,
            )
        except RuleError as no:
            form.add_error(None, sentence(no))
        else:
            messages.success(request, gettext("The draft is there. Look at the questions, then open it."))
            return redirect("survey:survey", code=row.key)
    return render(request, "survey/new.html", {"form": form}, status=422 if form.errors else 200)


def _first(today: date) -> dict[str, Any]:
    return {
        "questionnaire": surveys.SHIPPED[0],
        "key": f"ks-{today:%Y-%m}",
        "name": gettext("Satisfaction survey %(month)s") % {"month": f"{today:%m/%Y}"},
        "from_on": today.replace(month=1, day=1),
        "until_on": today,
        "opens_on": today,
        "closes_on": today + timedelta(days=30),
        "error": "5",
        "sharing": "each",
        "least": 30,
        "formula": Formula.TOP_TWO,
        "combine": Combine.MEAN,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Change when a draft runs, whom it draws, how it is counted."""
    access.posts(request.actor, Role.REFORM)
    row = surveys.survey(code, by=request.actor)
    form = PlanForm(surveys.rounds(by=request.actor), request.POST or None, initial=planned(row))
    if request.method == "POST" and form.is_valid():
        try:
            acts.plan_anew(by=request.actor, key=code, plan=form.plan(), now=request.now)
        except RuleError as no:
            form.add_error(None, sentence(no))
        else:
            messages.success(request, gettext("The plan is kept."))
            return redirect("survey:survey", code=code)
    context = {"form": form, "survey": row}
    return render(request, "survey/plan.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, code: str) -> HttpResponse:
    """Show the questions of a survey; while it is a draft they can be changed."""
    row = surveys.survey(code, by=request.actor)
    may_write = row.status == "draft" and Role.REFORM in request.actor.roles_in(row.owner_id)
    form = QuestionsForm(surveys.asked(row), _leaves(row), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.write_questions(by=request.actor, key=code, body=form.body(row.body), now=request.now)
        except RuleError as no:
            form.add_error(None, sentence(no))
        else:
            messages.success(request, gettext("The questions are kept."))
            return redirect("survey:questions", code=code)
    context = {"form": form, "survey": row, "groups": form.groups(), "may_write": may_write}
    context |= {"asked": _asked(row), "is_illustrative": surveys.asked(row).is_illustrative}
    return render(request, "survey/questions.html", context, status=422 if form.errors else 200)


def _leaves(row: Any) -> list[tuple[str, str]]:
    return [(leaf.code, f"{leaf.code} {told.said(leaf.name)}") for leaf in surveys.leaves_of(row)]


def _asked(row: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": told.said(factor.name),
            "questions": [
                {
                    "key": one.key,
                    "text": told.said(one.text),
                    "leaf": one.leaf,
                    "options": [
                        {"letter": each.letter, "text": told.said(each.text), "weight": each.weight}
                        for each in one.options
                    ],
                }
                for one in factor.questions
            ],
        }
        for factor in surveys.asked(row).factors
    ]
