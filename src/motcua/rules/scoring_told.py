"""A leaf's rule in sentences, in either language, as a person reads it on a page."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from motcua.rules.formulas import Formula
from motcua.rules.indicator_sets import Text
from motcua.rules.scorecard import Leaf, RuleKind
from motcua.rules.scoring_params import Condition, Ratio, written
from motcua.rules.scoring_words import KINDS, number

SIGNS = {">=": ("từ {limit}", "{limit} or more"), "<=": ("không quá {limit}", "{limit} or less"),
         ">": ("trên {limit}", "more than {limit}"), "<": ("dưới {limit}", "less than {limit}"),
         "=": ("là {limit}", "is {limit}")}  # fmt: skip
DAYS = {"<=": ("chậm nhất {limit}", "{limit} at the latest"), ">=": ("từ {limit}", "{limit} or later")}
_WORD = re.compile(r"[a-z][a-z0-9_]*")
ANSWERS = {True: ("có", "yes"), False: ("không", "no")}


class _Teller:
    """Tells the rule of one leaf in one language."""

    def __init__(self, leaf: Leaf, language: str) -> None:
        self.leaf, self.language, self.side = leaf, language, 0 if language == "vi" else 1
        self.names = {one.key: one.name for one in leaf.rule.variables}
        self.choices = {key: name for one in leaf.rule.variables for key, name in one.choices}

    def say(self, vi: str, en: str, **facts: str) -> str:
        return (vi, en)[self.side].format_map(facts)

    def text(self, of: Text) -> str:
        return of.vi if self.side == 0 else of.en

    def points(self, of: Decimal) -> str:
        shown = number(written(of), self.language)
        return self.say("{n} điểm", "{n} point" if of == 1 else "{n} points", n=shown)

    def name(self, key: str) -> str:
        if key in self.names:
            return self.text(self.names[key])
        ratios = list(self.leaf.rule.params.get("ratios", ()))
        place = f" {ratios.index(key) + 1}" if len(ratios) > 1 else ""
        return self.say("tỷ lệ", "share") + place

    def formula(self, of: Formula) -> str:
        """Return a formula with the names of its variables in the place of their keys."""
        return _WORD.sub(lambda said: self.name(said[0]) if said[0] in self.names else said[0], of.text)

    def ratio(self, of: Ratio) -> str:
        if of.denominator.text == "1":
            return self.formula(of.numerator)
        return f"{self.formula(of.numerator)} / {self.formula(of.denominator)}"

    def share(self, of: Decimal) -> str:
        return number(written(of), self.language, is_share=True)

    def condition(self, said: Condition) -> str:
        limit = said.limit
        if isinstance(limit, bool):
            shown = ANSWERS[limit][self.side]
        elif isinstance(limit, Decimal):
            is_ratio = said.name in self.leaf.rule.params.get("ratios", {})
            shown = self.share(limit) if is_ratio else number(written(limit), self.language)
        elif limit in self.choices:
            shown = self.text(self.choices[limit])
        else:
            shown = "/".join(reversed(limit.split("-")))
        is_day = isinstance(limit, str) and limit not in self.choices
        sign = DAYS.get(said.sign, SIGNS[said.sign]) if is_day else SIGNS[said.sign]
        return f"{self.name(said.name)} {sign[self.side].format(limit=shown)}"


def kind(leaf: Leaf, language: str) -> str:
    """Return the name of a leaf's rule.

    Source: CRIT-14.
    """
    return KINDS[str(leaf.rule.kind)][0 if language == "vi" else 1]


def how(leaf: Leaf, language: str) -> list[str]:
    """Return how a leaf is scored, a sentence each.

    Source: CRIT-01, CRIT-02, CRIT-03, CRIT-04, CRIT-05, CRIT-07, CRIT-08, CRIT-10, CRIT-11, CRIT-12, CRIT-13.
    """
    if not leaf.rule.params and leaf.rule.kind is not RuleKind.YES_NO:
        return []
    teller = _Teller(leaf, language)
    found = _TOLD[leaf.rule.kind](teller, leaf)
    if (empty := leaf.rule.params.get("empty")) is not None:
        found.append(
            teller.say("không phát sinh: {points}", "nothing to count: {points}", points=teller.points(empty))
        )
    return found


def _yes_no(t: _Teller, leaf: Leaf) -> list[str]:
    return [t.say("có: {most}; không: 0", "yes: {most}; no: 0", most=t.points(leaf.points))]


def _proportion(t: _Teller, leaf: Leaf) -> list[str]:
    params = leaf.rule.params
    found = [t.ratio(params["share"])]
    found.append(
        t.say(
            "từ {full}: {most}",
            "from {full}: {most}",
            full=t.share(params["full_at"]),
            most=t.points(leaf.points),
        )
    )
    if params["floor"]:
        found.append(
            t.say(
                "từ {floor}: theo tỷ lệ; thấp hơn: 0",
                "from {floor}: in proportion; below: 0",
                floor=t.share(params["floor"]),
            )
        )
    else:
        found.append(t.say("thấp hơn: theo tỷ lệ", "below: in proportion"))
    return found


def _whole(t: _Teller, leaf: Leaf) -> list[str]:
    most = t.points(leaf.points)
    return [t.ratio(leaf.rule.params["share"]), t.say("đủ 100 %: {m}; thiếu: 0", "all: {m}; else: 0", m=most)]


def _steps(t: _Teller, leaf: Leaf) -> list[str]:
    found = [f"{t.name(key)} = {t.ratio(one)}" for key, one in leaf.rule.params["ratios"].items()]
    joint = t.say(" và ", " and ")
    for step in leaf.rule.params["steps"]:
        when = joint.join(t.condition(said) for said in step.when) or t.say("còn lại", "otherwise")
        found.append(f"{when}: {t.points(step.points)}")
    return found


def _count(t: _Teller, leaf: Leaf) -> list[str]:
    name = t.name(leaf.rule.params["of"])
    return [
        t.say(
            "{name} từ {n}: {p}",
            "{name}, {n} or more: {p}",
            name=name,
            n=written(row.count),
            p=t.points(row.points),
        )
        for row in leaf.rule.params["counts"]
    ]


def _deduct(t: _Teller, leaf: Leaf) -> list[str]:
    found = [t.say("bắt đầu từ {most}", "begins with {most}", most=t.points(leaf.points))]
    for key, each in leaf.rule.params["per"].items():
        found.append(
            t.say("trừ {p} mỗi: {name}", "{p} off for each: {name}", p=t.points(each), name=t.name(key))
        )
    return found


def _formula(t: _Teller, leaf: Leaf) -> list[str]:
    found = []
    for way in leaf.rule.params["ways"]:
        head = t.text(way.name) or (t.formula(way.when) if way.when else "")
        found.append(f"{head}: {t.formula(way.formula)}" if head else t.formula(way.formula))
    return found


def _survey(t: _Teller, leaf: Leaf) -> list[str]:
    shares = ", ".join(f"{key.upper()} {t.share(one)}" for key, one in leaf.rule.params["options"].items())
    return [t.say("bình quân câu trả lời: {shares}", "mean of the answers: {shares}", shares=shares)]


def _imported(t: _Teller, leaf: Leaf) -> list[str]:
    params = leaf.rule.params
    out_of = number(written(params["out_of"]), t.language)
    return [
        t.say(
            "{name} / {n} × {m}",
            "{name} / {n} × {m}",
            name=t.name(params["of"]),
            n=out_of,
            m=t.points(leaf.points),
        )
    ]


def _leader(t: _Teller, leaf: Leaf) -> list[str]:
    half = t.points(leaf.points / 2)
    return [
        f"{t.name(leaf.rule.params['actual'])} / {t.name(leaf.rule.params['target'])}",
        t.say("đạt chỉ tiêu: {p}, chưa đạt: theo tỷ lệ", "target met: {p}, below: in proportion", p=half),
        t.say(
            "vượt: thêm đến {p}, so với đơn vị vượt nhiều nhất", "beyond: up to {p} more, by the best", p=half
        ),
    ]


def _items(t: _Teller, leaf: Leaf) -> list[str]:
    params, most = leaf.rule.params, t.points(leaf.rule.params["most"])
    found = [
        t.say("{p} mỗi: {name}", "{p} for each: {name}", p=t.points(each), name=t.name(key))
        for key, each in params["each"].items()
    ]
    return [*found, t.say("nhiều nhất {most}", "at most {most}", most=most)]


_TOLD: Mapping[RuleKind, Callable[[_Teller, Leaf], list[str]]] = {
    RuleKind.YES_NO: _yes_no,
    RuleKind.PROPORTION: _proportion,
    RuleKind.WHOLE: _whole,
    RuleKind.STEPS: _steps,
    RuleKind.COUNT: _count,
    RuleKind.DEDUCT: _deduct,
    RuleKind.FORMULA: _formula,
    RuleKind.SURVEY: _survey,
    RuleKind.IMPORTED: _imported,
    RuleKind.LEADER: _leader,
    RuleKind.ITEMS: _items,
}
