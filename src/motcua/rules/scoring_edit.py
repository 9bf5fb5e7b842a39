"""A criteria set in its plain form changed part by part: its head, branches, leaves, new ones and old."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from motcua.rules import RuleError

Plain = dict[str, Any]
PARTS = ("children", "leaves")


class NoSuchPart(RuleError):
    """The set has no part of this code."""


def part(data: Mapping[str, Any], code: str) -> Plain:
    """Return the branch, block or leaf of a code, as it stands in the data.

    Raises: NoSuchPart.
    Source: CRIT-14.
    """
    for row in _every(data):
        if row.get("code") == code:
            return row
    raise NoSuchPart(code=code[:40])


def _every(data: Mapping[str, Any]) -> Iterator[Plain]:
    for name in ("areas", "blocks"):
        for row in data.get(name) or ():
            yield from _below(row)


def _below(row: Plain) -> Iterator[Plain]:
    yield row
    for name in PARTS:
        for child in row.get(name) or ():
            yield from _below(child)


def is_leaf(row: Mapping[str, Any]) -> bool:
    """Tell whether a part is a leaf.

    Source: CRIT-14.
    """
    return "rule" in row


def written(data: Mapping[str, Any], code: str, changes: Mapping[str, Any]) -> Plain:
    """Return the set with some fields of a part written anew; what is None is taken out.

    Raises: NoSuchPart.
    Source: CRIT-14.
    """
    made = copy.deepcopy(dict(data))
    row = part(made, code)
    for name, value in changes.items():
        if value is None:
            row.pop(name, None)
        else:
            row[name] = value
    return made


def headed(data: Mapping[str, Any], changes: Mapping[str, Any]) -> Plain:
    """Return the set with its head written anew: names, level, year, classes.

    Source: CRIT-14.
    """
    return copy.deepcopy(dict(data)) | copy.deepcopy(dict(changes))


def added(data: Mapping[str, Any], under: str, row: Mapping[str, Any]) -> Plain:
    """Return the set with a part put last under a branch or block; under "" it is an area or a block.

    Raises: NoSuchPart.
    Source: CRIT-14.
    """
    made = copy.deepcopy(dict(data))
    if not under:
        made.setdefault("blocks" if "leaves" in row else "areas", []).append(dict(row))
        return made
    above = part(made, under)
    if is_leaf(above):
        raise NoSuchPart(code=under[:40])
    above.setdefault("leaves" if "cap" in above else "children", []).append(dict(row))
    return made


def removed(data: Mapping[str, Any], code: str) -> Plain:
    """Return the set without a part and what is below it.

    Raises: NoSuchPart.
    Source: CRIT-14.
    """
    made = copy.deepcopy(dict(data))
    part(made, code)
    for name in ("areas", "blocks"):
        if made.get(name):
            made[name] = _without(made[name], code)
    return made


def _without(rows: Sequence[Plain], code: str) -> list[Plain]:
    kept = [row for row in rows if row.get("code") != code]
    for row in kept:
        for name in PARTS:
            if row.get(name):
                row[name] = _without(row[name], code)
    return kept


def next_code(data: Mapping[str, Any], under: str) -> str:
    """Return the code that a new part would have: one more than the last of its neighbours.

    Source: CRIT-14.
    """
    rows = list(data.get("areas") or ()) if not under else _children(part(data, under))
    taken = {str(row.get("code")) for row in _every(data)}
    number = len(rows) + 1
    while (code := f"{under}.{number}" if under else str(number)) in taken:
        number += 1
    return code


def _children(row: Mapping[str, Any]) -> list[Plain]:
    return [child for name in PARTS for child in row.get(name) or ()]
