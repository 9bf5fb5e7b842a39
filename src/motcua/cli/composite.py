"""`motcua index compute` and its kin: a composite index from a framework file and a table of data."""

import argparse
import csv
import io
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motcua.edge import tables
from motcua.queries import frameworks

if TYPE_CHECKING:
    from motcua.rules.composite import Framework, Note, Result
    from motcua.rules.composite_check import Check

MOST_NOTES = 20
BAD_INPUT = 2


def add(which: Any) -> None:
    """Add what is asked of a framework file to `motcua index`."""
    one = parser(which, "compute", "compute a composite index; CSV with every score and the rank")
    one.add_argument(
        "--check", metavar="COLUMN[=NODE]", help="hold a published column against the total; =rank for ranks"
    )
    one.add_argument("--tolerance", type=float, default=5e-6, metavar="T", help="for --check; 5e-6 without")
    one.add_argument("--round", type=int, metavar="N", help="round what is written; nothing is without")
    one.add_argument("--year", type=int, metavar="Y", help="write this year only; scores stay as they are")
    one.add_argument("--uncertainty", type=int, metavar="N", help="add rank intervals over N runs")
    one.add_argument("--seed", type=int, default=1, metavar="S", help="for --uncertainty; 1 without")
    one.set_defaults(run=lambda args: guarded(args, run_compute))


def parser(which: Any, name: str, said: str) -> argparse.ArgumentParser:
    """Add a command that takes a framework file and a table, and return its parser."""
    one: argparse.ArgumentParser = which.add_parser(name, help=said, description=said)
    one.add_argument("framework", type=Path, metavar="FRAMEWORK.yaml")
    one.add_argument("data", type=Path, metavar="DATA.csv")
    one.add_argument("--out", type=Path, metavar="FILE", help="write here instead of standard output")
    one.add_argument("--json", action="store_true", help="print one object")
    one.add_argument("--lang", choices=("vi", "en"), default="en", help="language of what is said")
    return one


def guarded(args: argparse.Namespace, run: Any) -> int:
    """Run; what is wrong with the files is said line by line, all of it."""
    from motcua.rules.composite_framework import BadFramework
    from motcua.rules.composite_score import Incomputable
    from motcua.rules.composite_table import BadTable

    try:
        return int(run(args))
    except BadFramework as bad:
        return _refuse(args.framework, bad.problems, args.lang)
    except BadTable as bad:
        return _refuse(args.data, bad.problems, args.lang)
    except Incomputable as bad:
        return _refuse(args.data, bad.notes, args.lang)


def _refuse(path: Path, problems: "Sequence[Note]", lang: str) -> int:
    from motcua.rules.composite_words import sentences

    for said in sentences(problems, lang):
        print(f"{path}: {said}", file=sys.stderr)
    return BAD_INPUT


def framework_of(path: Path) -> "Framework":
    """Return the framework of a file."""
    from motcua.rules.composite_framework import read

    return read(yaml_of(path))


