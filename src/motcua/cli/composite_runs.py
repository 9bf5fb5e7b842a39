"""`motcua index uncertainty`, `sensitivity`, `statistics` and `compare`: what stands behind an index."""

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motcua.cli import composite

if TYPE_CHECKING:
    from motcua.rules.composite import Result
    from motcua.rules.composite_design import Design

RUNS, EVALUATIONS = 1000, 10_000


def add(which: Any) -> None:
    """Add the commands."""
    one = composite.parser(which, "uncertainty", "rank intervals over many equally good choices")
    one.add_argument("--runs", type=int, default=RUNS, metavar="N", help=f"{RUNS} without")
    _add_design(one)
    one.set_defaults(run=lambda args: composite.guarded(args, run_uncertainty))
    two = composite.parser(which, "sensitivity", "which choice moves the ranks (Sobol indices)")
    two.add_argument("--evaluations", type=int, default=EVALUATIONS, metavar="N", help="at most so many")
    _add_design(two)
    two.set_defaults(run=lambda args: composite.guarded(args, run_sensitivity))
    three = composite.parser(which, "statistics", "spread, correlations with flags, alpha, components")
    three.set_defaults(run=lambda args: composite.guarded(args, run_statistics))
    four = composite.parser(which, "compare", "rank changes against another framework over the same data")
    four.add_argument("--with", dest="other", type=Path, required=True, metavar="OTHER.yaml")
    four.set_defaults(run=lambda args: composite.guarded(args, run_compare))
    five = composite.parser(which, "unit", "where a unit is strong and where weak")
    five.add_argument("--unit", required=True, metavar="NAME")
    five.add_argument("--year", type=int, metavar="Y")
    five.add_argument("--group", default="", metavar="G", help="compare it with this group alone")
    five.set_defaults(run=lambda args: composite.guarded(args, run_unit))
    six = composite.parser(which, "trends", "every unit over the years: change, yearly rate, ranks")
    six.set_defaults(run=lambda args: composite.guarded(args, run_trends))


def _add_design(one: argparse.ArgumentParser) -> None:
    one.add_argument("--seed", type=int, default=1, metavar="S", help="of the random numbers; 1 without")
    one.add_argument("--spec", type=Path, metavar="SPEC.yaml", help="what is varied; else the framework says")
    one.add_argument("--design", type=Path, metavar="FILE", help="keep what every run drew")
    one.add_argument("--replay", type=Path, metavar="FILE", help="run a kept design again")


def run_uncertainty(args: argparse.Namespace) -> int:
    """Print a rank interval for every unit."""
    from motcua.rules import composite_design, composite_uncertainty

    result = composite.result_of(args)
    framework, table = result.framework, result.table
    if args.replay:
        design = composite_design.read(_kept(args.replay), framework, table)
    else:
        found = composite_design.steps(framework, table, _spec(args, result))
        design = composite_design.draw(framework, table, found, runs=args.runs, seed=args.seed)
    runs = composite_uncertainty.run(framework, table, design)
    rows = [_plain(asdict(one)) for one in composite_uncertainty.intervals(runs)]
    _keep(args.design, design, {"scores": runs.scores.tolist(), "ranks": runs.ranks.tolist()})
    mean = float(runs.changes.mean())
    about = {"runs": design.runs, "seed": design.seed, "mean_rank_change": mean}
    return _answer(args, about | {"framework_sha256": design.framework_sha256}, rows)


def run_sensitivity(args: argparse.Namespace) -> int:
    """Print the Sobol indices of every step."""
    from motcua.rules import composite_design, composite_sensitivity

    result = composite.result_of(args)
    if args.replay:
        design = composite_design.read(_kept(args.replay), result.framework, result.table)
        found = composite_sensitivity.replayed(result.framework, result.table, design)
    else:
        found = composite_sensitivity.analyse(
            result.framework, result.table, _spec(args, result), evaluations=args.evaluations, seed=args.seed
        )
    _keep(args.design, found.design, {"outcomes": found.outcomes.tolist()})
    about = {"evaluations": found.design.runs, "seed": found.design.seed}
    about |= {"mean_rank_change": found.mean, "variance": found.variance}  # type: ignore[dict-item]
    return _answer(args, about, [_plain(asdict(share)) for share in found.shares])


