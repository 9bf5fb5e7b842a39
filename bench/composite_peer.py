"""Runs in .venv-composite: the same steps by SALib (Sobol indices) and pymcdm (weight draws, flat)."""

import json
import sys
import time
from importlib import metadata

import numpy as np


def timed(work, times):
    """Return the best of some runs in milliseconds, and the answer."""
    taken, answer = [], None
    for _ in range(times):
        began = time.perf_counter()
        answer = work()
        taken.append((time.perf_counter() - began) * 1000)
    return round(min(taken), 2), answer


def main(path, times):
    """Print one object: milliseconds, versions, how far the indices of SALib are from those given."""
    from pymcdm.helpers import rankdata
    from pymcdm.methods import WSM
    from pymcdm.normalizations import minmax_normalization
    from SALib.analyze import sobol

    given = np.load(path)
    steps, outcomes = int(given["steps"]), given["outcomes"]
    parts = outcomes.reshape(steps + 2, -1)
    # SALib reads each row of A, its mixed rows, then the row of B.
    woven = np.concatenate([parts[:1], parts[2:], parts[1:2]]).T.reshape(-1)
    problem = {"num_vars": steps, "names": [str(at) for at in range(steps)], "bounds": [[0, 1]] * steps}
    sobol_ms, found = timed(
        lambda: sobol.analyze(problem, woven, calc_second_order=False, num_resamples=500, seed=1), times
    )
    away = np.abs(found["S1"] - given["shares"][:, 0]), np.abs(found["ST"] - given["shares"][:, 1])
    values, weights = given["values"], given["weights"]
    kinds = np.ones(values.shape[1])
    method = WSM(normalization_function=minmax_normalization)

    def draws():
        ranks = [
            rankdata(method(values, one / one.sum(), kinds, validation=False), reverse=True)
            for one in weights
        ]
        return np.quantile(np.array(ranks), (0.05, 0.5, 0.95), axis=0)

    draws_ms, _ = timed(draws, 3)
    told = {"salib": metadata.version("SALib"), "salib_ms": sobol_ms, "pymcdm": metadata.version("pymcdm")}
    told |= {"pymcdm_ms": draws_ms, "first_away": float(away[0].max()), "total_away": float(away[1].max())}
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
