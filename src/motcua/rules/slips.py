"""The papers a one-stop counter hands out: what stands on each, and its words."""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from motcua.rules import wording
from motcua.rules.forms import Kind, form


class PaperForm(StrEnum):
    """In which shape a paper of the dossier was handed in."""

    ORIGINAL = "Bản chính"
    CERTIFIED = "Bản chứng thực"
    PHOTO = "Bản photo"
    ELECTRONIC = "Bản điện tử"


class Outcome(StrEnum):
    """How a hand-over stands against the time allowed for it."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


def outcome(ended_at: datetime, due_at: datetime | None) -> Outcome | None:
    """Return how a stage ended against its due moment; None where none was set.

    A stage that ends on the day it is due, and in time, is on time; before that day it is early.

    Units:  wall time of the office.
    Source: FORM-06.

    >>> friday = datetime(2024, 9, 13, 17, 0)
    >>> [outcome(datetime(2024, 9, day, 16, 0), friday) for day in (12, 13, 16)]
    [<Outcome.EARLY: 'early'>, <Outcome.ON_TIME: 'on_time'>, <Outcome.LATE: 'late'>]
    """
    if due_at is None:
        return None
    if ended_at > due_at:
        return Outcome.LATE
    return Outcome.EARLY if ended_at.date() < due_at.date() else Outcome.ON_TIME


class Copy(StrEnum):
    """The two copies of a receipt."""

    OFFICE = "office"
    APPLICANT = "applicant"


def witness(entry_hash: str) -> str:
    """Return the first 16 hex digits of a journal entry's hash in groups of four.

    Raises: ValueError if it is not the hexadecimal form of a SHA-256 hash.
    Source: FORM-07.

    >>> witness("3f2a9c01b7de44500123456789abcdef" * 2)
    '3f2a 9c01 b7de 4450'
    """
    if len(bytes.fromhex(entry_hash)) != 32:
        raise ValueError("a witness is cut from a SHA-256 hash")
    short = entry_hash.lower()[:16]
    return " ".join(short[at : at + 4] for at in range(0, 16, 4))


@dataclass(frozen=True, slots=True)
class Head:
    """What every paper begins with: who issues it, where, when and under which number."""

    authority: str
    bureau: str
    place: str
    on: date
    number: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """The applicant as named on the paper."""

    name: str
    id_number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of the dossier's contents."""

    name: str
    form: str
    count: int


