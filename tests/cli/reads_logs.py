"""python reads_logs.py LOG.xes[.gz] LOG.json: what pm4py finds in both, as one line of JSON.

Runs in an environment of its own (.venv-pm4py), so it imports nothing of the house.
"""

import json
import sys


def main() -> None:
    """Read, count, say it."""
    import pm4py  # only where it runs: the tests are imported without it

    events = pm4py.read_xes(sys.argv[1])
    ocel = pm4py.read_ocel2_json(sys.argv[2])
    found = {
        "xes": [
            int(events["case:concept:name"].nunique()),
            len(events),
            int(events["concept:name"].nunique()),
        ],
        "ocel": [
            int((ocel.objects["ocel:type"] == "dossier").sum()),
            len(ocel.events),
            int(ocel.events["ocel:activity"].nunique()),
        ],
        "types": {str(name): int(count) for name, count in ocel.objects["ocel:type"].value_counts().items()},
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
