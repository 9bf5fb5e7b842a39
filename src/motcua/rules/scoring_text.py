"""Variables and numbers of a rule as lines that a person reads and writes, in a form or in a cell.

    variables    key: count = Tên | Name              kinds: number, count, share, yes_no, day, choice
                 key: number [tỷ đồng] = Tên | Name
                 key: choice = Tên | Name; full: Đủ | Complete; part: Một phần | In part

    yes_no       nothing
    proportion   share = done : planned      floor = 0.8      full_at = 1      empty = 0.5
    whole        share = done : planned      empty = 0.5
    steps        ratio rate = done : planned
                 1.0 when rate >= 0.9 and signed = yes
                 0 otherwise
    count        of = n                      0.5 from 1       1 from 2
    deduct       per n = 0.5
    formula      way all (Tất cả | All) when done = planned: 0.5
                 way some: 0.4 * done / planned
    survey       option a = 1
    imported     of = index                  out_of = 100
    leader       target = t                  actual = a       places = 2
    items        each n = 0.5                least = 0        most = 2

A line that says none of this is a problem of its own, with its number.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Rule = dict[str, Any]
_VARIABLE = re.compile(r"([a-z][a-z0-9_]*)\s*:\s*([a-z_]+)\s*(?:\[([^\]]{0,40})\])?\s*=\s*(.+)")
_CHOICE = re.compile(r"([A-Za-z0-9_]+)\s*:\s*(.+)")
_SETTING = re.compile(r"([a-z_]+)\s*=\s*(.+)")
_NAMED = re.compile(r"(per|each|option|ratio)\s+([A-Za-z0-9_]+)\s*=\s*(.+)")
_STEP = re.compile(r"(-?[0-9][0-9.]*)\s+(?:when\s+(.+)|otherwise)")
_FROM = re.compile(r"(-?[0-9][0-9.]*)\s+from\s+([0-9][0-9.]*)")
_WAY = re.compile(r"way\s+([A-Za-z0-9_]+)\s*(?:\(([^)]*)\)\s*)?(?:when\s+(.+?)\s*)?:\s*(.+)")
PLURAL = {"per": "per", "each": "each", "option": "options", "ratio": "ratios"}


class BadLine(ValueError):
    """A line cannot be read; `number` is its place, counted from 1."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(f"line {number}: {text[:60]}")
        self.number, self.text = number, text[:60]


def variables_text(rule: Mapping[str, Any]) -> str:
    """Return the variables of a plain rule as lines.

    Source: CRIT-14.
    """
    return "\n".join(_variable(one) for one in rule.get("variables") or ())


def _variable(one: Mapping[str, Any]) -> str:
    unit = f" [{one['unit']}]" if one.get("unit") else ""
    choices = "".join(f"; {row['key']}: {pair(row['name'])}" for row in one.get("choices") or ())
    return f"{one.get('key', '')}: {one.get('kind', '')}{unit} = {pair(one.get('name', ''))}{choices}"


def pair(name: object) -> str:
    """Return a name in one line: Vietnamese, and English behind a bar where it differs.

    Source: CRIT-14.

    >>> pair({"vi": "Đủ", "en": "Complete"})
    'Đủ | Complete'
    """
    if isinstance(name, Mapping):
        vi, en = str(name.get("vi") or ""), str(name.get("en") or "")
        return vi if vi == en or not en else f"{vi} | {en}"
    return str(name)


def unpair(said: str) -> dict[str, str]:
    """Return a name in both languages from one line.

    Source: CRIT-14.
    """
    vi, _, en = (part.strip() for part in said.partition("|"))
    return {"vi": vi, "en": en or vi}


def params_text(rule: Mapping[str, Any]) -> str:
    """Return the numbers of a plain rule as lines.

    Source: CRIT-14.
    """
    lines: list[str] = []
    for key, value in rule.items():
        if key not in ("kind", "variables"):
            lines += _LINES.get(key, _setting)(key, value)
    return "\n".join(lines)


def _setting(key: str, value: Any) -> list[str]:
    return [f"{key} = {value}"]


def _ratio(value: Any) -> str:
    return " : ".join(str(part) for part in value) if isinstance(value, list | tuple) else str(value)


def _share(key: str, value: Any) -> list[str]:
    return [f"{key} = {_ratio(value)}"]


def _ratios(key: str, value: Any) -> list[str]:
    return [f"ratio {name} = {_ratio(one)}" for name, one in value.items()]


def _steps(key: str, value: Any) -> list[str]:
    return [
        f"{one['points']} when {' and '.join(one['when'])}"
        if one.get("when")
        else f"{one['points']} otherwise"
        for one in value
    ]


def _counts(key: str, value: Any) -> list[str]:
    return [f"{one['points']} from {one['from']}" for one in value]


