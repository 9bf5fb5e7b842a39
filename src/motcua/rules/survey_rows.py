"""Rows of a table of answers that somebody else collected, each read or refused for a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motcua.rules import RuleError
from motcua.rules.survey import DONT_KNOW, BadAnswer, NothingAnswered, Questionnaire, answer
from motcua.rules.text import fold

UNIT_COLUMNS = frozenset({"unit", "don vi", "ma don vi", "agency code"})
GROUP_COLUMNS = frozenset({"respondents", "doi tuong"})
NOT_KNOWN = frozenset(
    {"x", "0", "9", "khong biet", "khong biet / khong tra loi", "khong tra loi", "dont know"}
)
WORDS: Mapping[str, str] = {
    "rat khong hai long": "1", "khong hai long": "2", "binh thuong": "3", "hai long": "4",
    "rat hai long": "5",
    "very dissatisfied": "1", "dissatisfied": "2", "neither": "3", "satisfied": "4", "very satisfied": "5",
}  # fmt: skip


class UnreadableForms(RuleError):
    """The table has no row of titles with the unit and at least one question."""


@dataclass(frozen=True, slots=True)
class Filled:
    """One form of a table."""

    unit_id: int
    respondents: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refused:
    """One row that was not taken: its number, the reason, and what stood there."""

    row: int
    reason: str  # unit_unknown | group_unknown | bad_choice | empty
    what: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a table of answers holds."""

    filled: tuple[Filled, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    unit: int
    group: int | None
    questions: Mapping[int, str]


def read(grid: Sequence[Sequence[object]], asked: Questionnaire, units: Mapping[str, int]) -> Table:
    """Return the forms of a table and its refused rows; what can be kept is kept.

    `units` maps folded names and codes to units. A cell may hold a level, its words, a letter or nothing.

    Raises: UnreadableForms.
    Source: SURVEY-03.
    """
    place, columns = _titles(grid, asked)
    filled: list[Filled] = []
    refused: list[Refused] = []
    for number, line in enumerate(grid[place + 1 :], place + 2):
        cells = [_cell(value) for value in line]
        if not any(cells):
            continue
        found = _row(number, cells, columns, (asked, units))
        if isinstance(found, Refused):
            refused.append(found)
        else:
            filled.append(found)
    return Table(tuple(filled), tuple(refused))


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str("" if value is None else value).strip()


def _titles(grid: Sequence[Sequence[object]], asked: Questionnaire) -> tuple[int, _Columns]:
    keys = {question.key.casefold(): question.key for question in asked.questions()}
    for place, line in enumerate(grid[:20]):
        words = [fold(_cell(value)) for value in line]
        unit = next((at for at, word in enumerate(words) if word in UNIT_COLUMNS), None)
        questions = {at: keys[word] for at, word in enumerate(words) if word in keys}
        if unit is not None and questions:
            group = next((at for at, word in enumerate(words) if word in GROUP_COLUMNS), None)
            return place, _Columns(unit, group, questions)
    raise UnreadableForms()


def _row(
    number: int,
    cells: Sequence[str],
    columns: _Columns,
    known: tuple[Questionnaire, Mapping[str, int]],
) -> Filled | Refused:
    asked, units = known

    def at(place: int | None) -> str:
        return cells[place] if place is not None and place < len(cells) else ""

    unit_id = units.get(fold(at(columns.unit)))
    if unit_id is None:
        return Refused(number, "unit_unknown", at(columns.unit)[:60])
    group = _group(at(columns.group), asked)
    if not group:
        return Refused(number, "group_unknown", at(columns.group)[:60])
    try:
        given = {key: _choice(at(place)) for place, key in columns.questions.items()}
        return Filled(unit_id, group, answer(asked, given))
    except BadAnswer as bad:
        return Refused(number, "bad_choice", f"{bad.facts['question']}: {bad.facts['choice']}")
    except NothingAnswered:
        return Refused(number, "empty", "")


def _group(said: str, asked: Questionnaire) -> str:
    names = {fold(word): key for key, name in asked.respondents for word in (key, name.vi, name.en)}
    return names.get(fold(said), "") if said else asked.respondents[0][0]


def _choice(said: str) -> str:
    word = fold(said).replace("'", "").replace("’", "")
    if word in NOT_KNOWN:
        return DONT_KNOW
    return WORDS.get(word, said.upper() if len(said) == 1 and said.isalpha() else said)