def yaml_of(path: Path) -> Any:
    """Return the values of a YAML file."""
    try:
        return frameworks.parse(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise ValueError(f"{path}: {problem.strerror}") from None
    except (frameworks.NoYaml, UnicodeError) as problem:
        raise ValueError(f"{path}: this is no YAML: {problem}") from None


def result_of(args: argparse.Namespace, others: Sequence[str] = ()) -> "Result":
    """Return the index of the two files, and say on standard error what there is to know."""
    from motcua.rules import composite_score, composite_table
    from motcua.rules.composite_words import sentences

    framework = framework_of(args.framework)
    opened = tables.open_table(args.data, tables.Way())
    table, unread = composite_table.read(framework, opened.columns, opened.rows, others=others)
    result = composite_score.compute(framework, table)
    notes = sentences([*unread, *result.notes], args.lang)
    for note in notes[:MOST_NOTES]:
        print(f"motcua index: {note}", file=sys.stderr)
    if len(notes) > MOST_NOTES:
        print(f"motcua index: and {len(notes) - MOST_NOTES} more notes (--json has all)", file=sys.stderr)
    return result


def run_compute(args: argparse.Namespace) -> int:
    """Compute; with --check say which rows do not follow from their parts, and answer 1 if any."""
    from motcua.rules import composite_check

    column, _, node = (args.check or "").partition("=")
    result = result_of(args, [column] if column else [])
    checked = None
    if column:
        codes = [one.code for one in result.framework.nodes] + [composite_check.RANK]
        node = node or (column if column in codes else codes[0])
        if node not in codes:
            raise ValueError(f"--check {args.check}: no node has the code {node!r}")
        checked = composite_check.check(result, column, node, args.tolerance)
    rows = score_rows(result, year=args.year, digits=args.round)
    if args.uncertainty:
        _add_intervals(args, result, rows)
    if args.json:
        print(json.dumps(_object(result, rows, checked, args.lang), ensure_ascii=False))
    if args.out:
        args.out.write_text(as_csv(rows), encoding="utf-8", newline="")
    elif not (args.json or checked):
        sys.stdout.write(as_csv(rows))
    if checked and not args.json:
        print(_told(checked))
    return 1 if checked and checked.differences else 0


def score_rows(
    result: "Result", *, year: int | None = None, digits: int | None = None
) -> list[dict[str, Any]]:
    """Return a row a unit: the unit, its year and group if it has them, every node's score, the rank."""
    table, found = result.table, []
    if year is not None and year not in table.years:
        raise ValueError(f"--year {year}: the table has no such year")
    codes, scores = [node.code for node in result.framework.nodes], result.scores.tolist()
    for at, unit in enumerate(table.units):
        if year is not None and table.years[at] != year:
            continue
        row: dict[str, Any] = {"unit": unit}
        if table.years:
            row["year"] = table.years[at]
        if table.groups:
            row["group"] = table.groups[at]
        row |= zip(codes, (figure(value, digits) for value in scores[at]), strict=True)
        row["rank"] = int(result.ranks[at]) or None
        if result.group_ranks is not None:
            row["rank_in_group"] = int(result.group_ranks[at]) or None
        found.append(row)
    return found


def _add_intervals(args: argparse.Namespace, result: "Result", rows: list[dict[str, Any]]) -> None:
    from motcua.rules import composite_design, composite_uncertainty

    framework, table = result.framework, result.table
    spec = framework.uncertainty or composite_design.DEFAULT
    steps = composite_design.steps(framework, table, spec)
    design = composite_design.draw(framework, table, steps, runs=args.uncertainty, seed=args.seed)
    found = composite_uncertainty.intervals(composite_uncertainty.run(framework, table, design))
    of = {(one.unit, one.year): one for one in found}
    for row in rows:
        one = of[row["unit"], row.get("year")]
        row |= {"rank_low": figure(one.low), "rank_median": figure(one.median), "rank_high": figure(one.high)}


def figure(value: float, digits: int | None = None) -> float | None:
    """Return a number as it is written: nothing where there is none, rounded only where asked."""
    if math.isnan(value):
        return None
    if digits is None:
        return value
    import numpy as np

    from motcua.rules.composite_score import as_published

    return float(as_published(np.array([value]), digits)[0])


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Return rows as CSV; a number is written so that reading it gives the same number."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0] if rows else [])
    writer.writerows(row.values() for row in rows)
    return text.getvalue()


def _object(
    result: "Result", rows: list[dict[str, Any]], checked: "Check | None", lang: str
) -> dict[str, Any]:
    from motcua.rules.composite_aggregation import effective
    from motcua.rules.composite_framework import digest
    from motcua.rules.composite_words import sentences

    found: dict[str, Any] = {
        "key": result.framework.key,
        "framework_sha256": digest(result.framework),
        "effective_weights": effective(result.framework.tree),
        "rows": rows,
        "notes": sentences(result.notes, lang),
    }
    if checked:
        found["check"] = {
            "column": checked.column, "node": checked.node, "tolerance": checked.tolerance,
            "checked": checked.checked, "not_published": checked.not_published, "largest": checked.largest,
            "reproduces": not checked.differences,
            "differences": [
                {"unit": one.unit, "year": one.year, "computed": figure(one.computed),
                 "published": figure(one.published), "difference": figure(one.difference)}
                for one in checked.differences
            ],
        }  # fmt: skip
    return found


def _told(checked: "Check") -> str:
    """Say whether a published column follows from its parts, and every row that does not."""
    lines = []
    if checked.differences:
        lines.append("unit,year,computed,published,difference")
        for one in checked.differences:
            figures = [figure(value) for value in (one.computed, one.published, one.difference)]
            cells = [one.unit, one.year, *figures]
            lines.append(as_csv([dict(enumerate(cells))]).split("\n")[1])  # type: ignore[arg-type]
    said = "follows from its parts" if not checked.differences else "does not follow from its parts"
    lines.append(
        f"{checked.column} {said} ({checked.node}): {checked.checked} rows checked, "
        f"{len(checked.differences)} differ by more than {checked.tolerance:g}, largest difference "
        f"{checked.largest:.3g}"
        + (f", {checked.not_published} rows without a published score" if checked.not_published else "")
    )
    return "\n".join(lines)
