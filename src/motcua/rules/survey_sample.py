"""Whom a survey asks: how many, in which unit, and who, by a hash nobody could know before."""

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil

from motcua.rules import RuleError


class BadMargin(RuleError):
    """The margin of error of a sample must lie between 0.1 and 20 percent."""


class NobodyToAsk(RuleError):
    """The frame of the sample is empty: nothing was closed in the period."""


LEAST_ERROR, MOST_ERROR = Decimal("0.001"), Decimal("0.2")


def size(population: int, error: Decimal) -> int:
    """Return how many of a population are asked: N / (1 + N e²), rounded up and exact.

    Units:  `error` as a share, 0.05 for five percent.
    Raises: BadMargin.
    Source: SURVEY-01.

    >>> size(30_000, Decimal("0.05")), size(100, Decimal("0.05")), size(1, Decimal("0.05"))
    (395, 80, 1)
    """
    if not LEAST_ERROR <= error <= MOST_ERROR:
        raise BadMargin(least=LEAST_ERROR, most=MOST_ERROR)
    return ceil(Fraction(population) / (1 + population * Fraction(error) ** 2))


def each(frame: Mapping[int, int], error: Decimal) -> dict[int, int]:
    """Return a sample of its own for every unit, so that each is judged with the same margin.

    Raises: BadMargin; NobodyToAsk.
    Source: SURVEY-01.
    """
    if not any(frame.values()):
        raise NobodyToAsk()
    return {unit: size(count, error) for unit, count in frame.items()}


def shared(frame: Mapping[int, int], error: Decimal, least: int) -> dict[int, int]:
    """Return one sample over all units: in proportion, by largest remainders, with a least number each.

    A unit with fewer than the least gives all it has; what the least adds stands on top of the sample.

    Units:  `least` people a unit.
    Raises: BadMargin; NobodyToAsk.
    Source: SURVEY-01.

    >>> shared({1: 900, 2: 90, 3: 10}, Decimal("0.05"), 20)
    {1: 257, 2: 26, 3: 10}
    """
    population = sum(frame.values())
    if not population:
        raise NobodyToAsk()
    total = size(population, error)
    exact = {unit: Fraction(total * count, population) for unit, count in frame.items()}
    found = {unit: int(share) for unit, share in exact.items()}
    by_remainder = sorted(frame, key=lambda unit: (found[unit] - exact[unit], unit))
    for unit in by_remainder[: total - sum(found.values())]:
        found[unit] += 1
    return {unit: max(found[unit], min(least, frame[unit])) for unit in frame}


def draw(frame: Iterable[tuple[str, int]], count: int, *, seed: str) -> list[str]:
    """Return the drawn codes of a frame of (code, person): a person who was drawn is not drawn again.

    The order is that of the hash of seed and code; whoever knows the frame and the seed draws the same.

    Source: SURVEY-02.

    >>> frame = [("A", 1), ("B", 1), ("C", 2)]
    >>> draw(frame, 3, seed="s") == draw(frame[::-1], 3, seed="s"), len(draw(frame, 3, seed="s"))
    (True, 2)
    """
    drawn: list[str] = []
    asked: set[int] = set()
    by_lot = sorted(
        (hashlib.sha256(f"{seed}\n{code}".encode()).hexdigest(), code, who) for code, who in frame
    )
    for _lot, code, person in by_lot:
        if len(drawn) == count:
            break
        if person not in asked:
            asked.add(person)
            drawn.append(code)
    return sorted(drawn)


def frame_digest(codes: Iterable[str]) -> str:
    """Return the hash of a frame: sealed before the draw, so that nobody leaves anybody out afterwards.

    Source: SURVEY-02.
    """
    return hashlib.sha256("\n".join(sorted(codes)).encode()).hexdigest()
