"""Surveys: which there are, whom they may ask, how far they are, what they say of leaves of the index."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

import yaml
from django.db.models import Count, Q, QuerySet

from motcua.queries import criteria_sets, law, sums, workdays
from motcua.queries.access import NoSuch
from motcua.records.models import (
    Dossier,
    IndexRound,
    Post,
    Survey,
    SurveyAnswer,
    SurveyCode,
    Unit,
)
from motcua.rules import survey as rules
from motcua.rules import survey_scores as scores
from motcua.rules.people import Actor, ActorKind, Role
from motcua.rules.scorecard import Leaf
from motcua.rules.survey import Questionnaire
from motcua.rules.text import fold

READERS = frozenset({Role.REFORM, Role.LEADER})
SHIPPED = ("citizens", "officials")
Frame = Mapping[int, Sequence[tuple[str, int]]]  # by unit: (code, person)


@cache
def shipped() -> Mapping[str, Questionnaire]:
    """Return the questionnaires that come with the product. Costs no query."""
    folder = files("motcua.data").joinpath("survey")
    return {
        key: rules.read(yaml.safe_load(folder.joinpath(f"{key}.yaml").read_text("utf-8"))) for key in SHIPPED
    }


def hashed(code: str) -> str:
    """Return what the table keeps of a code, however it was typed."""
    return hashlib.sha256(plain_code(code).encode()).hexdigest()


def plain_code(code: str) -> str:
    """Return a code as it is meant, however it was typed."""
    kept = "".join(letter for letter in code.upper() if letter.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


def listed(*, by: Actor) -> QuerySet[Survey]:
    """Return the surveys of the units that the actor leads or reforms, newest first. Costs 1 query."""
    return (
        Survey.objects.filter(_own(by))
        .select_related("owner", "round")
        .defer("sample")
        .order_by("-made_at", "-pk")
    )


def _own(by: Actor) -> Q:
    if by.kind is ActorKind.SYSTEM:
        return Q()
    return Q(owner__in=[duty.unit_id for duty in by.duties if duty.role in READERS])


def survey(key: str, *, by: Actor, lock: bool = False) -> Survey:
    """Return a survey of a unit that the actor leads or reforms. Costs 1 query.

    Raises: access.NoSuch.
    """
    rows = Survey.objects.select_related("owner", "round")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.filter(_own(by), key=key).first()
    if found is None:
        raise NoSuch()
    return found


def asked(row: Survey) -> Questionnaire:
    """Return the questionnaire of a survey. Costs no query."""
    return rules.read(row.body)


def rounds(*, by: Actor) -> list[IndexRound]:
    """Return the rounds that the actor's units hold and that may still get a survey. Costs 1 query."""
    own = [duty.unit_id for duty in by.duties if duty.role in READERS]
    return list(IndexRound.objects.filter(owner__in=own, published_at=None).order_by("-year", "key"))


def subjects(owner: Unit, round_id: int | None) -> list[Unit]:
    """Return the units a survey is about: those of the round, else all at and below its owner. 1 query."""
    if round_id is not None:
        rows = Unit.objects.filter(index_entries__round=round_id)
    else:
        rows = Unit.objects.filter(path__startswith=owner.path, until_on=None).exclude(kind="office")
    return list(rows.order_by("path"))


def dossier_frame(units: Sequence[Unit], days: tuple[date, date]) -> dict[int, list[tuple[str, int]]]:
    """Return what was closed over local days, half-open, under the nearest of the units. Costs 2 queries."""
    within = Q(pk__in=[])
    for unit in units:
        within |= Q(path__startswith=unit.path)
    paths = {unit.path: unit.pk for unit in units}
    places = dict(Unit.objects.filter(within).values_list("pk", "path"))
    rows = Dossier.objects.filter(unit__in=list(places), ended_on__gte=days[0], ended_on__lt=days[1])
    found: dict[int, list[tuple[str, int]]] = {unit.pk: [] for unit in units}
    nearest = {pk: _nearest(path, paths) for pk, path in places.items()}
    for unit_id, code, person in rows.values_list("unit_id", "code", "applicant_id"):
        found[nearest[unit_id]].append((code, person))
    return found


