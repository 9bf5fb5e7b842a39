"""Decision 766 and Decree 61 as criteria sets: made from the indicators, so that no number stands twice."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from motcua.rules.criteria import MOST, Criterion, Paper
from motcua.rules.formulas import EXACT
from motcua.rules.indicator_sets import Book, Formula, Indicator, Text

EFFORTS: Mapping[str, str] = {  # what moves an indicator, by the group it belongs to
    "transparency": "post_list",
    "progress": "close_on_time",
    "online": "take_online",
    "payment": "pay_online",
    "satisfaction": "answer_petition",
    "digitised": "digitise_result",
}


def of_766(book: Book, head: Mapping[str, Any]) -> dict[str, Any]:
    """Return Decision 766, read as chosen, as the plain form of a criteria set.

    Every name of a sum is a variable; an indicator of some levels only may be left out by the others.

    Source: Q766-01, Q766-02.
    """
    areas = []
    for group in book.groups:
        mine = [one for one in book.indicators if one.group == group.key and one.points > 0]
        children = [_indicator(one, book, head["names"]) for one in mine]
        area = {"code": group.code, "name": _text(group.name), "points": _number(group.points)}
        areas.append(area | {"children": children})
    return _head(head, book.name, book.about, book.source) | {
        "areas": areas,
        "classes": [_class(one.key, one.name, one.from_points) for one in book.bands],
    }


def of_61(paper: Paper, head: Mapping[str, Any]) -> dict[str, Any]:
    """Return the nine criteria of Decree 61 as the plain form of a criteria set.

    Source: Q61-01, Q61-02.
    """
    whole = MOST * len(paper.criteria)
    area = {
        "code": "A",
        "name": _text(paper.name),
        "points": str(whole),
        "children": [_criterion(one, head["names"]) for one in paper.criteria],
    }
    return _head(head, paper.name, paper.about, paper.source) | {
        "areas": [area],
        "classes": [_class(one.key, one.name, one.from_points * 100 / whole) for one in paper.bands],
    }


def _head(head: Mapping[str, Any], name: Text, about: Text, source: str) -> dict[str, Any]:
    kept = {key: head[key] for key in ("key", "version", "year", "level")}
    return kept | {"name": _text(name), "about": _text(about), "source": source}


def _indicator(one: Indicator, book: Book, names: Mapping[str, Any]) -> dict[str, Any]:
    factor = next((other for other in book.indicators if other.code == one.factor), None)
    used = [*one.numerator.names, *one.denominator.names]
    if factor is not None:
        used += [*factor.numerator.names, *factor.denominator.names]
    rule: dict[str, Any] = {"variables": _variables(used, names)}
    if factor is None:
        rule |= {"kind": "proportion", "share": [str(one.numerator), str(one.denominator)]}
        rule |= {"full_at": _number(one.full_at)}
        rule |= {"empty": _number(one.empty)} if one.empty is not None else {}
    else:
        told = {"vi": "Khi chưa đo được hệ số", "en": "While the factor is not measured"}
        whole = {"key": "whole", "formula": _with_factor(one, factor)}
        alone = {"key": "alone", "name": told, "when": "0", "formula": _with_factor(one, None)}
        rule |= {"kind": "formula", "ways": [alone, whole]}
    applies = "drop" if one.levels or one.empty is None else "never"
    return {
        "code": one.code,
        "name": _text(one.name),
        "points": _number(one.points),
        "rule": rule,
        "not_applicable": applies,
        "binding": f"766:{one.code}",
        "effort": EFFORTS[one.group],
        "evidence": False,
        "source": one.source,
        "confidence": one.confidence,
    }


def _with_factor(one: Indicator, factor: Indicator | None) -> str:
    rate = f"{_bracketed(one.numerator)} / {_bracketed(one.denominator)}"
    if factor is not None:
        rate += f" * min(1, {_bracketed(factor.numerator)} / {_bracketed(factor.denominator)})"
    return f"{_number(one.points)} * min(1, {rate} / {_number(one.full_at)})"


def _bracketed(of: Formula) -> str:
    return str(of) if len(of.terms) == 1 else f"({of})"


def _criterion(one: Criterion, names: Mapping[str, Any]) -> dict[str, Any]:
    used = [name for rate in one.rates for part in (rate.numerator, rate.denominator) for name in part.names]
    steps = [
        {
            "points": str(step.points),
            "when": [f"share_{said.rate} {said.sign} {_number(said.limit)}" for said in step.when],
        }
        for step in one.steps
    ]
    ratios = {f"share_{rate.key}": [str(rate.numerator), str(rate.denominator)] for rate in one.rates}
    return {
        "code": one.code,
        "name": _text(one.name),
        "points": str(MOST),
        "rule": {"kind": "steps", "variables": _variables(used, names), "ratios": ratios, "steps": steps},
        "not_applicable": "drop",
        "binding": f"61:{one.code}",
        "evidence": False,
        "source": one.source,
        "confidence": one.confidence,
    }


def _variables(used: Iterable[str], names: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one variable for each sum, with the words of the register of measures."""
    found = []
    for key in dict.fromkeys(used):
        name = names.get(key) or {"vi": key, "en": key}
        found.append({"key": key, "name": {"vi": name["vi"], "en": name["en"]}, "kind": "count"})
    return found


def _class(key: str, name: Text, limit: Fraction) -> dict[str, Any]:
    return {"key": key, "name": _text(name), "from": _number(limit)}


def _number(of: Fraction) -> str:
    return f"{EXACT.divide(EXACT.create_decimal(of.numerator), EXACT.create_decimal(of.denominator)):f}"


def _text(of: Text) -> dict[str, str]:
    return {"vi": of.vi, "en": of.en}
