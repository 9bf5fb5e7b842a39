"""What a closed survey says: each index with its interval, units side by side, and what cannot be told."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.queries import access, surveys
from motcua.queries.surveys import Progress, Results
from motcua.rules.people import Role
from motcua.rules.survey_scores import Score, Standing
from motcua.web import sheets, words
from motcua.web.survey import picture, told


@login_required
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show the results of a closed survey; before the close, why there are none."""
    access.posts(request.actor, Role.REFORM, Role.LEADER)
    row = surveys.survey(code, by=request.actor)
    found = surveys.results(row)
    context: dict[str, Any] = {"survey": row, "name": told.said(surveys.asked(row).name)}
    context |= {
        "formula": gettext(told.FORMULAS[row.formula]),
        "combine": gettext(told.COMBINES[row.combine]),
    }
    if found is None:
        return render(request, "survey/not_yet.html", context)
    progress = {one.unit.pk: one for one in surveys.progress(row)}
    context |= {
        "found": found,
        "tiles": _tiles(found, list(progress.values())),
        "factors": _factors(row, found),
        "units": [_standing(one, progress) for one in found.standings],
        "hidden": [progress[unit_id].unit.name for unit_id in found.hidden if unit_id in progress],
        "picture": _picture(found.standings, progress),
        "overlap": sum(bool(one.like) for one in found.standings),
        "ratings": _ratings(row, progress),
        "digest": row.digest,
    }
    return render(request, "survey/results.html", context)


def _tiles(found: Results, progress: Sequence[Progress]) -> list[dict[str, Any]]:
    whole = found.whole.whole
    wanted, given = sum(one.size for one in progress), sum(one.answers for one in progress)
    rate = words.share(given / wanted, 1) if wanted else "–"
    return [
        {"label": gettext("Index"), "value": told.index(whole), "note": told.interval(whole)},
        {"label": gettext("Answers"), "value": words.number(given)},
        {"label": gettext("Response rate"), "value": rate},
        {"label": gettext("Units shown"), "value": words.number(len(found.units))},
    ]


def _factors(row: Any, found: Results) -> list[dict[str, Any]]:
    asked, result = surveys.asked(row), found.whole

    def enough(score: Score | None) -> Score | None:
        """A question that a handful answered would tell what those few think."""
        return score if score is not None and score.valid >= found.least else None

    return [
        {
            "name": told.said(factor.name),
            **_shown(enough(result.factors[factor.key])),
            "questions": [
                {
                    "key": one.key,
                    "text": told.said(one.text),
                    "leaf": one.leaf,
                    **_shown(enough(result.questions[one.key])),
                    "unknown": result.counts[one.key]["x"],
                    "blank": result.counts[one.key][""],
                }
                for one in factor.questions
            ],
        }
        for factor in asked.factors
    ]


def _shown(score: Score | None) -> dict[str, Any]:
    valid = words.number(score.valid) if score else "–"
    return {"index": told.index(score), "interval": told.interval(score), "valid": valid}


def _standing(one: Standing, progress: Mapping[int, Progress]) -> dict[str, Any]:
    row = progress[one.of]
    return {
        "rank": one.rank,
        "unit": row.unit.name,
        **_shown(one.score),
        "answers": row.answers,
        "rate": words.share(row.rate, 1) if row.rate is not None else "–",
        "like": [progress[other].unit.name for other in one.like],
    }


def _picture(standings: Sequence[Standing], progress: Mapping[int, Progress]) -> str:
    rows = [(progress[one.of].unit.name, one.score) for one in standings]
    if not rows:
        return ""
    sentence = gettext("Index and 95 % interval of each unit, the highest first. ") + "; ".join(
        f"{name} {told.index(score)} ({told.interval(score)})" for name, score in rows
    )
    return mark_safe(picture.svg(rows, sentence))  # drawn by us, names are escaped


def _ratings(row: Any, progress: Mapping[int, Progress]) -> list[dict[str, Any]]:
    from_on = date.fromisoformat(row.sample["from_on"])
    until = date.fromisoformat(row.sample["until_on"]) + timedelta(days=1)
    found = surveys.ratings(list(progress), (from_on, until))
    return [
        {
            "unit": progress[unit_id].unit.name,
            "rated": words.number(rated),
            "share": words.share(satisfied / rated, 1),
        }
        for unit_id, (rated, satisfied) in found.items()
        if rated
    ]


@login_required
@require_safe
def table(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the results of the units as CSV, with the formula they were counted by."""
    access.posts(request.actor, Role.REFORM, Role.LEADER)
    row = surveys.survey(code, by=request.actor)
    found = surveys.results(row)
    lines: list[tuple[Any, ...]] = [
        ("unit", "rank", "index", "low_95", "high_95", "answers", "formula", "combine")
    ]
    names = {one.unit.pk: one for one in surveys.progress(row)}
    for one in found.standings if found else ():
        score = one.score
        numbers = (f"{score.value:.6f}", f"{score.low:.4f}", f"{score.high:.4f}")
        answers = names[one.of].answers
        lines.append((names[one.of].unit.name, one.rank, *numbers, answers, row.formula, row.combine))
    return sheets.csv_file(f"{code}.csv", lines)
