"""What citizens may ask for here: procedures by everyday words, life event, field and place; their guide."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import add, and_, or_

from django.core.paginator import Paginator
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When

from motcua.queries import catalogue, clock, workdays
from motcua.queries.access import NoSuch
from motcua.records.models import Offer, ProcedureVersion, Unit, UnitTally
from motcua.rules.catalogue import ProcedureBody
from motcua.rules.fees import FeeDue, due_fee
from motcua.rules.ledger import Ledger
from motcua.rules.text import fold

PAGE = 20
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wish:
    """What a citizen looks for; empty fields do not narrow."""

    text: str = ""
    life_event: str = ""
    field: str = ""
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """One page of procedures; `is_near` when no procedure holds every word and the nearest are shown."""

    rows: tuple[ProcedureVersion, ...]
    total: int
    page: int
    pages: int
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One unit that offers a procedure, and its promise; None when it promises no more than the law."""

    unit: Unit
    value: int | None
    time_unit: str


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything the guide of a procedure shows."""

    version: ProcedureVersion
    body: ProcedureBody
    places: tuple[Place, ...]
    fee: FeeDue
    fee_online: FeeDue
    due: Ledger | None  # if the first place received it now

    @property
    def is_online(self) -> bool:
        """Whether the dossier may be filed on the network, at a place that takes it."""
        return self.version.online_level in ("partial", "full") and bool(self.places)


def find(wish: Wish, *, on: date, page: int = 1) -> Results:
    """Return the procedures offered here that hold every word, best first; else the nearest.

    Words are compared without accents. Costs 2 queries, 4 when nothing holds every word.
    """
    rows = _offered(wish, on)
    words = fold(wish.text)[:200].split()[:MOST_WORDS]
    if not words:
        return _page(rows.order_by("name", "id"), page)
    folded = " ".join(words)
    held = rows.filter(reduce(and_, (Q(search__contains=word) for word in words)))
    found = _page(held.annotate(worth=_worth(folded)).order_by("worth", "name", "id"), page)
    if found.total or len(words) == 1:
        return found
    score = reduce(
        add, (Case(When(_holds(w), then=1), default=0, output_field=IntegerField()) for w in words)
    )
    near = rows.filter(reduce(or_, (_holds(word) for word in words))).annotate(score=score)
    nearest = _page(near.filter(score__gte=(len(words) + 1) // 2).order_by("-score", "name", "id"), page)
    return Results(nearest.rows, nearest.total, nearest.page, nearest.pages, is_near=True)


def _offered(wish: Wish, on: date) -> QuerySet[ProcedureVersion]:
    offered = Offer.objects.filter(procedure=OuterRef("procedure"), from_on__lte=on).exclude(until_on__lte=on)
    if wish.unit_id is not None:
        offered = offered.filter(unit=wish.unit_id)
    rows = catalogue.in_force(on).filter(Exists(offered))
    if wish.life_event:
        rows = rows.filter(life_event=wish.life_event)
    if wish.field:
        rows = rows.filter(field=wish.field)
    return rows


def _page(rows: QuerySet[ProcedureVersion], page: int) -> Results:
    pages = Paginator(rows, PAGE)
    shown = pages.get_page(page)
    return Results(tuple(shown), pages.count, shown.number, pages.num_pages)


def _worth(folded: str) -> Case:
    """A name that begins with the words comes first, then what holds the phrase, then the rest."""
    return Case(
        When(search__startswith=f"|{folded}", then=Value(0)),
        When(search__contains=folded, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def _holds(word: str) -> Q:
    """The word stands whole between blanks or bars: by letters alone nearly everything would be near."""
    edges = ((" ", " "), ("|", " "), (" ", "|"), ("|", "|"))
    return reduce(or_, (Q(search__contains=f"{left}{word}{right}") for left, right in edges))


def life_events(*, on: date) -> list[str]:
    """Return the life events with a procedure offered here. Costs 1 query."""
    rows = _offered(Wish(), on).exclude(life_event="").order_by("life_event")
    return list(rows.values_list("life_event", flat=True).distinct())


def fields(*, on: date) -> list[str]:
    """Return the fields with a procedure offered here, by name. Costs 1 query."""
    return list(_offered(Wish(), on).order_by("field").values_list("field", flat=True).distinct())


def count(*, on: date) -> int:
    """Return how many procedures are offered here. Costs 1 query."""
    return _offered(Wish(), on).count()


def units(*, on: date) -> list[Unit]:
    """Return the units that serve the public today, the highest first, then by name. Costs 1 query."""
    serving = Unit.objects.filter(serves=True, from_on__lte=on).exclude(until_on__lte=on)
    return sorted(serving, key=lambda unit: (unit.path.count("/"), unit.name_fold))


def guide(code: str, *, now: datetime) -> Guide:
    """Return the guide of a procedure as it stands today. Costs 5 to 7 queries.

    Raises: NoSuch.
    """
    today = workdays.today(now)
    version = catalogue.version(code, on=today)
    body = catalogue.body(version)
    offers = Offer.objects.filter(procedure=version.procedure_id, from_on__lte=today, unit__serves=True)
    rows = offers.exclude(until_on__lte=today).select_related("unit")
    places = [Place(row.unit, row.committed_value, row.committed_unit) for row in rows]
    places.sort(key=lambda place: (place.unit.path.count("/"), place.unit.name_fold))
    ledgers = clock.preview(version, unit=places[0].unit, at=now) if places else {}
    return Guide(
        version=version,
        body=body,
        places=tuple(places),
        fee=due_fee(body.fees),
        fee_online=due_fee(body.fees, channel="online"),
        due=ledgers.get("promise"),
    )


def place(code: str, unit_id: int, *, now: datetime) -> Place:
    """Return the place of that unit among those that offer a procedure. Costs as `guide`.

    Raises: NoSuch.
    """
    found = next((one for one in guide(code, now=now).places if one.unit.pk == unit_id), None)
    if found is None:
        raise NoSuch()
    return found


@dataclass(frozen=True, slots=True)
class Kept:
    """How the promises of this year were kept: dossiers closed with a due moment, and those on time."""

    year: int
    closed: int
    on_time: int

    @property
    def share(self) -> float:
        """The share kept, 0 to 1."""
        return self.on_time / self.closed if self.closed else 0.0


def kept_promises(*, on: date) -> Kept | None:
    """Return how the promises of this year were kept; None before any dossier is closed. Costs 1 query."""
    rows = UnitTally.objects.filter(on__gte=date(on.year, 1, 1), on__lte=on)
    sums = rows.aggregate(closed=Sum("closed_with_due"), on_time=Sum("on_time_promise"))
    return Kept(on.year, sums["closed"], sums["on_time"] or 0) if sums["closed"] else None


@dataclass(frozen=True, slots=True)
class Hours:
    """When a unit is open on a day: its sessions in minutes from midnight, and why it is closed."""

    unit: Unit
    sessions: tuple[tuple[int, int], ...]
    is_open_now: bool
    reason_vi: str = ""
    reason_en: str = ""


def hours(*, now: datetime) -> Hours | None:
    """Return today's hours of the unit at the head of the site; None while none serves. Costs 2 queries."""
    at = workdays.wall(now)
    serving = units(on=at.date())
    if not serving:
        return None
    day = workdays.calendar(serving[0]).day(at.date())
    minute = at.hour * 60 + at.minute
    sessions = tuple((session.start, session.end) for session in day.sessions)
    is_open = any(start <= minute < end for start, end in sessions)
    return Hours(serving[0], sessions, is_open, day.reason, day.reason_en)
