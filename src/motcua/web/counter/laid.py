"""What lies on the counter: the reception form as it stands, read back from what the page sent."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.queries import catalogue, clock, reception, workdays
from motcua.rules import cards
from motcua.rules.catalogue import ProcedureBody
from motcua.rules.fees import FeeDue, due_fee
from motcua.rules.intake import Intake, Person
from motcua.rules.people import Actor, IdKind
from motcua.web import clocks, uploads
from motcua.web.counter import lines as checklist
from motcua.web.counter.forms import PersonForm, RefuseForm
from motcua.web.counter.lines import Line

PERSON_SALT = "motcua.person"
RETURN_MODES = ("counter", "electronic", "post")
PAID = ("later", "cash", "transfer")
MODES = ("", "supplement", "refusal")
ACTING = frozenset({"receive", "ask", "refuse"})
SHOWN_PROCEDURES = 8


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way, and the element to which the focus goes."""

    target: str
    text: str


@dataclass(slots=True)
class Laid:
    """The form: who, what, which papers, how much, and what follows."""

    by: Actor
    now: datetime
    unit: Any
    owner: str
    data: Mapping[str, str]
    files: MultiValueDict
    key: str
    do: str
    typing: str = ""  # which list is being searched while somebody types
    mode: str = ""
    drawn: int | None = None  # the number at this officer's desk: the dossier ends it
    who: str = ""
    person: Any = None
    person_form: PersonForm | None = None
    scanned: bool = False
    people: list[Any] = field(default_factory=list)
    earlier: int = 0
    on_behalf: bool = False
    filer_form: PersonForm | None = None
    what: str = ""
    version: Any = None
    body: ProcedureBody | None = None
    procedures: list[Any] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    case: str = ""
    lines: list[Line] = field(default_factory=list)
    pages: int = 1
    copies: int = 1
    fee: FeeDue | None = None
    fee_choice: str = ""
    fee_typed: str = ""
    paid: str = "later"
    return_mode: str = "counter"
    due: dict[str, Any] = field(default_factory=dict)
    officers: list[tuple[int, str]] = field(default_factory=list)
    assignee: int | None = None
    refuse_form: RefuseForm | None = None
    reason: str = ""
    focus: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def acting(self) -> bool:
        return self.do in ACTING

    @property
    def person_token(self) -> str:
        return token_of(self.person.pk, self.by) if self.person else ""

    @property
    def found(self) -> list[tuple[Any, str]]:
        """The people found, each with the name under which a form may carry her."""
        return [(person, token_of(person.pk, self.by)) for person in self.people]

    @property
    def ways_to_pay(self) -> list[tuple[str, str]]:
        return list(zip(PAID, (gettext("later"), gettext("cash"), gettext("transfer")), strict=True))

    @property
    def ways_to_return(self) -> list[tuple[str, str]]:
        said = (gettext("at the counter"), gettext("electronically"), gettext("by post"))
        return list(zip(RETURN_MODES, said, strict=True))

    @property
    def had(self) -> int:
        return sum(line.is_had for line in self.lines)

    @property
    def wanted(self) -> int:
        return sum(line.state != "none" for line in self.lines)

    @property
    def held(self) -> int:
        return sum(line.state == "held" for line in self.lines)

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if line.is_open]

    @property
    def is_counted(self) -> bool:
        """Whether the fee depends on pages or copies."""
        return self.body is not None and any(fee.per != "dossier" for fee in self.body.fees)

    @property
    def fee_amount(self) -> int | None:
        """The sum owed: of the price list, of the row chosen, or as typed; None while nobody knows."""
        if self.fee is None:
            return None
        if self.fee.amount is not None:
            return self.fee.amount
        typed, chosen = self.fee_typed.replace(".", ""), self.fee_choice[:3]
        if typed.isascii() and typed.isdigit() and len(typed) < 14:
            return int(typed)
        if chosen.isdecimal() and int(chosen) < len(self.fee.lines):
            return self.fee.lines[int(chosen)].unit_amount
        return None

    def applicant(self) -> Person:
        """Return the applicant as the reception takes her in."""
        if self.person is not None:
            return Person(pk=self.person.pk)
        assert self.person_form is not None
        return self.person_form.person()

    def intake(self) -> Intake:
        """Return everything the form holds as one value."""
        return Intake(
            procedure=self.version.procedure.code,
            unit_id=self.unit.pk,
            applicant=self.applicant(),
            filer=self.filer_form.person() if self.on_behalf and self.filer_form else None,
            papers=[line.paper() for line in self.lines if line.state in checklist.STANDINGS],
            by_post=self.data.get("by_post") == "on",
            return_mode=self.return_mode,
            fee_amount=self.fee_amount,
            assignee_id=self.assignee,
            ticket_id=self.drawn,
        )


