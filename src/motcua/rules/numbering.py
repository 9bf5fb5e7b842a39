"""The dossier code (mã số hồ sơ): agency, day of reception, number of that day."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from motcua.rules import RuleError

AGENCY = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{2,3}){0,4}")
CODE = re.compile(rf"({AGENCY.pattern})-(\d{{6}})-(\d{{4,6}})")


class BadCode(RuleError):
    """The text is not a dossier code."""


@dataclass(frozen=True, slots=True)
class DossierCode:
    """The three parts of a code."""

    agency: str
    on: date
    number: int


def build(agency: str, on: date, number: int) -> str:
    """Return the code: four digits of number at least, more when a unit passes 9,999 in a day.

    Raises: BadCode when the agency's identifier fits neither scheme; ValueError for a number below 1.
    Source: CODE-01, CODE-02.

    >>> build("H23.34.15", date(2024, 1, 15), 1)
    'H23.34.15-240115-0001'
    """
    if number < 1:
        raise ValueError(f"number must be at least 1, got {number}")
    if not AGENCY.fullmatch(agency):
        raise BadCode(code=agency)
    return f"{agency}-{on:%y%m%d}-{number:04d}"


def parse(code: str) -> DossierCode:
    """Return the parts of a code; spaces around it and small letters are forgiven.

    Raises: BadCode.
    Source: CODE-01.

    >>> parse("000.00.23.H22-200826-0001")
    DossierCode(agency='000.00.23.H22', on=datetime.date(2020, 8, 26), number=1)
    """
    found = CODE.fullmatch(code.strip().upper())
    if found is None:
        raise BadCode(code=code[:60])
    try:
        on = datetime.strptime(found[2], "%y%m%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        raise BadCode(code=code[:60]) from None
    return DossierCode(found[1], on, int(found[3]))
