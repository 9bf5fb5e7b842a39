"""What is laid on the counter: a person, papers and a wish, checked before anything is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from motcua.rules import RuleError
from motcua.rules.people import BadBirthDay, IdKind, id_number, phone_number
from motcua.rules.text import clean


class NameMissing(RuleError):
    """The applicant has no name."""


class BadFee(RuleError):
    """The amount is not a whole number of đồng from zero up."""


class BadQuantity(RuleError):
    """The number of papers is not between 0 and 999."""


MOST_MONEY = 10**12  # đồng; more than any fee or duty, less than a column holds


@dataclass(frozen=True, slots=True)
class Person:
    """An applicant as told at the counter or in the form. `pk` when already known."""

    name: str = ""
    kind: str = "citizen"
    id_kind: IdKind = IdKind.NONE
    id_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    birth_on: date | None = None
    sex: str = ""
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as handed in. `file` names stored bytes by their SHA-256."""

    key: str
    name: str
    kind: str = "original"
    quantity: int = 1
    standing: str = "has"
    pages: int | None = None
    file: str = ""
    file_name: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything one reception takes in."""

    procedure: str
    unit_id: int
    applicant: Person
    filer: Person | None = None
    papers: Sequence[Paper] = ()
    subject: str = ""
    by_post: bool = False
    assisted: bool = False
    return_mode: str = "counter"
    fee_amount: int | None = None
    assignee_id: int | None = None
    ticket_id: int | None = None  # the number of the hall that it came with


def person(told: Person, today: date) -> Person:
    """Return the person with every field in the form it is kept.

    Units: `today` is the local day.
    Raises: NameMissing; people.BadIdNumber, BadPhone, BadBirthDay; text.UnreadableText, TextTooLong.
    Source: ID-01, ID-02, TEXT-01.
    """
    name = clean(told.name, limit=200)
    if not any(letter.isalpha() for letter in name):
        raise NameMissing()
    if told.birth_on is not None and not date(1850, 1, 1) <= told.birth_on <= today:
        raise BadBirthDay(birth_on=told.birth_on)
    return Person(
        name=name,
        kind=told.kind,
        id_kind=told.id_kind,
        id_number=id_number(told.id_kind, told.id_number),
        phone=phone_number(told.phone) if told.phone.strip() else "",
        email=clean(told.email, limit=254).lower(),
        address=clean(told.address, limit=300),
        birth_on=told.birth_on,
        sex=told.sex if told.sex in ("M", "F") else "",
    )


def papers(told: Sequence[Paper]) -> tuple[Paper, ...]:
    """Return the papers with names in the form they are kept.

    Raises: BadQuantity; text.UnreadableText, TextTooLong.
    Source: TEXT-01.
    """
    kept = []
    for paper in told:
        if not 0 <= paper.quantity <= 999:
            raise BadQuantity(quantity=paper.quantity, name=paper.name[:60])
        kept.append(
            Paper(
                key=paper.key[:60],
                name=clean(paper.name, limit=1000),
                kind=paper.kind,
                quantity=paper.quantity,
                standing=paper.standing,
                pages=paper.pages,
                file=paper.file,
                file_name=clean(paper.file_name, limit=200),
                remark=clean(paper.remark),
            )
        )
    return tuple(kept)
