"""The numbers of the hall as somebody wrote them down: each known, whole, and within what makes sense."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

Row = Mapping[str, Any]

MOST = 100_000
PERCENT = 100
# Below one these would mean nothing, or quietly switch off what protects somebody.
FROM_ONE = frozenset({
    "bound", "recalls_most", "reason_letters", "slot_minutes", "service_minutes", "phones_most", "days_ahead",
})  # fmt: skip
NUMBER = ("key", "value", "source", "confidence", "why", "since")
CLASS = ("key", "vi", "en", "weight_minutes", "proofs", "source", "confidence")


class BadNumbers(ValueError):
    """A file of numbers that cannot be used: one line that names the file, the row and what is wrong."""


def numbers(raw: object, *, known: Collection[str], where: str) -> list[Row]:
    """Return the rows of a file of numbers; each is one that the house knows.

    Raises: BadNumbers.
    Source: HALL-05.

    >>> numbers([{"key": "bound", "value": 0}], known=["bound"], where="hall.yaml")
    Traceback (most recent call last):
    ...
    motcua.rules.hall_numbers.BadNumbers: hall.yaml, bound: value is 0, and has to be a whole number from 1 \
to 100000
    """

    def check(row: Row, at: str) -> None:
        key = row.get("key")
        if key not in known:
            raise BadNumbers(f"{at}: there is no such number; known are {', '.join(sorted(known))}")
        most = PERCENT if str(key).endswith("_percent") else MOST
        _whole(row, "value", least=int(key in FROM_ONE), most=most, at=at)
        if "since" in row and not _is_day(row["since"]):
            raise BadNumbers(f"{at}: since is {row['since']!r}, and has to be a day such as 2025-01-31")

    return _rows(raw, NUMBER, check, where)


def classes(raw: object, *, where: str) -> list[Row]:
    """Return the rows of a file of priority classes.

    Raises: BadNumbers.
    Source: HALL-04.
    """

    def check(row: Row, at: str) -> None:
        for name in ("key", "vi", "en", "source", "confidence"):
            if not isinstance(row.get(name), str) or not row[name].strip():
                raise BadNumbers(f"{at}: {name} is missing")
        _whole(row, "weight_minutes", least=0, most=MOST, at=at)
        proofs = row.get("proofs") or []
        if not isinstance(proofs, list) or not all(isinstance(one, str) for one in proofs):
            raise BadNumbers(f"{at}: proofs has to be a list of names")

    return _rows(raw, CLASS, check, where)


def _rows(raw: object, names: Sequence[str], check: Callable[[Row, str], None], where: str) -> list[Row]:
    if raw is None:
        return []
    if not isinstance(raw, list):
        raise BadNumbers(f"{where}: expected a list of rows such as - {{key: …, …}}")
    for number, row in enumerate(raw, 1):
        if not isinstance(row, Mapping):
            raise BadNumbers(f"{where}, row {number}: expected a row such as {{key: …, …}}, found {row!r}")
        at = f"{where}, {row.get('key') or f'row {number}'}"
        strange = [str(name) for name in row if name not in names]
        if strange:
            raise BadNumbers(f"{at}: there is no “{strange[0]}”; known are {', '.join(names)}")
        check(row, at)
    return raw


def _whole(row: Row, name: str, *, least: int, most: int, at: str) -> None:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        said = "is missing" if value is None else f"is {value!r}"
        raise BadNumbers(f"{at}: {name} {said}, and has to be a whole number from {least} to {most}")


def _is_day(value: object) -> bool:
    return type(value) is date
