"""What follows from advice: the list of tasks and commitments, new ones, one with what became of it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from motcua.actions import index_task
from motcua.actions.index_task import Wish
from motcua.queries import access, advice_tasks, workdays
from motcua.queries import advice as reads
from motcua.queries.advice_rows import LeafAdvice
from motcua.queries.advice_tasks import Due, TaskRow
from motcua.rules.advice import Step
from motcua.web.advice import asked as asks
from motcua.web.advice import shown
from motcua.web.advice.asked import Asked
from motcua.web.advice.forms import CloseForm, TaskForm
from motcua.web.advice.views import frame

MOST_AT_ONCE = 12
TONES = {Due.LATE: "bad", Due.SOON: "warn", Due.OPEN: "", Due.DONE: "good", Due.DROPPED: ""}


def due_name(of: Due) -> str:
    """Say how a task stands."""
    return {
        Due.LATE: gettext("overdue"),
        Due.SOON: gettext("due within a week"),
        Due.OPEN: gettext("under way"),
        Due.DONE: gettext("done"),
        Due.DROPPED: gettext("dropped"),
    }[of]


def row(of: TaskRow) -> dict[str, Any]:
    """Return a task as a page shows it."""
    return {
        "task": of.task,
        "due": due_name(of.due),
        "tone": TONES[of.due],
        "points": f"+{shown.points(of.task.points)}",
        "is_open": of.task.status == "open",
    }


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show the tasks and commitments of a unit, those that are due first."""
    asked = asks.read(request)
    found = advice_tasks.tasks(asked.part.unit, on=workdays.today(request.now))
    state = request.GET.get("state", "")
    counts = advice_tasks.summed(found)
    tabs = [
        {
            "label": gettext("All"),
            "count": len(found),
            "url": asked.url("tasks"),
            "current": state not in counts,
        }
    ]
    tabs += [
        {
            "label": due_name(Due(key)),
            "count": count,
            "url": asked.url("tasks", state=key),
            "current": key == state,
        }
        for key, count in counts.items()
        if count
    ]
    rows = [row(one) for one in found if state not in counts or str(one.due) == state]
    return render(request, "advice/tasks.html", frame(asked) | {"rows": rows, "state_tabs": tabs})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Give tasks for the leaves asked for, with what their steps bring."""
    asked = asks.read(request)
    if not reads.may_plan(asked.part, request.actor):
        raise PermissionDenied("index task")
    on = workdays.today(request.now)
    people = [(one.pk, one.get_full_name()) for one in advice_tasks.people(asked.part.unit, on=on)]
    items = [(one, step, _form(request, asked, one, step, people)) for one, step in _wanted(asked)]
    if request.method == "POST" and items and all(form.is_valid() for *_, form in items):
        wishes = [_wish(one, step, form.cleaned_data) for one, step, form in items]
        made = index_task.make(by=request.actor, unit_id=asked.part.unit_id, wishes=wishes, now=request.now)
        said = ngettext("%(n)s task is given.", "%(n)s tasks are given.", len(made)) % {"n": len(made)}
        messages.success(request, said)
        return redirect(asked.url("tasks", leaf=""))
    context = frame(asked) | {"items": [_shown(asked, *item) for item in items]}
    return render(request, "advice/new.html", context, status=422 if request.method == "POST" else 200)


def _wanted(asked: Asked) -> Iterator[tuple[LeafAdvice, Step | None]]:
    """Yield the leaves asked for, each with the step of so many acts, or its best."""
    rows = {one.code: one for one in asked.report.rows}
    for said in dict.fromkeys(asked.request.GET.getlist("leaf")[:MOST_AT_ONCE]):
        code, _, acts = said.partition(":")
        found = rows.get(code)
        if found is None:
            continue
        number = asks.number(acts or asked.request.GET.get("acts"))
        step = next((one for one in found.advice.steps if one.acts == number), found.advice.best)
        yield found, step


def _form(
    request: HttpRequest, asked: Asked, of: LeafAdvice, step: Step | None, people: Sequence[tuple[int, str]]
) -> TaskForm:
    until = asked.report.time.until_on
    first = {
        "text": shown.action(of, step)[:500],
        "due_on": min(step.ready_on, until) if step else max(until, asked.report.time.today),
        "owner": request.actor.user_id,
        "kind": "task",
    }
    data = request.POST if request.method == "POST" else None
    return TaskForm(people, data, initial=first, prefix=of.code.replace(".", "-"))


def _wish(of: LeafAdvice, step: Step | None, said: dict[str, Any]) -> Wish:
    return Wish(
        leaf=of.code,
        text=said["text"],
        owner_id=int(said["owner"]),
        due_on=said["due_on"],
        points=step.gain if step else Decimal(0),
        acts=step.acts if step else 1,
        kind=said["kind"],
    )


def _shown(asked: Asked, of: LeafAdvice, step: Step | None, form: TaskForm) -> dict[str, Any]:
    return {
        "code": of.code,
        "name": shown.said(of.leaf.name),
        "form": form,
        "gain": f"+{shown.points(step.gain)}" if step else "",
        "days": shown.short(step.days) if step else "",
        "evidence": shown.evidence(of),
        "who": shown.said(of.advice.act.who),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a task; a post closes it as done, or drops it, with what came of it."""
    task = advice_tasks.task(pk, by=request.actor)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = request.POST.get("as") != "dropped"
        index_task.close(
            by=request.actor, pk=pk, done=done, outcome=form.cleaned_data["outcome"], now=request.now
        )
        messages.success(request, gettext("What came of it is kept."))
        return redirect("advice:task", pk=pk)
    context = {
        "row": row(TaskRow(task, advice_tasks.due(task, workdays.today(request.now)))),
        "form": form,
        "may_drop": access.oversees(task.unit.path, request.actor),
    }
    return render(request, "advice/task.html", context, status=422 if form.errors else 200)
