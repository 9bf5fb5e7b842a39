"""What a survey says: shares and means with their intervals, by criterion, factor and whole.

Every formula is a worth of each choice, 0 to 100, so that an index is a mean of worths over valid answers:
the share of the two highest levels is the mean of 0, 0, 0, 100, 100. Who does not know, or left it blank,
is in no base.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from random import Random

from motcua.rules.survey import DONT_KNOW, LEVELS, Question, Questionnaire, Scale

HUNDRED = Decimal(100)
Z = Decimal("1.959963984540054")  # of a 95 percent interval
Form = Mapping[str, str]


class Formula(StrEnum):
    """How levels become an index."""

    TOP_TWO = "top_two"  # F1: (answers 4 + answers 5) / valid
    MEAN_5 = "mean_5"  # F2: mean / 5
    MEAN_4 = "mean_4"  # F2: (mean - 1) / 4


class Combine(StrEnum):
    """How criteria become a factor, and factors the whole."""

    MEAN = "mean"  # the simple mean of what is below
    POOLED = "pooled"  # all answers together


_WORTHS: Mapping[Formula, Mapping[str, Decimal]] = {
    Formula.TOP_TWO: {level: HUNDRED if level >= "4" else Decimal(0) for level in LEVELS},
    Formula.MEAN_5: {level: Decimal(level) * 20 for level in LEVELS},
    Formula.MEAN_4: {level: (Decimal(level) - 1) * 25 for level in LEVELS},
}


@dataclass(frozen=True, slots=True)
class Score:
    """An index, 0 to 100, between two bounds of 95 percent, and how many answers it rests on."""

    value: Decimal
    low: Decimal
    high: Decimal
    valid: int

    def overlaps(self, other: "Score") -> bool:
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Result:
    """What the forms of a unit, or of all, say; None where nobody answered."""

    forms: int
    whole: Score | None
    factors: Mapping[str, Score | None]
    questions: Mapping[str, Score | None]
    counts: Mapping[str, Mapping[str, int]]  # by question and choice, DONT_KNOW and "" (blank) as well


def worth(question: Question, formula: Formula) -> dict[str, Decimal]:
    """Return what each choice of a question counts for, 0 to 100; options count by their own weights.

    Source: SURVEY-04, SURVEY-05.

    >>> from motcua.rules.survey import Text
    >>> [int(w) for w in worth(Question("A1", Text("", "")), Formula.MEAN_4).values()]
    [0, 25, 50, 75, 100]
    """
    if question.scale is Scale.OPTIONS:
        return {option.letter: option.weight for option in question.options}
    return dict(_WORTHS[formula])


def result(
    asked: Questionnaire, forms: Sequence[Form], *, formula: Formula, combine: Combine = Combine.MEAN
) -> Result:
    """Return what the forms say.

    A criterion's interval is Wilson's where answers are worth all or nothing, else from their spread.
    A factor's and the whole's come from the spread between forms: answers of one person go together.

    Units:  all of 0 to 100.
    Source: SURVEY-04, SURVEY-06.
    """
    worths = {question.key: worth(question, formula) for question in asked.questions()}
    counts = {question.key: _counted(question, forms) for question in asked.questions()}
    weights: dict[str, dict[str, Decimal]] = {}
    for factor in asked.factors:
        keys = [question.key for question in factor.questions]
        weights[factor.key] = _weights([[key] for key in keys], counts, worths, combine)
    groups = [[question.key for question in factor.questions] for factor in asked.factors]
    whole = _weights(groups, counts, worths, combine)
    return Result(
        len(forms),
        _clustered(forms, whole, worths, counts, combine),
        {key: _clustered(forms, shares, worths, counts, combine) for key, shares in weights.items()},
        {key: of_counts(counts[key], worths[key]) for key in worths},
        counts,
    )


def _counted(question: Question, forms: Iterable[Form]) -> dict[str, int]:
    found = dict.fromkeys((*question.choices, DONT_KNOW, ""), 0)
    for form in forms:
        found[form.get(question.key, "")] += 1
    return found


def valid(counts: Mapping[str, int], worths: Mapping[str, Decimal]) -> int:
    """Return how many answers are in the base.

    Source: SURVEY-03.

    >>> valid({"4": 3, "x": 2, "": 5}, {"4": Decimal(100)})
    3
    """
    return sum(counts.get(choice, 0) for choice in worths)


def of_counts(counts: Mapping[str, int], worths: Mapping[str, Decimal]) -> Score | None:
    """Return the index of one question out of its counts; None when nobody's answer is in the base.

    Source: SURVEY-04, SURVEY-06.

    >>> f1 = {"1": 0, "2": 0, "3": 0, "4": 100, "5": 100}
    >>> score = of_counts({"5": 60, "4": 21, "2": 19, "x": 7}, {k: Decimal(v) for k, v in f1.items()})
    >>> score.value, round(score.low, 2), round(score.high, 2), score.valid
    (Decimal('81'), Decimal('72.22'), Decimal('87.49'), 100)
    """
    base = valid(counts, worths)
    if not base:
        return None
    mean = sum((counts.get(choice, 0) * each for choice, each in worths.items()), Decimal(0)) / base
    squares = sum((counts.get(choice, 0) * (each - mean) ** 2 for choice, each in worths.items()), Decimal(0))
    is_share = set(worths.values()) <= {Decimal(0), HUNDRED}
    if is_share or not squares:
        return Score(mean, *wilson(mean, base), base)
    half = Z * (squares / max(base - 1, 1) / base).sqrt()
    return Score(mean, max(Decimal(0), mean - half), min(HUNDRED, mean + half), base)


def wilson(value: Decimal, base: int) -> tuple[Decimal, Decimal]:
    """Return the bounds of a share of `base` answers, 0 to 100.

    Source: SURVEY-06.

    >>> [round(bound, 1) for bound in wilson(Decimal(100), 10)]
    [Decimal('72.2'), Decimal('100.0')]
    """
    share, square = value / HUNDRED, Z**2 / base
    middle = share + square / 2
    half = Z * (share * (1 - share) / base + square / base / 4).sqrt()
    low, high = ((middle - half) / (1 + square), (middle + half) / (1 + square))
    return max(Decimal(0), low) * HUNDRED, min(Decimal(1), high) * HUNDRED


def bootstrap(
    counts: Mapping[str, int], worths: Mapping[str, Decimal], *, rng: Random, times: int = 1000
) -> tuple[Decimal, Decimal]:
    """Return the bounds of a mean by drawing the answers again and again; the generator is given.

    Raises: ValueError without a valid answer.
    Source: SURVEY-06.
    """
    choices = [choice for choice in worths if counts.get(choice, 0)]
    base = valid(counts, worths)
    if not base:
        raise ValueError("no valid answer to draw from")
    often = [counts[choice] for choice in choices]
    means = sorted(
        sum((worths[one] for one in rng.choices(choices, often, k=base)), Decimal(0)) / base
        for _ in range(times)
    )
    return means[int(times * 0.025)], means[min(times - 1, int(times * 0.975))]


def _weights(
    groups: Sequence[Sequence[str]],
    counts: Mapping[str, Mapping[str, int]],
    worths: Mapping[str, Mapping[str, Decimal]],
    combine: Combine,
) -> dict[str, Decimal]:
    """Return the share of each question in a mean over groups; a question nobody answered has none."""
    bases = {key: valid(counts[key], worths[key]) for group in groups for key in group}
    if combine is Combine.POOLED:
        total = sum(bases.values())
        return {key: Decimal(base) / total for key, base in bases.items() if base}
    answered = [[key for key in group if bases[key]] for group in groups]
    answered = [group for group in answered if group]
    return {key: Decimal(1) / len(answered) / len(group) for group in answered for key in group}


def _clustered(
    forms: Sequence[Form],
    weights: Mapping[str, Decimal],
    worths: Mapping[str, Mapping[str, Decimal]],
    counts: Mapping[str, Mapping[str, int]],
    combine: Combine,
) -> Score | None:
    """Return a weighted mean of questions, its bounds from the spread of the forms around it."""
    if not weights:
        return None
    n, bases = len(forms), {key: valid(counts[key], worths[key]) for key in weights}
    means = {
        key: sum((counts[key][one] * each for one, each in worths[key].items()), Decimal(0)) / bases[key]
        for key in weights
    }
    value = sum((weights[key] * means[key] for key in weights), Decimal(0))
    around = dict.fromkeys(weights, value) if combine is Combine.POOLED else means
    pulls = {
        (key, one): weights[key] * n / bases[key] * (each - around[key])
        for key in weights
        for one, each in worths[key].items()
    }
    squares = Decimal(0)
    for form in forms:
        squares += sum((pulls.get(pair, Decimal(0)) for pair in form.items()), Decimal(0)) ** 2
    if n < 2 or not squares:
        return Score(value, *wilson(value, n), sum(bases.values()))
    half = Z * (squares / (n - 1) / n).sqrt()
    return Score(value, max(Decimal(0), value - half), min(HUNDRED, value + half), sum(bases.values()))


def by_options(question: Question, counts: Mapping[str, int], options: Sequence[str]) -> dict[str, int]:
    """Return the answers under the options of a leaf, both the best first; what is left over is the last.

    Five levels under four options: very satisfied, satisfied, neither, and both kinds of dissatisfied.

    Source: SURVEY-05.

    >>> from motcua.rules.survey import Text
    >>> asked, counts = Question("A1", Text("", "")), {"5": 7, "4": 2, "2": 1, "1": 3, "x": 9}
    >>> by_options(asked, counts, ["a", "b", "c", "d"])
    {'a': 7, 'b': 2, 'c': 0, 'd': 4}
    """
    worths = worth(question, Formula.MEAN_5)
    found = dict.fromkeys(options, 0)
    for place, choice in enumerate(sorted(worths, key=lambda one: (-worths[one], one))):
        found[options[min(place, len(options) - 1)]] += counts.get(choice, 0)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """The place of a unit, and the other units it cannot be told apart from."""

    of: int
    rank: int
    score: Score
    like: tuple[int, ...]


def standings(scores: Mapping[int, Score]) -> list[Standing]:
    """Return units in order of their unrounded index; equal ones share a place, overlapping ones are named.

    Source: SURVEY-06.

    >>> one = Score(Decimal(80), Decimal(70), Decimal(90), 50)
    >>> two = Score(Decimal(75), Decimal(71), Decimal(79), 90)
    >>> [(s.of, s.rank, s.like) for s in standings({1: one, 2: two})]
    [(1, 1, (2,)), (2, 2, (1,))]
    """
    ordered = sorted(scores, key=lambda of: (-scores[of].value, of))
    return [
        Standing(
            of,
            1 + sum(other.value > scores[of].value for other in scores.values()),
            scores[of],
            tuple(other for other in ordered if other != of and scores[of].overlaps(scores[other])),
        )
        for of in ordered
    ]


def shown(forms: Mapping[int, int], least: int) -> tuple[frozenset[int], bool]:
    """Return the units whose results may be shown, and whether the whole may count the others as well.

    From a whole and all its parts but one, that one could be worked out: the hidden ones go into the
    whole only when they are two or more with `least` forms together, else it is of the shown ones.

    Units:  forms by unit.
    Source: SURVEY-07.

    >>> shown({1: 50, 2: 4, 3: 0}, 10), shown({1: 50, 2: 6, 3: 7}, 10)
    ((frozenset({1}), False), (frozenset({1}), True))
    """
    seen = frozenset(unit for unit, count in forms.items() if count >= least)
    hidden = [count for unit, count in forms.items() if unit not in seen and count]
    return seen, not hidden or (len(hidden) >= 2 and sum(hidden) >= least)
