"""A questionnaire as one value, and what one person may answer to it."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from motcua.rules import RuleError
from motcua.rules.indicator_sets import Text

DONT_KNOW = "x"
LEVELS = ("1", "2", "3", "4", "5")
WEIGHTS: Mapping[str, Decimal] = {
    "A": Decimal(100), "B": Decimal(60), "C": Decimal(20), "D": Decimal(0),
}  # fmt: skip
MOST_QUESTIONS = 60


class Scale(StrEnum):
    """How a question is answered."""

    LEVELS = "levels"  # 1 very dissatisfied to 5 very satisfied
    OPTIONS = "options"  # A to E, each with its weight


class BadQuestionnaire(RuleError):
    """The questionnaire does not hold together; `problems` says where."""


class BadAnswer(RuleError):
    """An answer to a question that is not asked, or a choice that is not offered."""


class NothingAnswered(RuleError):
    """A form without a single answer."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question with its own words: a letter and what it is worth, in percent."""

    letter: str
    text: Text
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion: what is asked, and the leaf of the index that it feeds."""

    key: str
    text: Text
    scale: Scale = Scale.LEVELS
    options: tuple[Option, ...] = ()
    leaf: str = ""

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be chosen, without the one for not knowing."""
        return LEVELS if self.scale is Scale.LEVELS else tuple(option.letter for option in self.options)


@dataclass(frozen=True, slots=True)
class Factor:
    """Several criteria about one thing."""

    key: str
    name: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """What is asked of whom."""

    key: str
    name: Text
    about: Text
    respondents: tuple[tuple[str, Text], ...]  # kinds of people, the first is meant where nothing is said
    drawn_from: str  # dossiers | officials
    factors: tuple[Factor, ...]
    source: str = ""
    is_illustrative: bool = False

    def questions(self) -> Iterator[Question]:
        for factor in self.factors:
            yield from factor.questions

    def question(self, key: str) -> Question:
        return next(question for question in self.questions() if question.key == key)


@dataclass(slots=True)
class _Reading:
    problems: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


def read(data: Mapping[str, Any]) -> Questionnaire:
    """Return the questionnaire that plain data describes, checked as a whole.

    Units:  weights in percent of the points, 0 to 100.
    Raises: BadQuestionnaire with all that is wrong in `problems`.
    Source: SURVEY-03, SURVEY-05.
    """
    reading = _Reading()
    factors = tuple(_factor(row, reading) for row in _rows(data.get("factors")))
    respondents = tuple(
        (str(row.get("key", "")), _text(row, "name", "respondents", reading))
        for row in _rows(data.get("respondents"))
    )
    found = Questionnaire(
        key=str(data.get("key", "")),
        name=_text(data, "name", "name", reading),
        about=_text(data, "about", "about", reading),
        respondents=respondents,
        drawn_from=str(data.get("drawn_from", "")),
        factors=factors,
        source=str(data.get("source", "")),
        is_illustrative=bool(data.get("is_illustrative", False)),
    )
    if not respondents:
        reading.problems.append("respondents: nobody is asked")
    if found.drawn_from not in ("dossiers", "officials"):
        reading.problems.append(f"drawn_from: {found.drawn_from!r} is neither dossiers nor officials")
    if not 1 <= len(reading.keys) <= MOST_QUESTIONS:
        reading.problems.append(f"factors: {len(reading.keys)} questions, 1 to {MOST_QUESTIONS} may be asked")
    if reading.problems:
        raise BadQuestionnaire(problems=tuple(reading.problems))
    return found


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, Sequence) else []


def _text(row: Mapping[str, Any], name: str, where: str, reading: _Reading) -> Text:
    given = row.get(name)
    said = given if isinstance(given, Mapping) else {}
    found = Text(str(said.get("vi", "")).strip(), str(said.get("en", "")).strip())
    if not found.vi or not found.en:
        reading.problems.append(f"{where}: {name} is not said in both languages")
    return found


