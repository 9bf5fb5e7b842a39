"""What a publishing decision would set going, before and while it is registered: the same plan for both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from motcua.queries import law, workdays
from motcua.records.models import Offer, Procedure, ProcedureVersion, Unit
from motcua.rules import RuleError, posting
from motcua.rules.portal_text import PortalRow
from motcua.rules.posting import DutyPlan, Kind, Level, Place, Terms


class NobodyOffers(RuleError):
    """No unit offers the procedure, so nobody would have to post it."""


class ProcedureUnpublished(RuleError):
    """The catalogue does not know the procedure, and the decision does not bring its text."""


@dataclass(frozen=True, slots=True)
class Item:
    """One procedure of a decision; `row` is its new text, `unit_ids` who posts it where nobody offers."""

    code: str
    kind: Kind
    row: PortalRow | None = None
    unit_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """A decision as somebody wants to register it."""

    number: str
    issuer: str
    level: Level
    signed_on: date
    effective_on: date
    unit_id: int
    items: tuple[Item, ...]
    places: frozenset[Place]
    title: str = ""
    file: str = ""
    file_name: str = ""
    is_invented: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What the decision opens: its duties, each procedure's version then, and whether it came in time."""

    duties: tuple[DutyPlan, ...]
    is_on_time: bool
    versions: Mapping[str, ProcedureVersion | None]
    units: Mapping[int, Unit]

    @property
    def unit_count(self) -> int:
        """How many units have something to do."""
        return len({duty.unit_id for duty in self.duties})


def places(on: date) -> frozenset[Place]:
    """Return where the law of the day wants procedures posted. Costs no query."""
    return frozenset(Place(each) for each in law.value("posting_places", on))


def terms(level: Level, on: date) -> Terms:
    """Return the law's numbers for a decision of that level. Costs no query.

    Raises: rules.law.NoLaw.
    """
    return Terms(
        posting_days=law.value("posting_working_days", on),
        counts_from=law.value("posting_counts_from", on),
        database_days=law.value(f"national_database_working_days_{level}", on),
        before_days=law.value(f"publishing_working_days_before_{level}", on),
    )


def plan(wish: Wish, *, unit: Unit, received_at: datetime) -> Plan:
    """Return the duties a decision opens for the units at and below one, in the order of units and codes.

    The board, the kiosk and the page are the duty of every unit that offers the procedure; the
    national database is that of the unit which registers the decision. Costs 4 queries.

    Raises: rules.posting.BadDecision; NobodyOffers; ProcedureUnpublished; rules.law.NoLaw.
    """
    received_on = workdays.today(received_at)
    posting.check(
        signed_on=wish.signed_on,
        effective_on=wish.effective_on,
        today=received_on,
        codes=[item.code for item in wish.items],
        places=wish.places,
    )
    law_of_day = terms(wish.level, wish.signed_on)
    versions = _versions(wish, max(received_on, wish.effective_on))
    offering, units = _units(wish, unit, received_on)
    workdays.edition()
    found = [
        _duty(wish, item, place, units[unit_id], received_on)
        for item in wish.items
        for place in sorted(wish.places)
        for unit_id in ([unit.pk] if place is Place.NATIONAL_DATABASE else offering[item.code])
    ]
    on_time = posting.published_on_time(
        signed_on=wish.signed_on,
        effective_on=wish.effective_on,
        days=law_of_day.before_days,
        calendar=workdays.calendar_of(unit),
    )
    return Plan(tuple(found), on_time, versions, units)


def _duty(wish: Wish, item: Item, place: Place, unit: Unit, received_on: date) -> DutyPlan:
    due_at = posting.due_at(
        place,
        signed_on=wish.signed_on,
        received_on=received_on,
        terms=terms(wish.level, wish.signed_on),
        calendar=workdays.calendar_of(unit),
    )
    return DutyPlan(unit.pk, item.code, place, posting.act_of(item.kind), due_at)


def _versions(wish: Wish, on: date) -> dict[str, ProcedureVersion | None]:
    codes = [item.code for item in wish.items]
    known = set(Procedure.objects.filter(code__in=codes).values_list("code", flat=True))
    for item in wish.items:
        if item.code not in known and item.row is None:
            raise ProcedureUnpublished(code=item.code[:40])
    rows = ProcedureVersion.objects.filter(procedure__code__in=codes, from_on__lte=on)
    rows = rows.select_related("procedure").defer("body", "search").order_by("from_on")
    found: dict[str, ProcedureVersion | None] = dict.fromkeys(codes)
    return found | {row.procedure.code: row for row in rows}


def _units(wish: Wish, unit: Unit, on: date) -> tuple[dict[str, Sequence[int]], dict[int, Unit]]:
    codes = [item.code for item in wish.items]
    offers = Offer.objects.filter(
        Q(until_on=None) | Q(until_on__gt=on), procedure__code__in=codes, unit__path__startswith=unit.path
    )
    named = {unit_id for item in wish.items for unit_id in item.unit_ids}
    pairs = offers.filter(unit__until_on=None).values_list("procedure__code", "unit_id")
    offering: dict[str, Sequence[int]] = {code: [] for code in codes}
    by_code: dict[str, set[int]] = {code: set() for code in codes}
    for code, unit_id in pairs:
        by_code[code].add(unit_id)
    ids = {unit_id for found in by_code.values() for unit_id in found} | named | {unit.pk}
    rows = Unit.objects.filter(pk__in=ids, path__startswith=unit.path, until_on=None)
    units = {row.pk: row for row in rows.order_by("gso_code", "pk")}
    local = wish.places - {Place.NATIONAL_DATABASE}
    for item in wish.items:
        wanted = by_code[item.code] or set(item.unit_ids)
        offering[item.code] = [unit_id for unit_id in units if unit_id in wanted]
        if local and not offering[item.code]:
            raise NobodyOffers(code=item.code[:40])
    return offering, units
