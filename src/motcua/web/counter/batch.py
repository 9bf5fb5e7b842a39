"""Batch reception: one applicant, many papers to certify, each a dossier of its own, all in one act."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from motcua.actions import reception as receptions
from motcua.actions.reception import Counted
from motcua.queries import catalogue, clock, reception, workdays
from motcua.rules.fees import FeeDue, due_fee
from motcua.rules.intake import Intake, Paper, Person
from motcua.web import clocks
from motcua.web.counter.forms import PersonForm
from motcua.web.counter.laid import PAID, Problem, pk_of, token_of
from motcua.web.counter.reception import away, key_of

COPIES = "2.000815"  # certifying copies from originals; any other procedure can be chosen
FIRST_ROWS, MOST_ROWS = 5, 30


@dataclass(slots=True)
class Row:
    """One paper to certify: what it is, its pages, how many copies, and what they cost."""

    at: int
    name: str
    pages: int
    copies: int
    fee: FeeDue | None = None

    @property
    def is_used(self) -> bool:
        return bool(self.name)


@dataclass(slots=True)
class Batch:
    """The form as it stands."""

    key: str
    do: str
    unit: Any
    versions: list[Any]
    version: Any = None
    who: str = ""
    person: Any = None
    person_form: PersonForm | None = None
    token: str = ""
    people: list[tuple[Any, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    paid: str = "cash"
    due: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def used(self) -> list[Row]:
        return [row for row in self.rows if row.is_used]

    @property
    def total(self) -> int | None:
        amounts = [row.fee.amount if row.fee else None for row in self.used]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if len(known) == len(amounts) else None

    @property
    def ways_to_pay(self) -> list[tuple[str, str]]:
        return list(zip(PAID, (gettext("later"), gettext("cash"), gettext("transfer")), strict=True))


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the rows, or receive them all."""
    batch = _read(request)
    if request.method == "POST" and batch.do == "receive":
        batch.problems = _problems(batch)
        if not batch.problems:
            return _receive(request, batch)
    context = {"batch": batch, "problem": batch.problems[0] if batch.problems else None}
    fragment = getattr(request, "htmx", False)
    return render(request, "counter/batch_form.html" if fragment else "counter/batch.html", context)


def _read(request: HttpRequest) -> Batch:
    data, today = request.POST, workdays.today(request.now)
    unit = reception.office(request.actor)
    offered = list(catalogue.search("chứng thực", on=today, unit_id=unit.pk, size=20).rows)
    batch = Batch(
        key=data.get("key") or secrets.token_hex(16), do=data.get("do", ""), unit=unit, versions=offered
    )
    codes = [version.procedure.code for version in offered]
    code = data.get("procedure", COPIES)
    if code in codes or codes:
        batch.version = catalogue.version(code if code in codes else codes[0], on=today)
        batch.due = clocks.of(clock.preview(batch.version, unit=unit, at=request.now))
    batch.paid = data.get("paid", "") if data.get("paid", "") in PAID else "cash"
    _read_person(request, batch)
    _read_rows(batch, data)
    return batch


def _read_person(request: HttpRequest, batch: Batch) -> None:
    data, by = request.POST, request.actor
    batch.who = data.get("who", "").strip()[:400]
    if batch.do == "other":
        batch.who = ""
        return
    picked = pk_of(data.get("pick", "") or data.get("person", ""), by)
    if picked is not None:
        batch.person, batch.token = reception.applicant(picked), token_of(picked, by)
    elif "a-name" in data or batch.do == "new":
        acting = batch.do == "receive"
        said = {name: data.get(f"a-{name}", "") for name in PersonForm.base_fields}
        batch.person_form = PersonForm(data, prefix="a") if acting else PersonForm(prefix="a", initial=said)
    elif batch.who:
        found = reception.people(batch.who, by=by)
        batch.people = [(person, token_of(person.pk, by)) for person in found]


def _read_rows(batch: Batch, data: Any) -> None:
    asked = data.get("count", "")[:3]
    count = min(max(int(asked) if asked.isdecimal() else FIRST_ROWS, 1), MOST_ROWS)
    if batch.do == "more":
        count = min(count + FIRST_ROWS, MOST_ROWS)
    fees = catalogue.body(batch.version).fees if batch.version else ()
    for at in range(count):
        row = Row(
            at,
            data.get(f"r{at}-name", "").strip()[:200],
            _count(data, at, "pages"),
            _count(data, at, "copies"),
        )
        row.fee = due_fee(fees, pages=row.pages, copies=row.copies) if row.is_used else None
        batch.rows.append(row)


def _count(data: Any, at: int, name: str) -> int:
    text = data.get(f"r{at}-{name}", "").strip()
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _problems(batch: Batch) -> list[Problem]:
    found = []
    if batch.person is None and batch.person_form is None:
        found.append(Problem("who", gettext("Who brings the papers? Scan the card or type a number.")))
    elif batch.person is None and batch.person_form is not None and not batch.person_form.is_valid():
        form = batch.person_form
        found += [Problem(form[name].id_for_label, str(errors[0])) for name, errors in form.errors.items()]
    if batch.version is None:
        found.append(Problem("procedure", gettext("This office offers no certification.")))
    if not batch.used:
        found.append(Problem("r0-name", gettext("Name the first paper to certify.")))
    return found


def _receive(request: HttpRequest, batch: Batch) -> HttpResponse:
    who = Person(pk=batch.person.pk) if batch.person else batch.person_form.person()  # type: ignore[union-attr]
    taken = [Counted(_intake(batch, row, who), *_paid(batch, row)) for row in batch.used]
    answer = receptions.receive_batch(
        by=request.actor, batch=taken, key=key_of(request, batch.key), now=request.now
    )
    codes = answer.body["codes"]
    said = ngettext("%(n)s dossier received.", "%(n)s dossiers received.", len(codes)) % {"n": len(codes)}
    messages.success(request, f"{said} {codes[0]} – {codes[-1]}" if len(codes) > 1 else said)
    return away(request, reverse("counter:done", args=[codes[0]]))


def _intake(batch: Batch, row: Row, who: Person) -> Intake:
    part = next(iter(catalogue.body(batch.version).components), None)
    paper = Paper(part.key if part else "original", row.name, pages=row.pages)
    return Intake(
        procedure=batch.version.procedure.code,
        unit_id=batch.unit.pk,
        applicant=who,
        papers=[paper],
        subject=f"{row.name} ({row.pages} trang, {row.copies} bản)",
        fee_amount=row.fee.amount if row.fee else None,
    )


def _paid(batch: Batch, row: Row) -> tuple[int, bool]:
    amount = (row.fee.amount or 0) if row.fee and batch.paid != "later" else 0
    return amount, batch.paid == "transfer"
