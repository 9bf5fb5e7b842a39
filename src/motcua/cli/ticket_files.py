"""Ticket files and their maps, opened."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from motcua.edge import tables
from motcua.rules.history_map import BadMap
from motcua.rules.history_rows import Source
from motcua.rules.past_tickets import TicketMap, read_map


def ticket_map(path: Path) -> TicketMap:
    """Return the map in a file.

    Raises: BadMap naming the file and the key.
    """
    try:
        return read_map(yaml.safe_load(path.read_text(encoding="utf-8")))
    except BadMap as problem:
        raise BadMap(f"{path}: {problem}") from None
    except OSError as problem:
        raise BadMap(f"{path}: {problem.strerror}") from None
    except (yaml.YAMLError, UnicodeError) as problem:
        raise BadMap(f"{path}: this is no YAML: {problem}") from None


def sources(paths: Iterable[Path], plan: TicketMap) -> Iterator[Source]:
    """Open files by a map."""
    for path in paths:
        way = tables.Way(plan.sheet, plan.delimiter, plan.encoding, line_by_line=True)
        table = tables.open_table(path, way)
        yield Source(table.name, table.columns, table.rows, table.is_log)
