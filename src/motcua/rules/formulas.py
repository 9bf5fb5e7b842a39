"""A small, safe language for formulas of points: decimals, named variables, no way out of it.

    expression  = sum [ ("=" | "!=" | "<" | "<=" | ">" | ">=") sum ]
    sum         = product { ("+" | "-") product }
    product     = signed { ("*" | "/") signed }
    signed      = ["-"] value
    value       = number | name | function "(" expression { "," expression } ")" | "(" expression ")"
    function    = min | max | if_ | round_

A comparison is 1 or 0. `if_(condition, then, otherwise)` looks at one side only, so it may guard a
division. `round_(value, places)` rounds half up. There are no attributes, no powers, no strings.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from motcua.rules import RuleError

MOST_LETTERS = 600
MOST_NODES = 200
MOST_DEPTH = 30
MOST_PLACES = 12
EXACT = Context(prec=50, rounding=ROUND_HALF_UP)  # far finer than any point; quotients are cut here only
FUNCTIONS: Mapping[str, tuple[int, int]] = {"min": (1, 20), "max": (1, 20), "if_": (3, 3), "round_": (2, 2)}
ONE, ZERO = Decimal(1), Decimal(0)
_TOKEN = re.compile(r"\s*(?:(\d{1,18}(?:\.\d{1,12})?)|([a-z][a-z0-9_]*)|(<=|>=|!=|[-+*/(),=<>]))")
_COMPARED: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
Values = Mapping[str, Decimal | int | bool]
Node = tuple[str, tuple[object, ...]]


class BadFormula(RuleError):
    """The text is no formula; `at` is the letter, counted from 1, `why` one word for the reason."""


class NoValue(RuleError):
    """The formula uses a name that has no value."""


class DividedByZero(RuleError):
    """The formula divides by zero for these values."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read: its text, the names it uses, and its value for given values."""

    text: str
    names: tuple[str, ...]
    root: Node

    def of(self, values: Values) -> Decimal:
        """Return the value.

        Units: those of the formula.
        Raises: NoValue; DividedByZero.
        Source: CRIT-08.
        """
        return _value(self.root, values)

    @property
    def is_name(self) -> bool:
        """Tell whether it is nothing but one variable."""
        return self.root[0] == "name"

    def __str__(self) -> str:
        return self.text


def parse(text: str) -> Formula:
    """Return a formula read from its text.

    Raises: BadFormula.
    Source: CRIT-08.

    >>> parse("if_(all = 0, 0, 2 * done / all)").of({"done": Decimal(3), "all": Decimal(4)})
    Decimal('1.5')
    """
    if len(text) > MOST_LETTERS:
        raise BadFormula(text=text[:60], at=MOST_LETTERS, why="too_long")
    reader = _Reader(text)
    root = reader.expression(0)
    if reader.kind != "end":
        raise reader.bad("unexpected")
    return Formula(text.strip(), tuple(dict.fromkeys(reader.names)), root)


class _Reader:
    """Reads a formula from left to right, one token ahead."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.nodes = 0
        self.names: list[str] = []
        self.kind, self.token, self.start = "", "", 0
        self.step()

    def bad(self, why: str) -> BadFormula:
        return BadFormula(text=self.text[:60], at=self.start + 1, why=why)

    def step(self) -> None:
        """Take the next token."""
        if not self.text[self.at :].strip():
            self.kind, self.token, self.start = "end", "", len(self.text.rstrip())
            return
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            self.start = self.at + len(self.text[self.at :]) - len(self.text[self.at :].lstrip())
            raise self.bad("letter")
        kinds = ("number", "name", "sign")
        self.kind, self.token = next((k, t) for k, t in zip(kinds, found.groups(), strict=True) if t)
        self.start, self.at = found.end() - len(self.token), found.end()

    def take(self, *signs: str) -> str:
        """Take one of the signs if it is next; return it or nothing."""
        if self.kind == "sign" and self.token in signs:
            taken = self.token
            self.step()
            return taken
        return ""

    def node(self, name: str, *parts: object) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise self.bad("too_long")
        return (name, parts)

    def expression(self, depth: int) -> Node:
        if depth > MOST_DEPTH:
            raise self.bad("too_deep")
        left = self.sum(depth)
        if sign := self.take(*_COMPARED):
            return self.node(sign, left, self.sum(depth))
        return left

    def sum(self, depth: int) -> Node:
        left = self.product(depth)
        while sign := self.take("+", "-"):
            left = self.node(sign, left, self.product(depth))
        return left

    def product(self, depth: int) -> Node:
        left = self.signed(depth)
        while sign := self.take("*", "/"):
            left = self.node(sign, left, self.signed(depth))
        return left

    def signed(self, depth: int) -> Node:
        if self.take("-"):
            return self.node("negative", self.value(depth))
        return self.value(depth)

    def value(self, depth: int) -> Node:
        kind, token = self.kind, self.token
        if kind == "number":
            self.step()
            return self.node("number", Decimal(token))
        if kind == "name":
            if token in FUNCTIONS:
                return self.call(depth)
            self.step()
            self.names.append(token)
            return self.node("name", token)
        if self.take("("):
            inner = self.expression(depth + 1)
            self.close()
            return inner
        raise self.bad("unfinished" if kind == "end" else "unexpected")

    def call(self, depth: int) -> Node:
        name, place = self.token, self.start
        self.step()
        if not self.take("("):
            raise self.bad("bracket")
        parts = [self.expression(depth + 1)]
        while self.take(","):
            parts.append(self.expression(depth + 1))
        self.close()
        least, most = FUNCTIONS[name]
        if not least <= len(parts) <= most:
            self.start = place
            raise self.bad("arguments")
        return self.node(name, *parts)

    def close(self) -> None:
        if not self.take(")"):
            raise self.bad("bracket")


def _value(node: Node, values: Values) -> Decimal:
    name, parts = node
    if name == "number":
        return parts[0]  # type: ignore[return-value]
    if name == "name":
        return _named(str(parts[0]), values)
    nodes: Iterable[Node] = parts  # type: ignore[assignment]
    if name == "if_":
        condition, then, otherwise = nodes
        return _value(then if _value(condition, values) else otherwise, values)
    return _computed(name, [_value(part, values) for part in nodes])


def _named(name: str, values: Values) -> Decimal:
    if name not in values:
        raise NoValue(name=name)
    return Decimal(values[name])


def _computed(name: str, numbers: list[Decimal]) -> Decimal:
    if name in _COMPARED:
        return ONE if _COMPARED[name](*numbers) else ZERO
    if name == "/":
        if not numbers[1]:
            raise DividedByZero()
        return EXACT.divide(*numbers)
    return _PLAIN[name](*numbers)


def _rounded(value: Decimal, places: Decimal) -> Decimal:
    kept = max(0, min(int(places), MOST_PLACES))
    return value.quantize(Decimal(1).scaleb(-kept), rounding=ROUND_HALF_UP, context=EXACT)


_PLAIN: Mapping[str, Callable[..., Decimal]] = {
    "+": EXACT.add,
    "-": EXACT.subtract,
    "*": EXACT.multiply,
    "negative": EXACT.minus,
    "min": lambda *numbers: min(numbers),
    "max": lambda *numbers: max(numbers),
    "round_": _rounded,
}