def token_of(pk: int, by: Actor) -> str:
    """Return the name under which a form carries an applicant: no one can ask for another by counting."""
    return signing.dumps(pk, salt=f"{PERSON_SALT}.{by.user_id}")


def pk_of(token: str, by: Actor) -> int | None:
    """Return the applicant's key; None for a token that is not this officer's or older than a day."""
    try:
        return int(signing.loads(token, salt=f"{PERSON_SALT}.{by.user_id}", max_age=24 * 3600))
    except signing.BadSignature:
        return None


def read(request: HttpRequest) -> Laid:
    """Return the form as it stands. Costs at most 9 queries."""
    by, data = request.actor, request.POST if request.method == "POST" else request.GET
    laid = Laid(
        by=by,
        now=request.now,
        unit=reception.office(by),
        owner=uploads.owner_of(request),
        data=data,
        files=request.FILES,
        key=data.get("key") or secrets.token_hex(16),
        do=data.get("do", ""),
        typing=request.headers.get("HX-Target", "") if getattr(request, "htmx", False) else "",
        mode=data.get("mode", "") if data.get("mode", "") in MODES else "",
        drawn=int(data["drawn"]) if data.get("drawn", "").isdecimal() else None,
    )
    if laid.do in ("supplement", "refusal", "back"):
        laid.mode = "" if laid.do == "back" else laid.do
    _read_person(laid)
    _read_filer(laid)
    _read_procedure(laid)
    if laid.version is not None:
        _read_papers(laid)
        _read_money(laid)
        laid.due = clocks.of(clock.preview(laid.version, unit=laid.unit, at=laid.now))
        laid.officers = reception.colleagues(laid.unit.pk, today=workdays.today(laid.now))
        laid.assignee = _chosen(data.get("assignee", ""), laid.officers)
    _read_reason(laid)
    return laid


def point(laid: Laid) -> Laid:
    """Mark the field that the focus goes to, where a form draws it."""
    for form in (laid.person_form, laid.filer_form, laid.refuse_form):
        for bound in form or ():
            if bound.id_for_label == laid.focus:
                bound.field.widget.attrs |= {"data-focus": True, "autofocus": True}
    return laid


def _read_person(laid: Laid) -> None:
    data, by = laid.data, laid.by
    laid.who = data.get("who", "").strip()[:400]
    if laid.do == "other":
        laid.who, laid.focus = "", "who"
        return
    picked = pk_of(data.get("pick", "") or data.get("person", ""), by)
    if picked is not None:
        laid.person = reception.applicant(picked)
    elif laid.do == "new":
        _begin_person(laid, _told(laid.who))
    elif "a-name" in data and laid.do != "find":
        laid.person_form = _form(laid, "a")
    elif laid.who and laid.typing in ("", "desk", "who-found"):
        _look_up(laid)
    laid.scanned = laid.scanned or (data.get("scanned") == "1" and bool(laid.person or laid.person_form))
    if laid.person is not None:
        laid.who = ""
        laid.earlier = reception.earlier(laid.person.pk, by=by)
        if "pick" in data or not data.get("person"):
            laid.focus = "what"


def _look_up(laid: Laid) -> None:
    """Find whoever was scanned or typed; somebody new with a card begins a form at once."""
    if cards.is_card(laid.who):
        told = cards.read(laid.who)
        laid.scanned = True
        laid.person = reception.by_number(told.id_number)
        if laid.person is None:
            _begin_person(laid, told)
        return
    laid.people = reception.people(laid.who, by=laid.by)
    entered = laid.typing != "who-found"
    if entered and len(laid.people) == 1:
        laid.person, laid.people = laid.people[0], []
    elif entered and laid.people:
        laid.focus = "pick-0"
    elif entered:
        _begin_person(laid, _told(laid.who))


def _told(text: str) -> Person:
    """Put what was typed where it belongs: digits are a number or a telephone, letters a name."""
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) >= 12:
        return Person(id_number=digits)
    if len(digits) >= 9:
        return Person(phone=digits)
    return Person(name="" if digits else text)


