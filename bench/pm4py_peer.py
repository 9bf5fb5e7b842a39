"""python pm4py_peer.py LOG.csv TIMES: what pm4py needs for both graphs of a log, and what it finds.

Runs in an environment of its own (.venv-pm4py), so it imports nothing of the house. Prints one line of JSON.
"""

import json
import sys
import time

import pandas
import pm4py

CASE, ACTIVITY, AT = "case:concept:name", "concept:name", "time:timestamp"


def timed(work, times):
    """Return the best of some runs in milliseconds, by the clock and of processor time, and the answer."""
    taken, spent = [], []
    for _ in range(times):
        began, worked = time.perf_counter(), time.process_time()
        answer = work()
        taken.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - worked) * 1000)
    return (round(min(taken), 1), round(min(spent), 1)), answer


def main(path, times):
    """Read the log, outside the measurement, and measure."""
    log = pandas.read_csv(path)
    log[AT] = pandas.to_datetime(log[AT], unit="us", utc=True)
    log[CASE] = log[CASE].astype(str)
    log[ACTIVITY] = log[ACTIVITY].astype("category")  # the quickest of the forms it takes
    log = pm4py.format_dataframe(log, case_id=CASE, activity_key=ACTIVITY, timestamp_key=AT)
    frequency, (counts, _, _) = timed(lambda: pm4py.discover_dfg(log), times)
    performance, (means, _, _) = timed(lambda: pm4py.discover_performance_dfg(log), times)
    variants, ways = timed(lambda: pm4py.get_variants(log), max(1, times // 2))
    edges = [[*edge, int(count), float(means[edge]["mean"])] for edge, count in counts.items()]
    found = {
        "version": pm4py.__version__,
        "events": len(log),
        "frequency_ms": frequency,
        "performance_ms": performance,
        "variants_ms": variants,
        "variants": len(ways),
        "edges": edges,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
