"""What may be asked for: procedures in force on a day, found by words, and what a unit offers."""

from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from importlib.resources import files
from operator import and_
from typing import Any

import yaml
from django.db import OperationalError, ProgrammingError
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from motcua.queries.access import NoSuch
from motcua.records.models import Offer, ProcedureVersion
from motcua.rules.catalogue import Fee, ProcedureBody, from_json
from motcua.rules.fees import FeeDue, due_fee
from motcua.rules.portal_text import UnreadableRow, procedure_code
from motcua.rules.seed import Seed, seed
from motcua.rules.text import fold

PAGE = 20
MOST_WORDS = 8


class NoCatalogue(LookupError):
    """The database has no tables yet."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search: its rows, and the place from which the next page goes on."""

    rows: tuple[ProcedureVersion, ...]
    after: str  # "" at the end


@cache
def packaged_seed() -> Seed:
    """Return the seed procedures that ship with the product. Costs no query."""
    text = files("motcua.data").joinpath("procedures/seed.yaml").read_text("utf-8")
    return seed(yaml.safe_load(text))


def in_force(on: date) -> QuerySet[ProcedureVersion]:
    """Return the versions in force on a day, without their bodies."""
    return (
        ProcedureVersion.objects.filter(from_on__lte=on)
        .exclude(until_on__lte=on)
        .select_related("procedure")
        .defer("body", "search")
    )


def version(code: str, *, on: date) -> ProcedureVersion:
    """Return the version of a procedure in force on a day, with its body. Costs 1 query.

    A province's spelling of a national code finds the national procedure.

    Raises: NoSuch.
    """
    try:
        national = procedure_code(code)
    except UnreadableRow:
        national = code.strip()[:40]
    row = (
        in_force(on)
        .defer(None)
        .filter(procedure__code__in={code.strip()[:40], national})
        .order_by("id")
        .first()
    )
    if row is None:
        raise NoSuch(code)
    return row


def body(row: ProcedureVersion) -> ProcedureBody:
    """Return what a version says, as a value. Costs no query when the version came with its body."""
    return from_json(row.body)


def fee(code: str, *, on: date, channel: str = "direct", pages: int = 1, copies: int = 1) -> FeeDue:
    """Return what a procedure costs. Costs 1 query.

    Raises: NoSuch; NoCatalogue before the tables are made; rules.fees.BadCount; rules.fees.UnknownChannel.
    """
    try:
        row = version(code, on=on)
    except (OperationalError, ProgrammingError):
        raise NoCatalogue from None
    return due_fee(body(row).fees, channel=channel, pages=pages, copies=copies)


def packaged_fees(code: str) -> tuple[Fee, ...]:
    """Return the fee rows of a seed procedure without asking the database. Costs no query.

    Raises: NoSuch.
    """
    for row in packaged_seed().procedures:
        if row.code == code:
            return row.body.fees
    raise NoSuch(code)


def search(
    text: str = "",
    *,
    on: date,
    life_event: str = "",
    unit_id: int | None = None,
    after: str = "",
    size: int = PAGE,
) -> Found:
    """Return the procedures in force that hold every word, best first, a page at a time.

    Words are compared without accents; a code in any spelling counts as a word; everyday words and
    English names are searched too. A name that begins with the words comes first, then one that
    holds the phrase, then the rest; among equals those of everyday life come before the others, and
    then the code decides. `after` is the place that the page before gave. A unit narrows the search
    to what it offers that day.

    Units: `on` is the local day. Costs 1 query.
    """
    rows = in_force(on)
    if life_event:
        rows = rows.filter(life_event=life_event)
    if unit_id is not None:
        rows = rows.filter(procedure__in=_offers(unit_id, on).values("procedure"))
    folded = fold(text)[:200]
    words = folded.split()[:MOST_WORDS]
    if words:
        rows = rows.filter(reduce(and_, (Q(search__contains=_word(word)) for word in words)))
    rows = rows.annotate(worth=_worth(folded)).order_by("worth", "procedure__code", "id")
    page: list[Any] = list(_beyond(rows, after)[: size + 1])
    rest = page[size:]
    page = page[:size]
    return Found(tuple(page), f"{page[-1].worth}:{page[-1].procedure.code}" if rest else "")


def offers(unit_id: int, *, on: date) -> QuerySet[Offer]:
    """Return what a unit offers on a day, with the version then in force, ordered by code. Costs 1 query."""
    return _offers(unit_id, on).select_related("procedure").order_by("procedure__code", "id")


def life_events(*, on: date) -> list[str]:
    """Return the life events that have a procedure in force. Costs 1 query."""
    rows = in_force(on).exclude(life_event="").order_by("life_event")
    return list(rows.values_list("life_event", flat=True).distinct())


def _offers(unit_id: int, on: date) -> QuerySet[Offer]:
    return Offer.objects.filter(unit=unit_id, from_on__lte=on).exclude(until_on__lte=on)


def _word(word: str) -> str:
    """A code written the province's way is searched by its national part."""
    try:
        return procedure_code(word.upper())
    except UnreadableRow:
        return word


def _worth(folded: str) -> Case:
    """The searched column is "|name|code|field|words|": so a bar before the words begins one of them."""
    begins = Q(search__startswith=f"|{folded}") | Q(search__startswith=f"|thu tuc {folded}")
    kinds = (begins, Q(search__contains=f"|{folded}"), Q(search__contains=folded), ~Q(pk=None))
    everyday = ~Q(life_event="")
    whens = [
        When(each, then=Value(2 * rank + other))
        for rank, kind in enumerate(kinds)
        for other, each in enumerate((kind & everyday, kind))
    ]
    return Case(*whens, output_field=IntegerField())


def _beyond(rows: QuerySet[ProcedureVersion], after: str) -> QuerySet[ProcedureVersion]:
    worth, _, code = after.partition(":")
    if not worth.isdigit() or not code:
        return rows
    return rows.filter(Q(worth__gt=int(worth)) | Q(worth=int(worth), procedure__code__gt=code))
