"""A second opinion on the process map: r4pm reads the log that we give away and counts for itself."""

import json
import tempfile
from pathlib import Path
from typing import Any

from motcua.queries import event_export, process_map
from motcua.queries.event_export import Veil
from motcua.queries.event_log import EventLog
from motcua.rules import event_files


def of(log: EventLog, lang: str) -> dict[str, Any]:
    """Return how many links r4pm finds, and whether every one is ours. Loaded here only."""
    import r4pm

    named = event_export.labels(log, lang=lang)
    ours = {(named[a], named[b]): one.count for (a, b), one in process_map.map_of(log).edges.items()}
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        path = Path(folder) / "log.xes"
        cases = event_export.cases(log, veil=Veil(b"second opinion"), lang=lang)
        path.write_text("".join(event_files.xes(cases, name="log")), encoding="utf-8")
        item = r4pm.import_item("EventLog", str(path))
    try:
        found = _plain(r4pm.bindings.discover_dfg(item))
        theirs = {(first, after): count for (first, after), count in found["directly_follows_relations"]}
    finally:
        r4pm.remove_item(item)
    return {"program": "r4pm", "edges": len(theirs), "equal": theirs == ours}


def _plain(answer: Any) -> Any:
    return json.loads(answer) if isinstance(answer, str) else answer
