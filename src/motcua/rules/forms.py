"""The forms of the one-stop counter: which of them the law knows on a day, and under which number."""

import csv
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources

from motcua.rules import RuleError, wording

TEXTS = ("number", "title", "title_en", "circular", "decree", "source", "confidence")


class Kind(StrEnum):
    """The papers by what they are for; their numbers moved in 2025, their keys do not."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL_SLIP = "control_slip"
    REGISTER = "register"


class NoSuchForm(RuleError):
    """The law in force on that day knows no such form."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form in one legal version, in force `from_on <= day < until_on`."""

    kind: Kind
    number: str
    title: str
    title_en: str
    circular: str
    circular_on: date
    decree: str
    decree_on: date
    from_on: date
    until_on: date | None
    source: str
    confidence: str

    def covers(self, on: date) -> bool:
        return self.from_on <= on and (self.until_on is None or on < self.until_on)

    def reference(self, on: date) -> str:
        """Return the line that names the legal basis on a paper made on that day.

        The forms circular of 2025 is eleven weeks younger than the decree it serves; a paper
        made in between names the decree alone.
        """
        if on < self.circular_on:
            return f"Mẫu số {self.number}, theo {self.decree} {wording.day_words(self.decree_on)}"
        return (
            f"Mẫu số {self.number}, ban hành kèm theo {self.circular} {wording.day_words(self.circular_on)}"
        )


@cache
def forms() -> tuple[Form, ...]:
    """Return every form in every legal version, as the product's data lists them.

    Source: FORM-01, FORM-02.
    """
    text = (resources.files("motcua") / "data" / "law" / "forms.csv").read_text(encoding="utf-8")
    return tuple(_form(row) for row in csv.DictReader(text.splitlines()))


def _form(row: dict[str, str]) -> Form:
    return Form(
        kind=Kind(row["key"]),
        circular_on=date.fromisoformat(row["circular_on"]),
        decree_on=date.fromisoformat(row["decree_on"]),
        from_on=date.fromisoformat(row["from_on"]),
        until_on=date.fromisoformat(row["until_on"]) if row["until_on"] else None,
        **{name: row[name] for name in TEXTS},
    )


def form(kind: Kind, on: date) -> Form:
    """Return the form of that kind in the legal version in force on the day.

    Units:  `on` is the local calendar day on which the paper is made.
    Raises: NoSuchForm, for example for a stop notice before 2025.
    Source: FORM-01, FORM-02, FORM-03.

    >>> form(Kind.CONTROL_SLIP, date(2024, 9, 12)).number, form(Kind.CONTROL_SLIP, date(2026, 3, 2)).number
    ('05', '06')
    """
    for known in forms():
        if known.kind == kind and known.covers(on):
            return known
    raise NoSuchForm(kind=kind, on=on)
