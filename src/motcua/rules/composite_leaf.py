"""Reading one leaf of a framework file, and the plain values a file is made of."""

import difflib
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import isfinite
from typing import Any, TypeVar

from motcua.rules.composite import Normalisation, Note, Scaling

LEAF_KEYS = (
    "code", "name", "weight", "direction", "transform", "normalise", "cap", "scale", "treat",
)  # fmt: skip
PLAIN_WAYS = (
    "none", "minmax", "zscore", "rank", "borda", "percentile", "distance_to_max", "fraction_of_max",
)  # fmt: skip
UNCAPPED = (Normalisation.NONE, Normalisation.ZSCORE, Normalisation.RANK, Normalisation.BORDA)
UNSCALED = (Normalisation.NONE, Normalisation.RANK, Normalisation.BORDA)

Choice = TypeVar("Choice", bound=StrEnum)


class Reader:
    """Takes plain values out of a file and remembers every fault it meets."""

    def __init__(self) -> None:
        self.problems: list[Note] = []

    def bad(self, where: str, reason: str, **facts: object) -> None:
        """Remember a fault."""
        self.problems.append(Note(where, reason, facts))

    def known(self, where: str, data: Mapping[Any, Any], keys: Sequence[str]) -> None:
        """Find keys that mean nothing here; a near miss is named."""
        for key in data:
            if key not in keys:
                near = difflib.get_close_matches(str(key), keys, 1)
                place = f"{where}.{key}" if where else str(key)
                self.bad(place, "unknown_key", near=near[0] if near else "", known=", ".join(keys))

    def text(self, where: str, given: object) -> str:
        """Return a text; a bare number is a fault, since 1.10 would be read as 1.1."""
        if isinstance(given, str):
            return given.strip() if where.endswith("name") else given
        self.bad(where, "not_text", given=json.dumps(given, default=str))
        return ""

    def number(self, where: str, given: object, *, least: float | None = None) -> float:
        """Return a finite number, at least `least`; 1 in place of what is none."""
        if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given):
            self.bad(where, "not_a_number", given=json.dumps(given, default=str))
            return 1.0
        if least is not None and given < least:
            self.bad(where, "too_small", given=given, least=least)
        return float(given)

    def share(self, where: str, given: object) -> float:
        """Return a share from 0 to 1."""
        found = self.number(where, given)
        if not 0 <= found <= 1:
            self.bad(where, "not_a_share", given=given)
        return found

    def choice(self, where: str, given: object, kind: type[Choice], other: Choice) -> Choice:
        """Return one of a kind, `other` in place of what is none."""
        try:
            return kind(str(given))
        except ValueError:
            self.choice_of(where, given, [str(one) for one in kind])
            return other

    def choice_of(self, where: str, given: object, known: Sequence[str]) -> str:
        """Return one of some words, the first in place of what is none."""
        if given in known:
            return str(given)
        near = difflib.get_close_matches(str(given), known, 1)
        self.bad(where, "unknown_choice", given=given, near=near[0] if near else "", known=", ".join(known))
        return known[0]

    def yes_no(self, where: str, given: object) -> bool:
        """Return a yes or a no."""
        if not isinstance(given, bool):
            self.bad(where, "not_yes_no", given=given)
        return given is True


def leaf_scaling(reader: Reader, place: str, data: Mapping[str, Any]) -> Scaling:
    """Return what a leaf says about its values; what contradicts itself is a fault.

    Source: COMP-06.
    """
    kind, given, unit = _normalise(reader, f"{place}.normalise", data.get("normalise", "none"))
    direction = data.get("direction", 1)
    if direction not in (1, -1) or isinstance(direction, bool):
        reader.bad(f"{place}.direction", "no_direction", given=direction)
        direction = 1
    is_log = reader.choice_of(f"{place}.transform", data.get("transform", "none"), ("none", "log")) == "log"
    found = Scaling(
        kind=kind,
        given=given,
        unit=unit,
        direction=int(direction),
        is_capped=reader.yes_no(f"{place}.cap", data.get("cap", False)),
        is_log=is_log,
        scale=_scale(reader, f"{place}.scale", data.get("scale")),
        is_treated=reader.yes_no(f"{place}.treat", data.get("treat", True)),
    )
    _agree(reader, place, found)
    return found


def _normalise(reader: Reader, where: str, data: object) -> tuple[Normalisation, tuple[float, ...], str]:
    if not isinstance(data, Mapping):
        if data in ("goalposts", "target", "reference"):
            reader.bad(where, "needs_numbers", given=data)
            return Normalisation.NONE, (), ""
        return Normalisation(reader.choice_of(where, data, PLAIN_WAYS)), (), ""
    if len(data) != 1 or next(iter(data)) not in ("goalposts", "target", "reference"):
        reader.bad(where, "unknown_choice", given=json.dumps(data, default=str), near="",
                   known="goalposts: [LOW, HIGH], target: VALUE, reference: UNIT")  # fmt: skip
        return Normalisation.NONE, (), ""
    (kind, given), posts = next(iter(data.items())), tuple[float, ...]()
    if kind == "reference":
        return Normalisation.REFERENCE, (), reader.text(f"{where}.reference", given)
    if kind == "target":
        return Normalisation.TARGET, (reader.number(f"{where}.target", given),), ""
    if isinstance(given, list) and len(given) == 2:
        posts = tuple(reader.number(f"{where}.goalposts[{at}]", one) for at, one in enumerate(given))
        if posts[0] == posts[1]:
            reader.bad(f"{where}.goalposts", "equal_goalposts", given=posts[0])
    else:
        reader.bad(f"{where}.goalposts", "not_two", given=json.dumps(given, default=str))
        posts = (1.0, 2.0)  # so that nothing else is said of them
    return Normalisation.GOALPOSTS, posts, ""


def _scale(reader: Reader, where: str, data: object) -> tuple[float, float] | None:
    if data is None:
        return None
    if isinstance(data, list) and len(data) == 2:
        return reader.number(f"{where}[0]", data[0]), reader.number(f"{where}[1]", data[1])
    reader.bad(where, "not_two", given=json.dumps(data, default=str))
    return None


def _agree(reader: Reader, place: str, scaling: Scaling) -> None:
    """Find what a leaf says against itself."""
    if scaling.direction < 0 and scaling.given[:1] > scaling.given[1:] and len(scaling.given) == 2:
        reader.bad(place, "turned_twice")
    if scaling.is_log and any(one <= 0 for one in scaling.given):
        reader.bad(f"{place}.normalise", "log_of_goalpost", given=min(scaling.given))
    if scaling.is_capped and scaling.kind in UNCAPPED:
        reader.bad(f"{place}.cap", "nothing_to_cap", given=str(scaling.kind))
    if scaling.scale and scaling.kind in UNSCALED:
        reader.bad(f"{place}.scale", "nothing_to_scale", given=str(scaling.kind))
    if scaling.direction < 0 and scaling.kind == Normalisation.OF_MAX:
        reader.bad(f"{place}.direction", "no_less_of_max")
    if scaling.kind == Normalisation.ZSCORE and scaling.scale and scaling.scale[1] <= 0:
        reader.bad(f"{place}.scale", "too_small", given=scaling.scale[1], least=0)