def run_statistics(args: argparse.Namespace) -> int:
    """Print what the leaves are like and how the children of each node go together."""
    from motcua.rules import composite_statistics

    result = composite.result_of(args)
    columns = [_plain(asdict(one)) for one in composite_statistics.columns(result.framework, result.table)]
    groups = [asdict(one) for one in composite_statistics.groups(result)]
    if not args.json:
        pairs = [{"group": group["code"]} | _plain(pair) for group in groups for pair in group["pairs"]]
        whole = [{"code": group["code"]} | _plain({"alpha": group["alpha"]}) for group in groups]
        return _write(args, columns, pairs, whole)
    shown = [
        _plain({key: one[key] for key in ("code", "alpha")})
        | {"pairs": [_plain(pair) for pair in one["pairs"]], "components": one["components"]}
        for one in groups
    ]
    present = composite_statistics.data_share(result.table)
    shares = [{"unit": result.table.label(at), "share": float(one)} for at, one in enumerate(present)]
    return _answer(args, {"groups": shown, "present": shares}, columns)


def run_compare(args: argparse.Namespace) -> int:
    """Print how far every unit moves under the other framework."""
    from motcua.rules import composite_compare

    before = composite.result_of(args)
    after = composite.result_of(argparse.Namespace(**(vars(args) | {"framework": args.other})))
    found = composite_compare.moves(before, after)
    rows = [_plain(asdict(one)) | {"places": one.places} for one in found]
    away = [abs(one.places) for one in found if one.places is not None]
    return _answer(args, {"mean_rank_change": sum(away) / len(away) if away else 0.0}, rows)


def run_unit(args: argparse.Namespace) -> int:
    """Print the five leaves where a unit stands best and the five where it stands worst."""
    from motcua.rules import composite_compare

    result = composite.result_of(args)
    if result.table.years and args.year is None:
        raise ValueError("--year is needed: the table has several years")
    try:
        strong, weak = composite_compare.strong_and_weak(result, args.unit, args.year, args.group)
    except LookupError:
        raise ValueError(f"--unit {args.unit}: no row of the table is that") from None
    sides = (("strong", strong), ("weak", weak))
    return _answer(
        args, {"unit": args.unit}, [{"side": side} | asdict(one) for side, row in sides for one in row]
    )


def run_trends(args: argparse.Namespace) -> int:
    """Print every unit over its years."""
    from motcua.rules import composite_compare

    result = composite.result_of(args)
    if not result.table.years:
        raise ValueError(f"{args.data}: trends need a column `year`")
    found = composite_compare.trends(result)
    if args.json:
        return _answer(args, {}, [_plain(asdict(one)) for one in found])
    rows = [
        {"unit": one.unit, "from": one.years[0], "to": one.years[-1]}
        | {"first": one.scores[0], "last": one.scores[-1]}
        | _plain({"change": one.change, "yearly_rate": one.yearly_rate})
        | {"first_rank": one.ranks[0], "last_rank": one.ranks[-1]}
        for one in found
    ]  # fmt: skip
    return _write(args, rows)


def _spec(args: argparse.Namespace, result: "Result") -> Sequence[Any]:
    if not args.spec:
        from motcua.rules.composite_design import DEFAULT

        return result.framework.uncertainty or DEFAULT
    data = composite.yaml_of(args.spec)
    steps = data.get("uncertainty") if isinstance(data, dict) else data
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise ValueError(f"{args.spec}: a list of steps is needed, under `uncertainty:` or by itself")
    return steps


def _kept(path: Path) -> Any:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise ValueError(f"{path}: {problem}") from None
    return found.get("design", found) if isinstance(found, dict) else {}


def _keep(path: Path | None, design: "Design", came_out: dict[str, Any]) -> None:
    """Write a design and what its runs gave, so that anybody can run it again and compare."""
    from motcua.rules.composite_design import plain

    if path:
        path.write_text(json.dumps({"design": plain(design), "runs": came_out}), encoding="utf-8")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: None if isinstance(value, float) and math.isnan(value) else value for key, value in row.items()
    }


def _answer(args: argparse.Namespace, about: dict[str, Any], rows: list[dict[str, Any]]) -> int:
    if args.json:
        print(json.dumps(about | {"rows": rows}, ensure_ascii=False))
        return 0
    return _write(args, rows)


def _write(args: argparse.Namespace, *parts: list[dict[str, Any]]) -> int:
    """Write tables as CSV, an empty line between them."""
    text = "\n".join(composite.as_csv(rows) for rows in parts)
    if args.out:
        args.out.write_text(text, encoding="utf-8", newline="")
    else:
        sys.stdout.write(text)
    return 0
