"""The text behind the QR code of a citizen's card, as a scanner types it into a field."""

from datetime import date

from motcua.rules import RuleError
from motcua.rules.intake import Person
from motcua.rules.people import IdKind
from motcua.rules.text import clean

SEXES = {"nam": "M", "nữ": "F", "nu": "F"}


class NotACard(RuleError):
    """The text is not what stands behind the QR code of a citizen's card."""


def is_card(text: str) -> bool:
    """Tell whether a text looks like the scan of a card rather than something typed.

    Source: ID-03.

    >>> is_card("030188004217||Phạm Thị Thu Hương|14031988|Nữ|Hải Dương|01012021"), is_card("Hương")
    (True, False)
    """
    return text.count("|") >= 4


def read(text: str) -> Person:
    """Return the person of a card: number, old number, name, day of birth, sex, address, day of issue.

    What follows the address is not needed. The number and the day are checked with the rest of
    the reception, by the same rules as typed ones.

    Raises: NotACard; text.UnreadableText, TextTooLong.
    Source: ID-03.

    >>> read("030188004217||Phạm Thị Thu Hương|14031988|Nữ|Thôn An Khoái, Tứ Cường|01012021").birth_on
    datetime.date(1988, 3, 14)
    """
    parts = [clean(part, limit=300) for part in text.strip().split("|")]
    if len(parts) < 5 or not parts[0].isdigit() or not parts[2]:
        raise NotACard()
    return Person(
        name=parts[2],
        id_kind=IdKind.CCCD,
        id_number=parts[0],
        birth_on=_day(parts[3]),
        sex=SEXES.get(parts[4].lower(), ""),
        address=parts[5] if len(parts) > 5 else "",
    )


def _day(text: str) -> date | None:
    """Read ddmmyyyy; old people's cards may name the year alone, and then no day is known."""
    if len(text) != 8 or not text.isdigit():
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        raise NotACard() from None