def _nearest(path: str, paths: Mapping[str, int]) -> int:
    return paths[max((one for one in paths if path.startswith(one)), key=len)]


def officials(units: Sequence[Unit], on: date) -> dict[int, dict[str, int]]:
    """Return how many leaders and how many other officials hold a post in each unit. Costs 1 query."""
    held = Post.objects.filter(unit__in=units, from_on__lte=on, user__is_active=True)
    held = held.filter(Q(until_on=None) | Q(until_on__gt=on))
    people: dict[int, dict[int, str]] = {unit.pk: {} for unit in units}
    for unit_id, user_id, role in held.values_list("unit_id", "user_id", "role"):
        if role == Role.LEADER or user_id not in people[unit_id]:
            people[unit_id][user_id] = "leader" if role == Role.LEADER else "official"
    return {unit_id: dict(Counter(found.values())) for unit_id, found in people.items()}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a survey is in one unit."""

    unit: Unit
    population: int
    size: int  # people to ask
    issued: int  # slips printed
    spent: int
    answers: int  # forms, imported ones as well

    @property
    def rate(self) -> float | None:
        """The response rate, a share of those to be asked."""
        return self.answers / self.size if self.size else None


def progress(row: Survey) -> list[Progress]:
    """Return how far a survey is, unit by unit. Costs 3 queries."""
    frame, sizes = row.sample.get("frame", {}), row.sample.get("sizes", {})
    codes = {
        unit_id: (issued, spent)
        for unit_id, issued, spent in SurveyCode.objects.filter(survey=row)
        .order_by()
        .values_list("unit")
        .annotate(n=Count("pk"), spent=Count("spent_on"))
    }
    given = answered(row)
    wanted = {int(unit_id) for unit_id in sizes} | set(given)
    units = Unit.objects.filter(pk__in=wanted).order_by("path")
    return [
        Progress(
            unit,
            frame.get(str(unit.pk), 0),
            sum(sizes.get(str(unit.pk), {}).values()),
            *codes.get(unit.pk, (0, 0)),
            given.get(unit.pk, 0),
        )
        for unit in units
    ]


def answered(row: Survey) -> dict[int, int]:
    """Return the number of forms of each unit. Costs 1 query."""
    rows = SurveyAnswer.objects.filter(survey=row).order_by().values_list("unit").annotate(n=Count("pk"))
    return dict(rows)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the holder of a code is asked."""

    survey: Survey
    unit: Unit
    questionnaire: Questionnaire


def by_code(code: str) -> Asked:
    """Return what a code asks, spent or not; who it was given to is kept nowhere. Costs 1 query.

    Raises: access.NoSuch.
    """
    rows = SurveyCode.objects.select_related("survey", "unit").defer("survey__sample")
    found = rows.filter(code_hash=hashed(code)).first()
    if found is None:
        raise NoSuch()
    return Asked(found.survey, found.unit, asked(found.survey))


def is_spent(code: str) -> bool:
    """Tell whether a code was used. Costs 1 query."""
    return SurveyCode.objects.filter(code_hash=hashed(code), spent_on__isnull=False).exists()


def least(row: Survey) -> int:
    """Return below how many answers nothing is shown of a unit. Costs no query."""
    return int(law.value("survey_answers_least", workdays.today(row.closes_at)))


@dataclass(frozen=True, slots=True)
class Results:
    """What a closed survey says, as far as it may be shown."""

    whole: scores.Result
    is_of_all: bool  # the whole counts the hidden units as well
    units: Mapping[int, scores.Result]  # of the units that may be shown
    standings: Sequence[scores.Standing]
    hidden: Sequence[int]
    least: int


def results(row: Survey) -> Results | None:
    """Return the results of a survey; None while it is not closed. Costs 1 query.

    While answers still come in, the difference between two looks would be one person's answers.
    """
    if row.status != "closed":
        return None
    questionnaire, forms = asked(row), forms_of(row)
    k = least(row)
    seen, is_of_all = scores.shown({unit_id: len(rows) for unit_id, rows in forms.items()}, k)
    formula, combine = scores.Formula(row.formula), scores.Combine(row.combine)
    counted = [form for unit_id, rows in forms.items() if is_of_all or unit_id in seen for form in rows]
    whole = scores.result(questionnaire, counted, formula=formula, combine=combine)
    units = {
        unit_id: scores.result(questionnaire, forms[unit_id], formula=formula, combine=combine)
        for unit_id in sorted(seen)
    }
    told = {unit_id: result.whole for unit_id, result in units.items() if result.whole is not None}
    hidden = sorted(set(forms) - seen)
    return Results(whole, is_of_all, units, scores.standings(told), hidden, k)