def _weights(key: str, value: Any) -> list[str]:
    single = next(name for name, many in PLURAL.items() if many == key)
    return [f"{single} {name} = {one}" for name, one in value.items()]


def _ways(key: str, value: Any) -> list[str]:
    lines = []
    for place, one in enumerate(value, start=1):
        name = pair(one.get("name") or "")
        said = f"way {one.get('key') or place}" + (f" ({name})" if name else "")
        lines.append(said + (f" when {one['when']}" if one.get("when") else "") + f": {one['formula']}")
    return lines


_LINES: Mapping[str, Callable[[str, Any], list[str]]] = {
    "share": _share,
    "ratios": _ratios,
    "steps": _steps,
    "counts": _counts,
    "per": _weights,
    "each": _weights,
    "options": _weights,
    "ways": _ways,
}


def rule(kind: str, variables: str, params: str) -> Rule:
    """Return a plain rule read from its lines; whether it makes sense is `scoring_sets.problems` to say.

    Raises: BadLine; its `number` counts in the text it stands in.
    Source: CRIT-14.
    """
    found: Rule = {"kind": kind}
    if rows := variables_of(variables):
        found["variables"] = rows
    return found | params_of(params)


def variables_of(text: str) -> list[dict[str, Any]]:
    """Return plain variables read from lines.

    Raises: BadLine.
    Source: CRIT-14.
    """
    found = []
    for number, line in _told(text):
        said = _VARIABLE.fullmatch(line)
        if not said:
            raise BadLine(number, line)
        key, kind, unit, rest = said.groups()
        name, *choices = (part.strip() for part in rest.split(";"))
        row: dict[str, Any] = {"key": key, "name": unpair(name), "kind": kind}
        if unit:
            row["unit"] = unit.strip()
        if choices:
            row["choices"] = [_choice(one, number, line) for one in choices]
        found.append(row)
    return found


def _choice(said: str, number: int, line: str) -> dict[str, Any]:
    found = _CHOICE.fullmatch(said)
    if not found:
        raise BadLine(number, line)
    return {"key": found[1], "name": unpair(found[2])}


def params_of(text: str) -> Rule:
    """Return plain numbers of a rule read from lines.

    Raises: BadLine.
    Source: CRIT-14.
    """
    found: Rule = {}
    for number, line in _told(text):
        if not any(
            read(line, found) for read in (_read_way, _read_named, _read_step, _read_from, _read_setting)
        ):
            raise BadLine(number, line)
    return found


def _told(text: str) -> list[tuple[int, str]]:
    lines = enumerate(text.replace("\r", "").split("\n"), start=1)
    return [(number, line.strip()) for number, line in lines if line.strip()]


def _read_way(line: str, into: Rule) -> bool:
    said = _WAY.fullmatch(line)
    if said:
        key, name, when, formula = said.groups()
        row = {"key": key, **({"name": unpair(name)} if name else {}), "formula": formula.strip()}
        into.setdefault("ways", []).append(row | ({"when": when.strip()} if when else {}))
    return said is not None


def _read_named(line: str, into: Rule) -> bool:
    said = _NAMED.fullmatch(line)
    if said:
        word, name, value = said.groups()
        kept: Any = _parts(value) if word == "ratio" else value.strip()
        into.setdefault(PLURAL[word], {})[name] = kept
    return said is not None


def _read_step(line: str, into: Rule) -> bool:
    said = _STEP.fullmatch(line)
    if said:
        when = [one.strip() for one in said[2].split(" and ")] if said[2] else []
        into.setdefault("steps", []).append({"points": said[1], "when": when})
    return said is not None


def _read_from(line: str, into: Rule) -> bool:
    said = _FROM.fullmatch(line)
    if said:
        into.setdefault("counts", []).append({"from": said[2], "points": said[1]})
    return said is not None


def _read_setting(line: str, into: Rule) -> bool:
    said = _SETTING.fullmatch(line)
    if said:
        key, value = said[1], said[2].strip()
        kept: Any = _parts(value) if key == "share" else value
        into[key] = int(value) if key == "places" and value.isdigit() else kept
    return said is not None


def _parts(said: str) -> list[str]:
    return [part.strip() for part in said.split(":")]


def legal_text(row: Mapping[str, Any]) -> list[str]:
    """Return the legal basis of a plain leaf, a line each: the text; from; until.

    Source: CRIT-14.
    """
    keys = ("cites", "from_on", "until_on")
    return ["; ".join(str(one.get(key) or "") for key in keys).rstrip("; ") for one in row.get("legal") or ()]


def legal_of(text: str) -> list[dict[str, str]]:
    """Return a plain legal basis read from lines.

    Source: CRIT-14.
    """
    found = []
    for _, line in _told(text):
        parts = [part.strip() for part in line.split(";")]
        row = dict(zip(("cites", "from_on", "until_on"), parts, strict=False))
        found.append({key: value for key, value in row.items() if value})
    return found
