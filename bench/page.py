"""The printed table and docs/performance.md, from the results alone."""

import json
from typing import Any

from bench import aims
from bench.homes import ROOT

PAGE = ROOT / "docs" / "performance.md"
RESULTS = ROOT / "bench" / "results.json"
WORDS = ROOT / "bench" / "words.md"
MET = {True: "met", False: "not met", None: ""}


def keep(results: dict[str, Any]) -> None:
    """Write the results and the page."""
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(results), encoding="utf-8")


def page(results: dict[str, Any]) -> str:
    """Return the page: the words written by hand, with the machine and the table in their places."""
    words = WORDS.read_text(encoding="utf-8")
    return words.replace("{machine}", machine(results)).replace("{table}", table(results))


def machine(results: dict[str, Any]) -> str:
    """Return the facts of the run as a list."""
    facts = results["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in facts["packages"].items())
    form = "the quick form" if results["quick"] else "the full form"
    lines = [
        f"{facts['cores']} cores, {facts['memory_gib']} GiB, Linux {facts['kernel']}; "
        f"clients, servers and databases share them.",
        f"Python {facts['python']}, {packages}.",
        f"SQLite {facts['sqlite']} with {facts['sqlite_mode']}; PostgreSQL {facts.get('postgresql', 'absent')} "  # noqa: E501
        "with fsync and synchronous_commit on.",
        f"A sync to the disk took {facts['fdatasync_ms']} ms; the load was {facts['load_before']} before the run.",  # noqa: E501
        f"Run on {results['on']} in {results['seconds'] // 60} minutes, {form}.",
    ]
    return "\n".join(f"- {line}" for line in lines)


def table(results: dict[str, Any]) -> str:
    """Return the table in Markdown."""
    rows = ["| Work | On | Aim | Measured | |", "|---|---|---|---|---|"]
    for line in aims.lines(results):
        rows.append(f"| {line.work} | {line.on} | {line.aim} | {line.measured} | {MET[line.met]} |")
    return "\n".join(rows)


def plain(results: dict[str, Any]) -> str:
    """Return the table for a terminal."""
    return "\n".join(
        f"{MET[line.met]:8} {line.on:11} {line.work:62} {line.aim:12} {line.measured}"
        for line in aims.lines(results)
    )