def forms_of(row: Survey, *groups: str) -> dict[int, list[Mapping[str, str]]]:
    """Return the forms of a survey by unit, of some kinds of respondents or of all. Costs 1 query."""
    rows = SurveyAnswer.objects.filter(survey=row).order_by("pk")
    rows = rows.filter(respondents__in=groups) if groups else rows
    found: dict[int, list[Mapping[str, str]]] = {}
    for unit_id, answers in rows.values_list("unit_id", "answers"):
        found.setdefault(unit_id, []).append(answers)
    return found


@dataclass(frozen=True, slots=True)
class LeafScore:
    """What closed surveys say of one leaf: valid answers by its own options, and how many there are."""

    counts: Mapping[str, int]
    answers: int


def leaves_of(row: Survey) -> list[Leaf]:
    """Return the survey leaves that the questions of a survey may feed: those of its round. 1 query."""
    if row.round is None:
        return []
    return [leaf for leaf in criteria_sets.value(row.round.criteria).leaves() if leaf.is_survey]


def survey_leaves(of: IndexRound) -> dict[str, list[str]]:
    """Return the survey leaves of a round's criteria with their options, the best first. Costs 1 query."""
    leaves = [leaf for leaf in criteria_sets.value(of.criteria).leaves() if leaf.is_survey]
    options = {leaf.code: leaf.rule.params["options"] for leaf in leaves}
    return {code: sorted(of, key=lambda key: (-of[key], key)) for code, of in options.items()}


def leaf_scores(round_id: int) -> dict[int, dict[str, LeafScore]]:
    """Return what the closed surveys of a round say of its survey leaves, unit by unit. Costs 4 queries.

    Answers of several questions to one leaf are added up. A question with too few valid answers in a unit
    says nothing of it: the leaf stays without a mark.
    """
    closed = list(Survey.objects.filter(round=round_id, status="closed").defer("sample").order_by("pk"))
    if not closed:
        return {}
    options = survey_leaves(IndexRound.objects.select_related("criteria").get(pk=round_id))
    found: dict[int, dict[str, Counter[str]]] = {}
    for row in closed:
        feeding = [question for question in asked(row).questions() if question.leaf in options]
        for unit_id, forms in forms_of(row).items():
            for question in feeding:
                counts = Counter(form[question.key] for form in forms if question.key in form)
                told = scores.by_options(question, counts, options[question.leaf])
                if sum(told.values()) >= least(row):
                    leaves = found.setdefault(unit_id, {})
                    leaves.setdefault(question.leaf, Counter()).update(told)
    return {
        unit_id: {leaf: LeafScore(dict(counts), counts.total()) for leaf, counts in leaves.items()}
        for unit_id, leaves in found.items()
    }


def ratings(unit_ids: Sequence[int], days: tuple[date, date]) -> dict[int, tuple[int, int]]:
    """Return the ratings given at counters, and how many of them were satisfied, by unit. Costs 1 query.

    Whoever wants to rates: they stand beside a survey and are never added to it.
    """
    found = sums.of_units(unit_ids, days, names=("rated", "satisfied"))
    return {unit_id: (row["rated"], row["satisfied"]) for unit_id, row in found.items()}


def names(row: Survey) -> dict[str, int]:
    """Return the names and codes under which a table of answers may name the units. Costs 1 query."""
    found: dict[str, int] = {}
    for unit in subjects(row.owner, row.round_id):
        for word in (unit.name, unit.agency_code, unit.gso_code):
            if word:
                found[fold(word)] = unit.pk
    return found


def is_running(row: Survey, now: datetime) -> bool:
    """Tell whether answers are taken at this moment. Costs no query."""
    return row.status == "open" and row.opens_at <= now < row.closes_at
