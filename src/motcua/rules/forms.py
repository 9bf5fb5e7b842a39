"""The forms of the one-stop counter: which of them the law knows on a day, and under which number."""

import csv
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources

from motcua.rules import RuleError, wording

RANKS = ("xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã", "thành phố", "tỉnh")
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


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The two lines at the left of every paper, and the place named before its day."""

    authority: str
    bureau: str
    place: str


@cache
def _bureaus() -> tuple[dict[str, str], ...]:
    text = (resources.files("motcua") / "data" / "law" / "bureaus.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def letterhead(kind: str, name: str, on: date) -> Letterhead:
    """Return how a unit's one-stop bureau signs itself on a day.

    The place is the unit's own name without the word for what it is. An office below an authority
    has no bureau of its own and signs with its name alone.

    Units:  `kind` is province, district, commune or office; `on` a local calendar day.
    Source: FORM-08.

    >>> head = letterhead("commune", "Xã Lam Sơn", date(2024, 9, 12))
    >>> head.authority, head.bureau, head.place
    ('Ủy ban nhân dân xã Lam Sơn', 'Bộ phận tiếp nhận và trả kết quả', 'Lam Sơn')
    >>> letterhead("commune", "Xã Lam Sơn", date(2026, 3, 2)).bureau
    'Trung tâm Phục vụ hành chính công'
    """
    place = next((name[len(word) + 1 :] for word in RANKS if name.lower().startswith(f"{word} ")), name)
    for row in _bureaus():
        begun = date.fromisoformat(row["from_on"]) <= on
        ended = bool(row["until_on"]) and date.fromisoformat(row["until_on"]) <= on
        if row["kind"] == kind and begun and not ended:
            return Letterhead(f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}", row["bureau"], place)
    return Letterhead("", name, place)
