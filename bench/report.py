"""The measured figures as a page: aim, measured, met or not."""

import json
import sys
from importlib import import_module
from typing import Any

HEAD = """# Performance

Measured by `make bench`; remade with every run, good or bad.
Every aim is a ratio in one run on one machine; absolute times are of that day.
Form: {form}.  Machine: {cores} cores, {system}, Python {python}, SQLite {sqlite}.

| work | measured | aim | met |
|---|---|---|---|
"""


def page(found: dict[str, Any]) -> str:
    """Return docs/performance.md."""
    rows: list[tuple[str, str, str, str]] = []
    for database in ("sqlite", "postgresql"):
        if isinstance(found.get(database), dict):
            rows += _database(database, found[database])
    rows += _pure(found)
    body = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return HEAD.format(form=found["form"], **found["machine"]) + body + NOTES


NOTES = """
Ratios of five calls and reception are ours over the baseline: 1 is as fast as the baseline.
The baseline of the five calls is a bare Django view writing the same rows (`bench/bare/`).
It has no journal, tallies, permission or schema; the baseline of a reception is the same rows by plain SQL.
A row "failed" is a measurement that did not come to an end; its reason is in `bench/results.json`.
Homes for the reads are multiplied inside the database (`bench/crowd.py`).
"""


def _row(work: str, measured: float | None, unit: str, aim: float, less: bool) -> tuple[str, str, str, str]:
    if measured is None:
        return work, "failed", f"{'≤' if less else '≥'} {aim:g}{unit}", "–"
    met = measured <= aim if less else measured >= aim
    return (
        work,
        f"{measured:,.3g}{unit}",
        f"{'≤' if less else '≥'} {aim:,g}{unit}",
        "yes" if met else "**no**",
    )


def _at(found: Any, *path: str) -> Any:
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _database(name: str, found: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    rows = []
    for count in ("1", "4"):
        five = _at(found, "five_calls", count)
        rows.append(
            _row(
                f"{name}: five calls, {count} clients, of bare Django",
                _at(five, "ratio_bare"),
                "",
                0.5,
                False,
            )
        )
    for count in ("1", "4", "16"):
        for way in ("in_process", "http"):
            place = _at(found, "reception", way, count)
            rows.append(
                _row(
                    f"{name}: reception {way.replace('_', ' ')}, {count} clients, of plain SQL",
                    _at(place, "ratio_plain"),
                    "",
                    0.5,
                    False,
                )
            )
    limit = 50 if name == "sqlite" else 25
    slowest = _at(found, "reception", "http", "16", "ours", "p99")
    rows.append(_row(f"{name}: reception over HTTP, p99 at 16 clients", slowest, " ms", limit, True))
    for size, read in (found.get("reads") or {}).items():
        for what, value in sorted((read or {}).items()):
            if isinstance(value, dict) and "p50" in value and not what.startswith("limit_"):
                rows.append(
                    _row(
                        f"{name}: {what.replace('_', ' ')} of {int(size):,}, p50",
                        value["p50"],
                        " ms",
                        10,
                        True,
                    )
                )
    rows.append(_row(f"{name}: entries verified a second", _at(found, "verify", "per_s"), "", 33_334, False))
    rows.append(
        _row(f"{name}: start to the first answer", _at(found, "start", "first_answer_s"), " s", 5, True)
    )
    rows.append(_row(f"{name}: web and work", _at(found, "start", "mib"), " MiB", 300, True))
    return rows


def _pure(found: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    rows = []
    for part in ("due_moments", "slips", "history"):
        for name, value in sorted((found.get(part) or {}).items()):
            shown = f"{value:,.4g}" if isinstance(value, int | float) else str(value)[:60]
            rows.append(
                (f"{part.replace('_', ' ')}: {name.replace('_', ' ')}", shown, AIMS.get((part, name), ""), "")
            )
    return rows


AIMS = {("history", "rows_per_s"): "≥ 1,667"}

if __name__ == "__main__":
    print(json.dumps(import_module(f"bench.{sys.argv[1]}").run()))