def _factor(row: Mapping[str, Any], reading: _Reading) -> Factor:
    key = str(row.get("key", ""))
    questions = tuple(_question(one, reading) for one in _rows(row.get("questions")))
    if not key or not questions:
        reading.problems.append(f"factor {key!r}: asks nothing")
    return Factor(key, _text(row, "name", f"factor {key}", reading), questions)


def _question(row: Mapping[str, Any], reading: _Reading) -> Question:
    key = str(row.get("key", ""))
    where = f"question {key}"
    if not key.isascii() or not key.isalnum() or key in reading.keys:
        reading.problems.append(f"{where}: the key is empty, odd or used twice")
    reading.keys.add(key)
    options = tuple(_option(one, where, reading) for one in _rows(row.get("options")))
    scale = Scale.OPTIONS if options else Scale.LEVELS
    letters = "".join(option.letter for option in options)
    if options and letters not in ("AB", "ABC", "ABCD", "ABCDE"):
        reading.problems.append(f"{where}: options are A, B and so on, not {letters}")
    return Question(key, _text(row, "text", where, reading), scale, options, str(row.get("leaf", "")).strip())


def _option(row: Mapping[str, Any], where: str, reading: _Reading) -> Option:
    letter = str(row.get("letter", ""))
    try:
        weight = Decimal(str(row.get("weight", WEIGHTS.get(letter, ""))))
    except InvalidOperation:
        weight = Decimal(-1)
    if not (weight.is_finite() and 0 <= weight <= 100):
        reading.problems.append(f"{where}: the weight of {letter} is not between 0 and 100")
        weight = Decimal(0)
    return Option(letter, _text(row, "text", f"{where} {letter}", reading), weight)


def plain(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the questionnaire as plain data that `read` reads again.

    Source: SURVEY-03.
    """

    def said(text: Text) -> dict[str, str]:
        return {"vi": text.vi, "en": text.en}

    def option(one: Option) -> dict[str, Any]:
        return {"letter": one.letter, "text": said(one.text), "weight": str(one.weight)}

    def question(one: Question) -> dict[str, Any]:
        found: dict[str, Any] = {"key": one.key, "text": said(one.text), "leaf": one.leaf}
        return found | ({"options": [option(each) for each in one.options]} if one.options else {})

    return {
        "key": questionnaire.key,
        "name": said(questionnaire.name),
        "about": said(questionnaire.about),
        "respondents": [{"key": key, "name": said(name)} for key, name in questionnaire.respondents],
        "drawn_from": questionnaire.drawn_from,
        "source": questionnaire.source,
        "is_illustrative": questionnaire.is_illustrative,
        "factors": [
            {"key": one.key, "name": said(one.name), "questions": [question(each) for each in one.questions]}
            for one in questionnaire.factors
        ],
    }


def answer(questionnaire: Questionnaire, given: Mapping[str, str]) -> dict[str, str]:
    """Return a form as it is kept, in the order of the questionnaire; what was left blank is not in it.

    Raises: BadAnswer; NothingAnswered.
    Source: SURVEY-03.
    """
    asked = {question.key: question for question in questionnaire.questions()}
    if strange := sorted(set(given) - set(asked)):
        raise BadAnswer(question=strange[0][:20], choice="")
    kept = {}
    for key, question in asked.items():
        choice = given.get(key, "").strip()
        if not choice:
            continue
        if choice not in question.choices and choice != DONT_KNOW:
            raise BadAnswer(question=key, choice=choice[:20])
        kept[key] = choice
    if not kept:
        raise NothingAnswered()
    return kept


def sealed(forms: Sequence[Mapping[str, Any]]) -> str:
    """Return one hash of many forms in whatever order: what the results of a closed survey rest on.

    Source: SURVEY-08.

    >>> sealed([{"a": 1}, {"b": 2}]) == sealed([{"b": 2}, {"a": 1}])
    True
    """
    lines = sorted(json.dumps(form, sort_keys=True, ensure_ascii=True) for form in forms)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
