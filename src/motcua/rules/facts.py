"""Facts: the measures of one dossier as rows whose only work for any engine is to be added up."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from motcua.rules.measures import Vector

SCHEMA = "motcua.facts/1"
PLACE = ("unit", "month")  # in the names of the folders
KEYS = ("day", "procedure", "dossier")


def rows(vector: Vector) -> Iterator[tuple[int, int, date, dict[str, int]]]:
    """Yield (unit, procedure, day, measures) of one dossier: what lands on a day, whoever did it.

    The official is left out, for the facts name no person; the sums do not need her.

    Source: MEAS-01, OPEN-01.
    """
    found: dict[tuple[int, int, date], dict[str, int]] = {}
    for key, measured in vector.items():
        into = found.setdefault((key.unit_id, key.procedure_id, key.on), {})
        for name, value in measured.items():
            into[name] = into.get(name, 0) + value
    for (unit_id, procedure_id, on), measured in sorted(found.items()):
        yield unit_id, procedure_id, on, measured


def sums_sql(names: Sequence[str]) -> str:
    """Return the one query that makes figures of facts, in words every engine knows.

    `facts` is whatever the engine calls the files, or a select over the product's own tallies.

    Source: OPEN-01.

    >>> sums_sql(["received"])
    'SELECT unit, month, SUM(received) AS received FROM facts GROUP BY unit, month ORDER BY unit, month\\n'
    """
    sums = ", ".join(f"SUM({name}) AS {name}" for name in names)
    place = ", ".join(PLACE)
    return f"SELECT {place}, {sums} FROM facts GROUP BY {place} ORDER BY {place}\n"


def month(on: date) -> str:
    """Return the month a day lies in, as folders name it.

    Source: OPEN-01.

    >>> month(date(2024, 9, 26))
    '2024-09'
    """
    return f"{on:%Y-%m}"


def days(from_on: date | None, to_on: date | None) -> tuple[date, date]:
    """Return the asked days as a closed stretch, open ends at the ends of the calendar.

    Raises: ValueError when the last lies before the first.
    Source: OPEN-01.
    """
    first, last = from_on or date.min, to_on or date.max
    if last < first:
        raise ValueError(f"the period ends before it begins: {first} to {last}")
    return first, last


def schema(words: Mapping[str, Mapping[str, str]], names: Sequence[str]) -> list[dict[str, str]]:
    """Return the columns of a file in order, each with its type and its meaning in both languages.

    Raises: KeyError for a measure without words.
    Source: OPEN-01.
    """
    kinds = {"day": "date", "procedure": "string", "dossier": "string"}
    columns = [{"name": name, "type": kinds[name], **words[name]} for name in KEYS]
    return columns + [{"name": name, "type": "int64", **words[name]} for name in names]
