"""Reading a framework file: every fault is found at once, each with its place."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from motcua.rules.composite import Aggregate, Framework, Imputation, Missing, Node, Note, Treatment
from motcua.rules.composite_leaf import LEAF_KEYS, Reader, leaf_scaling

TOP = (
    "key",
    "name",
    "kind",
    "missing",
    "min_share",
    "rank",
    "over",
    "impute",
    "treat",
    "uncertainty",
    "tree",
)
BRANCH_KEYS = ("code", "name", "weight", "aggregate", "min_share", "children")
RESERVED = ("unit", "year", "group", "rank", "rank_in_group")


class BadFramework(ValueError):
    """The framework cannot be used; `problems` names every fault with its place."""

    def __init__(self, problems: Sequence[Note]) -> None:
        super().__init__("; ".join(f"{one.where}: {one.reason}" for one in problems))
        self.problems = tuple(problems)


def read(data: object) -> Framework:
    """Return the framework that a file describes.

    Raises: BadFramework with every problem there is.
    Source: COMP-06.

    >>> tree = {"code": "all", "children": [{"code": "a", "weight": 2}, {"code": "b"}]}
    >>> [leaf.weight for leaf in read({"key": "x", "tree": tree}).leaves]
    [2.0, 1.0]
    """
    reader = Reader()
    if not isinstance(data, Mapping):
        raise BadFramework([Note("", "not_a_mapping")])
    reader.known("", data, TOP)
    if data.get("kind", "composite") != "composite":
        reader.bad("kind", "not_composite", given=data["kind"])
    least = reader.share("min_share", data.get("min_share", 0))
    tree = Node(code="")
    if isinstance(data.get("tree"), Mapping):
        tree = _node(reader, "tree", data["tree"], least)
    else:
        reader.bad("tree", "no_tree")
    _check_codes(reader, tree)
    found = Framework(
        key=reader.text("key", data.get("key", "")),
        name=reader.text("name", data.get("name", "")),
        tree=tree,
        missing=reader.choice("missing", data.get("missing", "skip"), Missing, Missing.SKIP),
        is_within_year=reader.choice_of("over", data.get("over", "all"), ("all", "year")) == "year",
        impute=reader.choice("impute", data.get("impute", "none"), Imputation, Imputation.NONE),
        treat=_treatment(reader, data.get("treat")),
        rounded_to=_rounded_to(reader, data.get("rank")),
        uncertainty=_uncertainty(reader, data.get("uncertainty")),
    )
    if reader.problems:
        raise BadFramework(reader.problems)
    return found


def _node(reader: Reader, where: str, data: Mapping[str, Any], least: float) -> Node:
    code = reader.text(f"{where}.code", data.get("code", ""))
    place = f"{where} ({code})" if code else where
    if not code and isinstance(data.get("code", ""), str):
        reader.bad(f"{where}.code", "no_code")
    elif code != "".join(code.split()):
        reader.bad(f"{where}.code", "spaces", given=code)
    elif code in RESERVED:
        reader.bad(f"{where}.code", "reserved", given=code)
    name = reader.text(f"{place}.name", data.get("name", ""))
    weight = reader.number(f"{place}.weight", data.get("weight", 1), least=0.0)
    if "children" not in data:
        reader.known(place, data, LEAF_KEYS)
        return Node(code=code, name=name, weight=weight, scaling=leaf_scaling(reader, place, data))
    reader.known(place, data, BRANCH_KEYS)
    aggregate, power = _aggregate(reader, f"{place}.aggregate", data.get("aggregate", "mean"))
    return Node(
        code=code,
        name=name,
        weight=weight,
        children=_children(reader, place, data["children"], least),
        aggregate=aggregate,
        power=power,
        min_share=reader.share(f"{place}.min_share", data["min_share"]) if "min_share" in data else least,
    )


def _children(reader: Reader, place: str, data: object, least: float) -> tuple[Node, ...]:
    if not isinstance(data, list) or not data:
        reader.bad(f"{place}.children", "no_children")
        return ()
    found = []
    for number, child in enumerate(data):
        where = f"{place}.children[{number}]"
        if isinstance(child, Mapping):
            found.append(_node(reader, where, child, least))
        else:
            reader.bad(where, "not_a_mapping")
    if found and not any(child.weight for child in found):
        reader.bad(f"{place}.children", "no_weight")
    return tuple(found)


def _aggregate(reader: Reader, where: str, given: object) -> tuple[Aggregate, float]:
    if isinstance(given, Mapping):
        if list(given) == ["generalised"]:
            return Aggregate.POWER, reader.number(where, given["generalised"])
        reader.bad(where, "unknown_choice", given=json.dumps(given, default=str), known="generalised: POWER")
        return Aggregate.MEAN, 1.0
    found = reader.choice(where, given, Aggregate, Aggregate.MEAN)
    if found == Aggregate.POWER:
        reader.bad(where, "no_power")
    return found, 1.0


def _check_codes(reader: Reader, tree: Node) -> None:
    for code, count in Counter(node.code for node in tree.walk() if node.code).items():
        if count > 1:
            reader.bad("tree", "duplicate_code", given=code, count=count)


def _rounded_to(reader: Reader, data: object) -> int | None:
    if data is None:
        return None
    if not isinstance(data, Mapping):
        reader.bad("rank", "not_a_mapping")
        return None
    reader.known("rank", data, ("rounded_to",))
    digits = data.get("rounded_to")
    if digits is None:
        return None
    if not isinstance(digits, int) or isinstance(digits, bool) or not 0 <= digits <= 15:
        reader.bad("rank.rounded_to", "no_digits", given=digits)
        return None
    return digits


def _treatment(reader: Reader, data: object) -> Treatment | None:
    if data is None or data is False:
        return None
    if not isinstance(data, Mapping):
        reader.bad("treat", "not_a_mapping")
        return None
    reader.known("treat", data, ("winsorise", "log", "skewness", "kurtosis"))
    points = reader.number("treat.winsorise", data.get("winsorise", 0), least=0.0)
    if points != int(points):
        reader.bad("treat.winsorise", "not_whole", given=points)
    if not isinstance(data.get("log", False), bool):
        reader.bad("treat.log", "not_yes_no", given=data["log"])
    return Treatment(
        winsorise=int(points),
        is_log=data.get("log", False) is True,
        skewness=reader.number("treat.skewness", data.get("skewness", 2), least=0.0),
        kurtosis=reader.number("treat.kurtosis", data.get("kurtosis", 3.5)),
    )


def _uncertainty(reader: Reader, data: object) -> tuple[Mapping[str, Any], ...]:
    """Keep the steps as they stand: what they ask is checked where they are run, against the whole."""
    if data is None:
        return ()
    if not isinstance(data, list) or not all(isinstance(step, Mapping) for step in data):
        reader.bad("uncertainty", "not_steps")
        return ()
    return tuple(dict(step) for step in data)


def digest(framework: Framework) -> str:
    """Return the SHA-256 of everything that decides a score, so that a run can name what it ran.

    Source: COMP-06.
    """
    return hashlib.sha256(repr(framework).encode()).hexdigest()
