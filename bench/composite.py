"""The composite index: uncertainty, sensitivity, size, beside bare NumPy and beside programs of others."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / ".venv-composite" / "bin" / "python"
TIMES = 7
DRAWS, UNITS, LEAVES = 500, 168, 66
DIMENSIONS = (8, 8, 8, 8, 8, 8, 9, 9)
STEPS = (
    {"step": "weights", "noise": 0.25},
    {"step": "normalise", "choices": ["minmax", "zscore", "rank"]},
    {"step": "impute", "choices": ["mean", "median", "group_mean"]},
    {"step": "leave_one_out"},
)


def run() -> dict[str, Any]:
    """Return milliseconds by the clock of each work, the baseline of the same run, and what was compared."""
    build = [sys.executable, str(ROOT / "tools" / "environment.py"), "peer", "composite"]
    subprocess.run(build, check=False, capture_output=True)
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        own = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        command = [sys.executable, "-m", "bench.composite", str(Path(folder) / "given.npz")]
        done = subprocess.run(command, env=own, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        if PEER.exists():
            command = [str(PEER), str(ROOT / "bench" / "composite_peer.py"), command[-1], str(TIMES)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                found["peer_failed"] = done.stderr[-400:]
            else:
                found["peers"] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def measure(target: Path) -> dict[str, Any]:
    """Measure our side in a process of its own, and write down what the peers are given."""
    import numpy as np

    from motcua.rules import composite_design, composite_score, composite_sensitivity, composite_uncertainty

    random = np.random.default_rng(20)
    index, table = _four_levels(random)
    steps = composite_design.steps(index, table, STEPS)

    def analysed() -> Any:
        design = composite_design.draw(index, table, steps, runs=600, seed=1)
        return composite_uncertainty.intervals(composite_uncertainty.run(index, table, design))

    def sensitive() -> Any:
        return composite_sensitivity.analyse(index, table, STEPS, evaluations=10_000, seed=1)

    large = _flat(10, 10, 10_000, random)
    uncertainty_ms, _ = _timed(analysed)
    sobol_ms, found = _timed(sensitive, 3)
    large_ms, _ = _timed(lambda: composite_score.compute(*large), 3)
    size = found.design.runs // (len(steps) + 2)
    shares = [[share.first, share.total] for share in found.shares]
    indices_ms, _ = _timed(
        lambda: (
            composite_sensitivity.indices(found.outcomes, size),
            composite_sensitivity.intervals(found.outcomes, size, np.random.default_rng(1)),
        )
    )
    draws, given = _draws(random)
    np.savez(target, outcomes=found.outcomes, steps=len(steps), shares=np.array(shares), **given)
    return {
        "uncertainty_ms": uncertainty_ms,
        "sobol_ms": sobol_ms,
        "sobol_evaluations": found.design.runs,
        "sobol_indices_ms": indices_ms,
        "large_ms": large_ms,
        **draws,
    }


def _draws(random: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return 500 weight draws of 168 x 66 with rank intervals, ours and by bare NumPy, on the same draws."""
    import numpy as np

    from motcua.rules import composite_design, composite_uncertainty

    index, table = _flat(len(DIMENSIONS), DIMENSIONS, UNITS, random)
    steps = composite_design.steps(index, table, STEPS[:1])
    design = composite_design.draw(index, table, steps, runs=DRAWS, seed=2)
    codes = list(design.steps[0].codes)
    factors = design.factors["weights"]
    leaves = [codes.index(leaf.code) for leaf in index.leaves]
    dimensions = [codes.index(node.code) for node in index.tree.children]

    def ours() -> Any:
        runs = composite_uncertainty.run(index, table, design)
        return runs, composite_uncertainty.intervals(runs)

    def bare() -> Any:
        values = table.values
        scaled = (values - values.min(axis=0)) / (values.max(axis=0) - values.min(axis=0))
        parts, at = [], 0
        for width in DIMENSIONS:
            weights = factors[:, leaves[at : at + width]]
            parts.append((weights @ scaled[:, at : at + width].T) / weights.sum(axis=1, keepdims=True))
            at += width
        weights = factors[:, dimensions]
        total = np.einsum("rd,dru->ru", weights, np.stack(parts)) / weights.sum(axis=1, keepdims=True)
        ranks = np.empty(total.shape)
        np.put_along_axis(ranks, np.argsort(-total, axis=1), np.arange(1.0, UNITS + 1)[None, :], axis=1)
        return total, ranks, np.quantile(ranks, (0.05, 0.5, 0.95), axis=0)

    ours_ms, (runs, intervals) = _timed(ours)
    bare_ms, (total, ranks, quantiles) = _timed(bare)
    away = float(np.abs(runs.scores - total).max())
    same = bool((runs.ranks == ranks).all()) and [one.high for one in intervals] == quantiles[2].tolist()
    told = {"draws_ms": ours_ms, "bare_ms": bare_ms, "draws_ratio": round(ours_ms / bare_ms, 2)}
    told |= {"draws_difference": away, "ranks_equal": same}
    return told, {"values": table.values, "weights": factors[:, leaves]}


def _four_levels(random: Any) -> tuple[Any, Any]:
    """Return an index of four levels over 51 units and 49 leaves, with gaps and groups."""
    import numpy as np

    from motcua.rules import composite_framework
    from motcua.rules.composite import Table

    widths = (6, 6, 6, 6, 6, 6, 6, 7)
    groups = [_node(f"g{at}", width) for at, width in enumerate(widths)]
    sides = [{"code": f"s{at}", "children": groups[4 * at : 4 * at + 4]} for at in range(2)]
    index = composite_framework.read(
        {"key": "bench", "impute": "group_mean", "tree": {"code": "total", "children": sides}}
    )
    values = random.random((51, sum(widths)))
    values[random.random(values.shape) < 0.05] = np.nan
    return index, Table(units=tuple(f"u{at}" for at in range(51)), values=values, groups=("x", "y", "z") * 17)


def _flat(count: int, widths: Any, units: int, random: Any) -> tuple[Any, Any]:
    """Return an index of three levels."""
    from motcua.rules import composite_framework
    from motcua.rules.composite import Table

    each = [widths] * count if isinstance(widths, int) else list(widths)
    children = [_node(f"d{at}", width) for at, width in enumerate(each)]
    index = composite_framework.read({"key": "bench", "tree": {"code": "total", "children": children}})
    return index, Table(
        units=tuple(f"u{at}" for at in range(units)), values=random.random((units, sum(each)))
    )


def _node(code: str, width: int) -> dict[str, Any]:
    return {
        "code": code,
        "children": [{"code": f"{code}_{at}", "normalise": "minmax"} for at in range(width)],
    }


def _timed(work: Callable[[], Any], times: int = TIMES) -> tuple[float, Any]:
    """Return the best of some runs in milliseconds by the clock, and the answer."""
    taken, answer = [], work()
    for _ in range(times):
        began = time.perf_counter()
        answer = work()
        taken.append((time.perf_counter() - began) * 1000)
    return round(min(taken), 2), answer


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
