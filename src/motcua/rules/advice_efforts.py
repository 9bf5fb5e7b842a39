"""What one act costs that changes a leaf: days of work, how many a day, until when it counts, by whom."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Any

from motcua.rules import RuleError
from motcua.rules.indicator_sets import Text
from motcua.rules.scorecard import Leaf, RuleKind

MOST_DAYS = Decimal(250)  # of one act: more is a year's work of a person


class Move(StrEnum):
    """What one act does to what is declared."""

    FLIP = "flip"
    NEW_CASE = "new_case"
    POPULATION = "population"
    COUNT = "count"
    REPAIR = "repair"
    AMOUNT = "amount"
    NONE = "none"


class BadEffort(RuleError):
    """An act costs more than nothing and less than a year's work; `most` is the limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One kind of act; `name` holds `{n}` for their number, `many` is its English plural."""

    key: str
    name: Text
    many: str
    move: Move
    days: Decimal
    per_day: Decimal
    setup: Decimal = Decimal(0)
    wait: int = 0  # working days until it counts
    step: Decimal = Decimal(1)
    why: str = ""
    who: Text = Text("", "")
    evidence: Text = Text("", "")

    def cost(self, acts: int) -> int:
        """Return the hundredths of a day of so many acts, rounded up."""
        return int(((self.setup + self.days * acts) * 100).to_integral_value(ROUND_CEILING))

    def working_days(self, acts: int) -> int:
        """Return after how many working days so many acts count."""
        return int((Decimal(acts) / self.per_day).to_integral_value(ROUND_CEILING)) + self.wait

    def most_within(self, working_days: int) -> int:
        """Return how many acts count within so many working days."""
        left = max(0, working_days - self.wait)
        return int((left * self.per_day).to_integral_value(ROUND_FLOOR))


@dataclass(frozen=True, slots=True)
class Efforts:
    """The effort model: its acts by key, and where it comes from."""

    key: str
    version: str
    about: Text
    acts: Mapping[str, Act]
    is_illustrative: bool = True


_BY_KIND: Mapping[RuleKind, str] = {
    RuleKind.YES_NO: "any_yes_no",
    RuleKind.PROPORTION: "any_share",
    RuleKind.STEPS: "any_yes_no",
    RuleKind.COUNT: "any_count",
    RuleKind.DEDUCT: "any_event",
    RuleKind.WHOLE: "any_share",
    RuleKind.FORMULA: "any_other",
    RuleKind.SURVEY: "win_satisfaction",
    RuleKind.IMPORTED: "win_satisfaction",
    RuleKind.LEADER: "any_other",
    RuleKind.ITEMS: "any_count",
}


def read(data: Mapping[str, Any]) -> Efforts:
    """Return the effort model read from data.

    Units:  days of work, working days.
    Raises: KeyError, ValueError for data that are not such a model.
    Source: ADV-02.
    """
    acts = {str(key): _act(str(key), row) for key, row in data["acts"].items()}
    about = data["about"]
    return Efforts(
        data["key"], data["version"], Text(about["vi"], about["en"]), acts, bool(data.get("illustrative"))
    )


def _act(key: str, row: Mapping[str, Any]) -> Act:
    name, who, evidence = row["name"], row["who"], row["evidence"]
    return Act(
        key=key,
        name=Text(name["vi"], name["en"]),
        many=name.get("many", name["en"]),
        move=Move(row["move"]),
        days=Decimal(row["days"]),
        per_day=Decimal(row["per_day"]),
        setup=Decimal(row.get("setup", "0")),
        wait=int(row.get("wait", 0)),
        step=Decimal(row.get("step", "1")),
        why=row.get("why", ""),
        who=Text(who["vi"], who["en"]),
        evidence=Text(evidence["vi"], evidence["en"]),
    )


def own(model: Efforts, days: Mapping[str, Decimal]) -> Efforts:
    """Return the model with a unit's own days of work in place of the shipped ones.

    Units:  days of work of one act.
    Source: ADV-02.
    """
    acts = {key: replace(act, days=days[key]) if key in days else act for key, act in model.acts.items()}
    return replace(model, acts=acts)


def act_of(model: Efforts, leaf: Leaf) -> Act:
    """Return the act that moves a leaf: the one it names, else that of its kind of rule.

    A leaf that counts dossiers day by day grows by new dossiers: what was late stays late.

    Source: ADV-02.
    """
    named = model.acts.get(leaf.effort or ("close_on_time" if leaf.binding.startswith("sums:") else ""))
    return named if named is not None else model.acts[_BY_KIND[leaf.rule.kind]]


def check_days(days: Decimal) -> Decimal:
    """Return the days of one act to the thousandth, or refuse what nobody can mean.

    Units:  days of work.
    Raises: BadEffort.
    Source: ADV-02.

    >>> check_days(Decimal("0.5"))
    Decimal('0.500')
    """
    if not days.is_finite() or not 0 < days <= MOST_DAYS:
        raise BadEffort(most=MOST_DAYS)
    kept = days.quantize(Decimal("0.001"))
    if not kept:
        raise BadEffort(most=MOST_DAYS)
    return kept
