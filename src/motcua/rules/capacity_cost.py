"""What a saved minute of waiting costs: in minutes of work, and in money where a unit set their cost."""

from dataclasses import dataclass

from motcua.rules import RuleError

MOST_DONG = 100_000_000
LEAST_HOURS = 0.05  # of waiting saved a day: less is nothing that could be paid for
Span = tuple[float, float, float]  # value, low, high


class BadCost(RuleError):
    """An hour of an officer costs something, and no fortune."""


class CostWithoutSource(RuleError):
    """A figure without its source is nobody's."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a change costs a day, what it saves, and the price of a minute of waiting saved."""

    extra_hours: float
    saved_hours: Span
    minutes: Span | None  # of work for a minute of waiting; None: nothing is saved, or nothing is paid
    dong: Span | None  # for a minute of waiting; None also where no cost is known

    @property
    def is_sure(self) -> bool:
        """Whether waiting is saved beyond what chance could give."""
        return self.saved_hours[1] > LEAST_HOURS


def price(extra_hours: float, saved_hours: Span, dong_an_hour: int | None) -> Price:
    """Return what a minute of waiting saved costs.

    The interval is that of the waiting saved, turned over: where it reaches down to nothing the price has no
    upper end, and none is told.

    Units: hours of a day; minutes of work for a minute of waiting; dong for a minute of waiting.
    Source: CAP-09.

    >>> one = price(15.0, (30.0, 25.0, 37.5), 60000)
    >>> one.minutes, one.dong
    ((0.5, 0.4, 0.6), (500.0, 400.0, 600.0))
    >>> price(15.0, (0.01, -1.0, 1.0), 60000).minutes is None
    True
    """
    value, low, high = saved_hours
    if extra_hours <= 0 or low <= LEAST_HOURS:
        return Price(extra_hours, saved_hours, None, None)
    minutes = (extra_hours / value, extra_hours / high, extra_hours / low)
    dong = None
    if dong_an_hour is not None:
        dong = (
            minutes[0] * dong_an_hour / 60,
            minutes[1] * dong_an_hour / 60,
            minutes[2] * dong_an_hour / 60,
        )
    return Price(extra_hours, saved_hours, minutes, dong)


def dong(text: str) -> int:
    """Return the cost of an hour as it is written.

    Units: dong an hour.
    Raises: BadCost.
    Source: CAP-09.

    >>> dong("85.000")
    85000
    """
    plain = text.strip().replace(".", "").replace(",", "").replace(" ", "")
    if not plain.isascii() or not plain.isdigit() or not 0 < int(plain[:12]) <= MOST_DONG:
        raise BadCost(most=MOST_DONG)
    return int(plain)