@dataclass(frozen=True, slots=True)
class Fee:
    """One fee in dong."""

    name: str
    amount: int
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in both languages, such as one line of the due moment's ledger."""

    text: str
    text_en: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả. `fees` None: not known yet; `filer` acts for the party.

    `says` is what the unit's service models changed on the day of reception.

    Source: FORM-04, FORM-05, FORM-07.
    """

    kind: ClassVar[Kind] = Kind.RECEIPT
    head: Head
    code: str
    party: Party
    procedure: str
    papers: tuple[Paper, ...]
    sets: int
    allowance: str
    received_at: datetime
    due_at: datetime | None
    pick_up: str
    officer: str
    filer: str = ""
    fees: tuple[Fee, ...] | None = ()
    book: str = ""
    book_number: str = ""
    ledger: tuple[Line, ...] = ()
    says: tuple[Line, ...] = ()
    witness: str = ""
    link: str = ""
    copies: tuple[Copy, ...] = (Copy.OFFICE, Copy.APPLICANT)


@dataclass(frozen=True, slots=True)
class Missing:
    """One paper to be added, with how many of each shape."""

    name: str
    originals: int = 0
    certified: int = 0
    photos: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Supplement:
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.

    Source: FORM-04.
    """

    kind: ClassVar[Kind] = Kind.SUPPLEMENT
    head: Head
    code: str
    party: Party
    procedure: str
    items: tuple[Missing, ...]
    reason: str
    contact: str
    contact_phone: str
    website: str
    officer: str
    times: int = 1
    link: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ.

    Source: FORM-04.
    """

    kind: ClassVar[Kind] = Kind.REFUSAL
    head: Head
    code: str
    party: Party
    procedure: str
    reason: str
    officer: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Apology:
    """Phiếu xin lỗi và hẹn lại ngày trả kết quả, since 2025 also the request to extend.

    Source: FORM-04.
    """

    kind: ClassVar[Kind] = Kind.APOLOGY
    head: Head
    code: str
    party: Party
    agency: str
    procedure: str
    received_at: datetime
    due_at: datetime
    reason: str
    new_due_at: datetime
    signer: str
    signer_post: str
    copies_to: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """Thông báo dừng giải quyết hồ sơ; only since 2025, only while no result is decided.

    Source: FORM-02, FORM-04.
    """

    kind: ClassVar[Kind] = Kind.STOP
    head: Head
    code: str
    party: Party
    agency: str
    procedure: str
    received_at: datetime
    asked_on: date | None
    request: str
    stage: str
    decision: str
    fees: str
    signer: str
    signer_post: str
    copies_to: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """One row of the control slip: from whom to whom, when, and how it stood against its time."""

    giver: str
    taker: str
    at: datetime
    giver_person: str = ""
    taker_person: str = ""
    outcome: Outcome | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ControlSlip:
    """Phiếu kiểm soát quá trình giải quyết hồ sơ.

    Source: FORM-04, FORM-06.
    """

    kind: ClassVar[Kind] = Kind.CONTROL_SLIP
    head: Head
    code: str
    party: Party
    procedure: str
    received_at: datetime
    due_at: datetime | None
    agency: str
    steps: tuple[HandOver, ...]
    link: str = ""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One dossier in the register."""

    number: int
    code: str
    procedure: str
    sets: int
    name: str
    contact: str
    agency: str
    received_at: datetime
    due_at: datetime | None
    returned_at: datetime | None = None
    way: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """Sổ theo dõi hồ sơ, for days `from_on <= day < until_on`.

    Source: FORM-04.
    """

    kind: ClassVar[Kind] = Kind.REGISTER
    head: Head
    from_on: date
    until_on: date
    rows: tuple[RegisterRow, ...]
    book: str = ""


DossierSlip = Receipt | Supplement | Refusal | Apology | Stop | ControlSlip
Slip = DossierSlip | Register


def printed(slip: Slip) -> dict[str, object]:
    """Return the slip as plain texts and numbers, ready for a template that cannot compute.

    Moments and days become their words in both languages, money its figures and words, and the
    form is the one in force on the day of the paper.

    Raises: forms.NoSuchForm; wording.Unspoken if a fee is negative.
    Source: FORM-04, WORD-01, WORD-02, WORD-03.
    """
    known = form(slip.kind, slip.head.on)
    words = {each.name: _plain(getattr(slip, each.name)) for each in fields(slip)}
    words["kind"] = slip.kind.value
    words["form"] = {
        "number": known.number,
        "title": known.title,
        "title_en": known.title_en,
        "reference": known.reference(slip.head.on),
    }
    if isinstance(slip, Receipt) and slip.fees is not None:
        total = sum(fee.amount for fee in slip.fees)
        words["total"] = {"figures": wording.money(total), "words": wording.money_words(total)}
    if isinstance(slip, Apology):
        words["ahead"] = slip.head.on <= slip.due_at.date()
    if isinstance(slip, Register):
        words["last_on"] = _plain(slip.until_on - timedelta(days=1))
    return words


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {
            "vi": wording.moment_words(value, weekday=True),
            "en": wording.moment_english(value),
            "short": f"{value:%H:%M} {wording.short_day(value.date())}",
            "day": wording.day_words(value.date()),
        }
    if isinstance(value, date):
        return {"vi": wording.day_words(value), "short": wording.short_day(value), "iso": value.isoformat()}
    if isinstance(value, Fee):
        return {"name": value.name, "amount": wording.money(value.amount), "paid": value.paid}
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def masked(party: Party) -> Party:
    """Return a party as whoever holds only a link may read it: last characters of numbers, no dwelling.

    Source: HOUSE-06.
    """
    return replace(
        party,
        id_number=_last(party.id_number),
        phone=_last(party.phone),
        email=_last(party.email),
        address="",
    )


def _last(text: str) -> str:
    return f"••• {text[-3:]}" if len(text) > 3 else ""
