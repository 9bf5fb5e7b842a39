"""The seed procedures that ship with the product, out of their plain table into bodies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.rules.catalogue import BadBody, ProcedureBody, Time, from_json

MARKS = ("code", "time", "fee", "components")
OFFERED = {"district": ("district",), "commune": ("commune",), "both": ("district", "commune")}
_KEYS = {
    "code", "name", "name_en", "field", "authority", "offered", "time", "cutoff", "online", "papers",
    "fees", "results", "route", "committed", "words", "event", "marks", "note",
}  # fmt: skip
ILLUSTRATIVE = ("steps", "committed", "online_level", "subjects")


@dataclass(frozen=True, slots=True)
class Commitment:
    """The shortened time a level promises in the demonstration: illustrative, not law."""

    level: str
    value: int
    unit: str


@dataclass(frozen=True, slots=True)
class SeedProcedure:
    """One seed procedure: its code, its body, who offers it, and what is promised."""

    code: str
    body: ProcedureBody
    levels: tuple[str, ...]
    commitments: tuple[Commitment, ...]

    def commitment(self, level: str) -> Commitment | None:
        """The promise of that level; None when it promises no more than the law."""
        return next((c for c in self.commitments if c.level == level), None)


@dataclass(frozen=True, slots=True)
class Seed:
    """The whole seed: since when its versions are in force, and its procedures in order."""

    from_on: date
    procedures: tuple[SeedProcedure, ...]


def seed(data: Mapping[str, Any]) -> Seed:
    """Return the seed that a table describes: shared steps, routes and authorities are named in it once.

    Raises: BadBody when a row names a route or an authority that is not there, or says nonsense.
    Source: CAT-06 facts, CAT-07 routes and promises.
    """
    rows = tuple(_procedure(data, row) for row in data["procedures"])
    if len({row.code for row in rows}) != len(rows):
        raise BadBody(part="procedures", value="a code twice")
    return Seed(data["from_on"], rows)


def _procedure(data: Mapping[str, Any], row: Mapping[str, Any]) -> SeedProcedure:
    unknown = set(row) - _KEYS
    if unknown:
        raise BadBody(part=row.get("code"), value=", ".join(sorted(map(str, unknown))))
    authority = _named(data, "authorities", row["authority"])
    body = {
        "name": row["name"],
        "name_en": row["name_en"],
        "field": row["field"],
        "levels": list(dict.fromkeys(part["level"] for part in authority)),
        "authorities": authority,
        "subjects": data.get("subjects", {}).get(row["field"], []),
        "times": [row["time"]],
        "cutoff": row.get("cutoff", ""),
        "online_level": row["online"],
        "components": row["papers"],
        "fees": [{**fee, "confidence": row["marks"][2]} for fee in row["fees"]],
        "results": row["results"],
        "steps": _steps(data, row["route"]),
        "words": row["words"],
        "life_events": [row["event"]],
        "confidence": dict(zip(MARKS, row["marks"], strict=True)),
        "sources": ["CAT-06", "CAT-07"],
        "illustrative": list(ILLUSTRATIVE),
        "texts": {"note": row["note"]} if "note" in row else {},
    }
    committed = row.get("committed", {})
    promises = tuple(Commitment(level, value, unit) for level, (value, unit) in committed.items())
    for promise in promises:
        Time(promise.value, promise.unit)  # refuses a unit that does not exist
    return SeedProcedure(row["code"], from_json(body), OFFERED[row["offered"]], promises)


def _steps(data: Mapping[str, Any], route: str) -> list[dict[str, Any]]:
    steps = []
    for key, hours in _named(data, "routes", route).items():
        vi, en, role, *unit_kind = _named(data, "steps", key)
        step = {"key": key, "name_vi": vi, "name_en": en, "role": role, "hours": hours}
        steps.append(step | ({"unit_kind": unit_kind[0]} if unit_kind else {}))
    return steps


def _named(data: Mapping[str, Any], table: str, key: str) -> Any:
    if key not in data[table]:
        raise BadBody(part=table, value=key)
    return data[table][key]