def _begin_person(laid: Laid, told: Person) -> None:
    given: dict[str, Any] = {name: getattr(told, name) for name in PersonForm.base_fields}
    given["id_kind"] = IdKind.CCCD
    laid.person_form = PersonForm(prefix="a", initial=given)
    laid.who = ""
    laid.focus = "id_a-phone" if told.name and told.id_number else "id_a-name"


def _form(laid: Laid, prefix: str) -> PersonForm:
    """Return a person's form: judged when the officer acts, only shown again before."""
    if laid.acting:
        return PersonForm(laid.data, prefix=prefix)
    said = {name: laid.data.get(f"{prefix}-{name}", "") for name in PersonForm.base_fields}
    return PersonForm(prefix=prefix, initial=said)


def _read_filer(laid: Laid) -> None:
    if laid.do == "behalf":
        laid.on_behalf, laid.focus = True, "id_f-name"
    else:
        laid.on_behalf = laid.data.get("on_behalf") == "1" and laid.do != "self"
    if laid.on_behalf:
        laid.filer_form = _form(laid, "f")


def _read_procedure(laid: Laid) -> None:
    data, today = laid.data, workdays.today(laid.now)
    laid.what = data.get("what", "").strip()[:120]
    if laid.do == "procedure":
        laid.what, laid.focus = "", "what"
    code = data.get("choose", "") or data.get("procedure", "")
    if code and laid.do != "procedure":
        laid.version = catalogue.version(code, on=today)
    elif laid.typing in ("", "desk", "what-found"):
        _search_procedures(laid, today)
    if laid.version is None:
        return
    laid.what = ""
    laid.body = catalogue.body(laid.version)
    if "choose" in data or not data.get("procedure"):
        laid.focus = "p0-has" if laid.person or laid.person_form else "who"


def _search_procedures(laid: Laid, today: Any) -> None:
    """Search what this office offers; nothing typed shows what it receives most."""
    found = catalogue.search(laid.what, on=today, unit_id=laid.unit.pk, size=SHOWN_PROCEDURES)
    laid.procedures = list(found.rows)
    entered = laid.do == "show" and laid.what and laid.typing != "what-found"
    if entered and len(laid.procedures) == 1:
        laid.version = catalogue.version(laid.procedures[0].procedure.code, on=today)
        laid.procedures = []
    elif entered and laid.procedures:
        laid.focus = "choose-0"


def _read_papers(laid: Laid) -> None:
    assert laid.body is not None
    laid.cases = checklist.cases(laid.body)
    said = laid.data.get("case", "")
    laid.case = said if said in laid.cases else next(iter(laid.cases), "")
    parts = checklist.components(laid.body, laid.case)
    if laid.on_behalf:
        parts.append(checklist.authority_of(laid.person.name if laid.person else ""))
    held = reception.held(laid.person.pk, parts, by=laid.by) if laid.person else {}
    laid.lines = checklist.read(parts, laid.data, laid.files, held=held, owner=laid.owner, now=laid.now)
    if laid.do == "all":
        for line in laid.lines:
            if line.is_open:
                line.state = "has"
        laid.focus = "receive"
    sent = [line for line in laid.lines if any(name.startswith(f"{line.id}-") for name in laid.files)]
    if sent:
        laid.focus = f"{sent[0].id}-has"


def _read_money(laid: Laid) -> None:
    data = laid.data
    assert laid.body is not None
    laid.pages, laid.copies = _count(data.get("pages", "")), _count(data.get("copies", ""))
    channel = "post" if data.get("by_post") == "on" else "direct"
    laid.fee = due_fee(laid.body.fees, channel=channel, pages=laid.pages, copies=laid.copies)
    laid.fee_choice, laid.fee_typed = data.get("fee_choice", ""), data.get("fee_typed", "").strip()[:15]
    laid.paid = data.get("paid", "") if data.get("paid", "") in PAID else "later"
    said = data.get("return_mode", "")
    laid.return_mode = said if said in RETURN_MODES else "counter"


def _read_reason(laid: Laid) -> None:
    if laid.mode == "refusal":
        laid.refuse_form = RefuseForm(laid.data) if laid.do == "refuse" else RefuseForm()
        laid.focus = laid.focus or "id_reason_code"
    if laid.mode == "supplement":
        laid.reason = laid.data.get("reason", "").strip()[:2000] or checklist.official(
            _("The papers do not yet hold everything the procedure asks for.")
        )
        laid.focus = laid.focus or "reason"


def _count(text: str) -> int:
    text = text.strip()
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _chosen(text: str, officers: list[tuple[int, str]]) -> int | None:
    return next((pk for pk, name in officers if str(pk) == text), None)
