"""What the counter has before it: today's figures and the lists behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from motcua.queries import access, workdays
from motcua.queries.workdays import instant
from motcua.records.models import Document, Dossier, Unit, UnitTally
from motcua.records.models.dossier import IS_OPEN
from motcua.rules.lifecycle import State
from motcua.rules.people import Actor, Role
from motcua.rules.text import fold

PAGE = 50
RECENT = 8


@dataclass(frozen=True, slots=True)
class Figures:
    """The counter's day in numbers; each is the length of a list that can be opened."""

    received: int
    handed_over: int
    filed: int
    supplements: int
    returns: int
    due: int
    next_answer_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and the place from which the next one goes on; empty at the end."""

    rows: list[Dossier]
    after: str


def figures(*, unit: Unit, now: datetime) -> Figures:
    """Return today's figures of an office. Costs 2 queries; neither grows with closed dossiers."""
    today = workdays.today(now)
    of_unit = Dossier.objects.filter(unit=OuterRef("pk"))
    answer = of_unit.filter(state=State.FILED).order_by("answer_due_at").values("answer_due_at")[:1]
    counted = {
        "filed": of_unit.filter(state=State.FILED),
        "waiting": of_unit.filter(IS_OPEN, state=State.WAITING),
        "incomplete": of_unit.filter(state=State.INCOMPLETE, received_on=None),
        "returns": of_unit.filter(state=State.DECIDED),
        "due": of_unit.filter(IS_OPEN, due_at__lt=end_of(today)),
    }
    asked: dict[str, Any] = {name: _count(rows) for name, rows in counted.items()}
    asked["answer"] = Subquery(answer)
    found: Mapping[str, Any] = Unit.objects.filter(pk=unit.pk).values(**asked).get()
    done = UnitTally.objects.filter(unit_id=unit.pk, on=today).values("received", "handed_over").first()
    return Figures(
        received=done["received"] if done else 0,
        handed_over=done["handed_over"] if done else 0,
        filed=found["filed"],
        supplements=found["waiting"] + found["incomplete"],
        returns=found["returns"],
        due=found["due"],
        next_answer_at=found["answer"],
    )


def filed(*, by: Actor, unit_id: int) -> list[Dossier]:
    """Return the dossiers filed and not yet received, the soonest answer first. Costs 1 query."""
    rows = _rows(by, unit_id).filter(state=State.FILED)
    return list(rows.order_by("answer_due_at", "id")[:PAGE])


def received(*, by: Actor, unit_id: int, on: date) -> list[Dossier]:
    """Return the last dossiers received on a day, the newest first. Costs 1 query."""
    return list(_rows(by, unit_id).filter(received_on=on).order_by("-id")[:RECENT])


def next_due(*, by: Actor, unit_id: int, now: datetime) -> list[Dossier]:
    """Return the open dossiers that are due next, the late ones first. Costs 1 query."""
    rows = _rows(by, unit_id).filter(IS_OPEN, due_at__isnull=False)
    return list(rows.order_by("due_at", "id")[:RECENT])


def supplements(*, by: Actor, unit_id: int) -> list[Dossier]:
    """Return the dossiers that wait for papers, with them, the longest waits first. Costs 2 queries."""
    asked = Document.objects.filter(standing="missing").order_by("id")
    waiting = Q(IS_OPEN, state=State.WAITING) | Q(state=State.INCOMPLETE, received_on=None)
    rows = _rows(by, unit_id).filter(waiting)
    return list(
        rows.prefetch_related(Prefetch("documents", asked, to_attr="missing")).order_by("updated_at", "id")[
            :PAGE
        ]
    )


def returns(*, by: Actor, unit_id: int, text: str = "", after: str = "") -> Page:
    """Return the results that nobody has collected, the oldest first, a page at a time. Costs 1 query.

    `text` narrows by code, name (without accents), identity number or telephone.
    """
    rows = _narrowed(_rows(by, unit_id).filter(state=State.DECIDED), text)
    return _page(rows, after, "ended_at")


def register(*, by: Actor, unit_id: int, on: date, text: str = "", after: str = "") -> Page:
    """Return the dossiers received on a day in their order, a page at a time. Costs 1 query."""
    rows = _narrowed(_rows(by, unit_id).filter(received_on=on), text)
    return _page(rows, after, "received_at")


def end_of(day: date) -> datetime:
    """Return the moment at which a local day is over."""
    return instant(datetime.combine(day + timedelta(days=1), time()))


def _rows(by: Actor, unit_id: int) -> QuerySet[Dossier]:
    """The dossiers of one counter, as a list shows them: without the long texts of their procedures."""
    if unit_id not in access.posts(by, Role.RECEPTION):
        return Dossier.objects.none()
    return (
        Dossier.objects.filter(unit=unit_id)
        .select_related("version", "applicant", "assignee", "unit")
        .defer("version__body", "version__search", "version__time_text")
    )


def _narrowed(rows: QuerySet[Dossier], text: str) -> QuerySet[Dossier]:
    words = fold(text).split()[:6]
    if not words:
        return rows
    digits = "".join(c for c in text if c.isdigit())
    named = Q()
    for word in words:
        named &= Q(applicant__name_fold__contains=word)
    found = named | Q(code__contains=text.strip().upper()[:60])
    if len(digits) >= 4:
        found |= Q(applicant__id_number__endswith=digits) | Q(applicant__phone__endswith=digits)
    return rows.filter(found)


def _page(rows: QuerySet[Dossier], after: str, column: str) -> Page:
    """One page by a moment and the key: nothing is skipped or shown twice while rows come and go."""
    at, _, pk = after.partition("_")
    if at and pk.isascii() and pk.isdigit():
        since = _moment(at)
        if since is not None:
            rows = rows.filter(Q(**{f"{column}__gt": since}) | Q(**{column: since, "pk__gt": int(pk)}))
    found = list(rows.order_by(column, "id")[: PAGE + 1])
    shown = found[:PAGE]
    following = f"{getattr(shown[-1], column).isoformat()}_{shown[-1].pk}" if len(found) > PAGE else ""
    return Page(shown, following)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _count(rows: QuerySet[Dossier]) -> Any:
    return Coalesce(Subquery(rows.order_by().values("unit").annotate(n=Count("pk")).values("n")), 0)
