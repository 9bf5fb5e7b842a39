"""Periods that figures are asked for: calendar months to years, stretches of days, the circular's months."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from motcua.rules import RuleError

REPORTING_DAY = 15  # a reporting month of Circular 01/2020 begins on the 15th of the month before
_MONTHS = {"M": 1, "Q": 3, "H": 6, "Y": 12}


class BadPeriod(RuleError):
    """Not a period: 2024-09, 2024Q3, 2024H1, 2024, TT01-2024Q3 or 2024-09-01..2024-09-15 was expected."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of local days, half-open, under the name it was asked for."""

    key: str
    from_on: date
    until_on: date

    @property
    def days(self) -> tuple[date, date]:
        """The two ends: the first day, and the day after the last."""
        return self.from_on, self.until_on

    @property
    def last_on(self) -> date:
        return self.until_on - timedelta(days=1)

    @property
    def of_halves(self) -> bool:
        """Whether both ends fall on the 1st or 15th of a month: then sums of half months are exact."""
        return {self.from_on.day, self.until_on.day} <= {1, 15}


def parse(text: str) -> Period:
    """Return the period of that name.

    Raises: BadPeriod.
    Source: PERIOD-01 calendar periods, PERIOD-02 the circular's.

    >>> parse("2024Q3").days
    (datetime.date(2024, 7, 1), datetime.date(2024, 10, 1))
    >>> parse("TT01-2024Q3").days
    (datetime.date(2024, 6, 15), datetime.date(2024, 9, 15))
    """
    found = re.fullmatch(r"(TT01-)?(\d{4})(?:-(0[1-9]|1[0-2])|Q([1-4])|H([12]))?", text)
    try:
        if found:
            return _named(text, found)
        first, last = text.split("..")
        from_on, until_on = date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise BadPeriod(text=text[:40]) from None
    if until_on <= from_on:
        raise BadPeriod(text=text[:40])
    return Period(text, from_on, until_on)


def _named(text: str, found: re.Match[str]) -> Period:
    reporting, year, month, quarter, half = found.groups()
    number, length = 1, 12
    for given, months in ((month, 1), (quarter, 3), (half, 6)):
        if given:
            number, length = (int(given) - 1) * months + 1, months
    first, until = _first(int(year), number), _first(int(year), number + length)
    if reporting:
        first, until = _reporting(first), _reporting(until)
    return Period(text, first, until)


def _first(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _reporting(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=REPORTING_DAY)


def before(period: Period) -> Period:
    """Return the period of the same kind just before; of a free stretch, as many days before it.

    Source: PERIOD-01.

    >>> before(parse("2024-01")).key
    '2023-12'
    """
    found = re.fullmatch(r"(TT01-)?(\d{4})(?:(-)(\d{2})|([QH])(\d))?", period.key)
    if not found:
        length = period.until_on - period.from_on
        first, last = period.from_on - length, period.from_on - timedelta(days=1)
        return Period(f"{first}..{last}", first, period.from_on)
    prefix, year, dash, month, letter, number = found.groups()
    kind = "M" if dash else letter or "Y"
    parts = 12 // _MONTHS[kind]
    back = int(year) * parts + int(month or number or 1) - 2
    year_text, place = f"{back // parts:04}", back % parts + 1
    tail = {"M": f"-{place:02}", "Y": ""}.get(kind, f"{kind}{place}")
    return parse(f"{prefix or ''}{year_text}{tail}")


def around(on: date) -> tuple[str, str, str, str]:
    """Return the names of the month, quarter, half and year that hold a day.

    Source: PERIOD-01.

    >>> around(date(2024, 9, 26))
    ('2024-09', '2024Q3', '2024H2', '2024')
    """
    quarter, half = (on.month - 1) // 3 + 1, (on.month - 1) // 6 + 1
    return f"{on:%Y-%m}", f"{on.year:04}Q{quarter}", f"{on.year:04}H{half}", f"{on.year:04}"
