"""The list behind a number: exactly the dossiers that a tally counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from motcua.queries import access, law, workdays
from motcua.records.models import Dossier, Unit
from motcua.records.models.dossier import IS_OPEN
from motcua.rules.lifecycle import RUNNING
from motcua.rules.measures import DISLIKED_TO, FINANCIAL_DUTY, OF_TICKETS, SATISFIED_FROM, SUPPLEMENT
from motcua.rules.people import Actor

_RECEIVED = Q(received_on__isnull=False)
_GIVEN = Q(result_digitised=True) | Q(result_electronic=True)
_DECIDED = _RECEIVED & Q(result_due=True, outcome__in=("granted", "rejected"))
_PAID = Q(fee_amount__gt=0, fee_paid__gte=F("fee_amount"))


@dataclass(frozen=True, slots=True)
class Counted:
    """How a measure picks its dossiers: the day it lands on, and what must be true."""

    day: str
    what: Q
    officer: str = ""


COUNTED: Mapping[str, Counted] = {
    "filed": Counted("filed_on", Q()),
    "refused": Counted("ended_on", Q(received_on=None, state="refused"), "ended_by"),
    "received": Counted("received_on", Q(), "received_by"),
    "received_direct": Counted("received_on", Q(channel="direct"), "received_by"),
    "received_online": Counted("received_on", Q(channel="online"), "received_by"),
    "received_post": Counted("received_on", Q(channel="post"), "received_by"),
    "assisted": Counted("received_on", Q(assisted=True), "received_by"),
    "supplemented": Counted("received_on", Q(supplements__gt=0), "received_by"),
    "digitised": Counted("received_on", Q(digitised__gt=0), "received_by"),
    "reused": Counted("received_on", Q(reused__gt=0), "received_by"),
    "charged": Counted("received_on", Q(fee_amount__gt=0), "received_by"),
    "paid": Counted("received_on", _PAID, "received_by"),
    "paid_online": Counted("received_on", Q(paid_online=True), "received_by"),
    "extended": Counted("received_on", Q(extensions__gt=0), "received_by"),
    "supplemented_again": Counted("received_on", Q(supplements__gt=1), "received_by"),
    "result_due": Counted("received_on", Q(result_due=True), "received_by"),
    "digitised_whole": Counted(
        "received_on", Q(digitised__gt=0) & (_GIVEN | Q(result_due=False)), "received_by"
    ),
    "online_whole": Counted(
        "received_on", Q(channel="online") & (Q(result_electronic=True) | Q(result_due=False)), "received_by"
    ),
    "closed": Counted("ended_on", _RECEIVED, "ended_by"),
    "closed_with_due": Counted("ended_on", _RECEIVED & Q(due_at__isnull=False), "ended_by"),
    "on_time_law": Counted("ended_on", _RECEIVED & Q(ended_at__lte=F("legal_due_at")), "ended_by"),
    "late_law": Counted("ended_on", _RECEIVED & Q(ended_at__gt=F("legal_due_at")), "ended_by"),
    "on_time_promise": Counted("ended_on", _RECEIVED & Q(ended_at__lte=F("due_at")), "ended_by"),
    "late_promise": Counted("ended_on", _RECEIVED & Q(ended_at__gt=F("due_at")), "ended_by"),
    "granted": Counted("ended_on", _RECEIVED & Q(outcome="granted"), "ended_by"),
    "rejected": Counted("ended_on", _RECEIVED & Q(outcome="rejected"), "ended_by"),
    "withdrawn": Counted("ended_on", _RECEIVED & Q(state="withdrawn"), "ended_by"),
    "stopped": Counted("ended_on", _RECEIVED & Q(state="stopped"), "ended_by"),
    "result_digitised": Counted("ended_on", _RECEIVED & Q(result_digitised=True), "ended_by"),
    "result_electronic": Counted("ended_on", _RECEIVED & Q(result_electronic=True), "ended_by"),
    "corrected": Counted("ended_on", _RECEIVED & Q(corrections__gt=0), "ended_by"),
    "early_law": Counted("ended_on", _RECEIVED & Q(ended_on__lt=F("legal_due_on")), "ended_by"),
    "early_promise": Counted("ended_on", _RECEIVED & Q(ended_on__lt=F("due_on")), "ended_by"),
    "on_time_766": Counted("ended_on", _RECEIVED & Q(on_time_766=True), "ended_by"),
    "late_766": Counted("ended_on", _RECEIVED & Q(on_time_766=False), "ended_by"),
    "document_due": Counted("ended_on", _DECIDED, "ended_by"),
    "document_given": Counted("ended_on", _DECIDED & _GIVEN, "ended_by"),
    "handed_over": Counted("handed_over_on", _RECEIVED, "received_by"),
    "rated": Counted("rated_on", Q(rating__isnull=False), "ended_by"),
    "satisfied": Counted("rated_on", Q(rating__gte=SATISFIED_FROM), "ended_by"),
    "disliked": Counted("rated_on", Q(rating__lte=DISLIKED_TO), "ended_by"),
    "due_law": Counted("legal_due_on", _RECEIVED),
    "met_law": Counted("legal_due_on", _RECEIVED & Q(ended_at__lte=F("legal_due_at"))),
    "due_promise": Counted("due_on", _RECEIVED),
    "met_promise": Counted("due_on", _RECEIVED & Q(ended_at__lte=F("due_at"))),
}
# Sums over dossiers: their list is that of the dossiers that add to them.
SUMMED: Mapping[str, str] = {
    "supplements_asked": "supplemented",
    "components": "received",
    "components_digitised": "digitised",
    "papers_reused": "reused",
    "gross_minutes": "closed",
    "net_minutes": "closed",
    "waiting_minutes": "closed",
    "rating_sum": "rated",
    "fee_vnd": "charged",
    "paid_vnd": "charged",
}
# What begins and ends in the middle of a dossier: only its sum to the end of a day has a list, `at_end`.
RUNS: frozenset[str] = frozenset(
    f"{what}_{when}" for what in ("waits", "charges") for when in ("begun", "ended")
) | {"waits_begun_again", "waits_ended_again"}
# Tickets of the hall are counted here, not dossiers: their list is queries.hall_lists.behind.
TICKETS: frozenset[str] = OF_TICKETS
# What depends on the moment is counted among the open dossiers, which are few.
NOW: tuple[str, ...] = ("open", "late", "near", "waiting")


def behind(
    *,
    by: Actor,
    measure: str,
    unit: Unit | None = None,
    period: tuple[date, date] | None = None,
    officer_id: int | None = None,
    alone: bool = False,
) -> QuerySet[Dossier]:
    """Return the dossiers that a measure counted in a unit and those below it, newest first.

    `alone`: those of the unit itself only.

    Units: `period` half-open local days.
    Raises: KeyError for a measure that is not one.
    """
    counted = COUNTED[SUMMED.get(measure, measure)]
    rows = _in_unit(access.visible(by), unit, alone).filter(counted.what, **{f"{counted.day}__isnull": False})
    if period is not None:
        rows = rows.filter(**{f"{counted.day}__gte": period[0], f"{counted.day}__lt": period[1]})
    if officer_id is not None and counted.officer:
        rows = rows.filter(**{f"{counted.officer}_id": officer_id})
    return rows.order_by(f"-{counted.day}", "-id")


# What was so at the end of a day, and how running sums of measures say it.
AT_END: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "open": (("received",), ("closed",)),
    "overdue_law": (("due_law",), ("met_law", "late_law")),
    "overdue_promise": (("due_promise",), ("met_promise", "late_promise")),
    "waiting": (("waits_begun",), ("waits_ended",)),
    "waiting_again": (("waits_begun_again",), ("waits_ended_again",)),
    "charged": (("charges_begun",), ("charges_ended",)),
}


def at_end(*, by: Actor, what: str, on: date, unit: Unit | None = None) -> QuerySet[Dossier]:
    """Return the dossiers of which `what` (one of AT_END) was so at the end of a local day, oldest first.

    As the journal knows them today: a wait ended or a dossier corrected since counts as it now stands.

    Raises: KeyError for something that is not of AT_END.
    """
    AT_END[what]
    there = Q(received_on__lte=on) & (Q(ended_on=None) | Q(ended_on__gt=on))
    rows = _in_unit(access.visible(by), unit).filter(there).order_by("received_on", "id")
    if what == "open":
        return rows
    if what in ("overdue_law", "overdue_promise"):
        column = "legal_due_on" if what == "overdue_law" else "due_on"
        return rows.filter(**{f"{column}__lte": on})
    found = [
        pk
        for pk, pauses, asked in rows.exclude(pauses=[]).values_list("pk", "pauses", "supplements")
        if _paused(what, pauses, asked, on)
    ]
    return rows.filter(pk__in=found)


def _paused(what: str, pauses: Sequence[Mapping[str, str]], asked: int, on: date) -> bool:
    kind = FINANCIAL_DUTY if what == "charged" else SUPPLEMENT
    of_kind = [pause for pause in pauses if pause["kind"] == kind]
    before = asked - len(of_kind)
    for number, pause in enumerate(of_kind, before + 1):
        begun = workdays.today(datetime.fromisoformat(pause["from_at"])) <= on
        lasts = not pause["until_at"] or workdays.today(datetime.fromisoformat(pause["until_at"])) > on
        if begun and lasts and (what != "waiting_again" or number > 1):
            return True
    return False


def now(
    *, by: Actor, measure: str, at: datetime, unit: Unit | None = None, alone: bool = False
) -> QuerySet[Dossier]:
    """Return the open dossiers of a present measure (one of NOW), most urgent first.

    Raises: KeyError for a measure that is not one.
    """
    rows = _in_unit(access.visible(by), unit, alone).filter(IS_OPEN)  # in the words of the indexes
    picked = {
        "open": Q(),
        "late": Q(state__in=RUNNING, due_at__lt=at),
        "near": Q(state__in=RUNNING, due_at__gte=at, due_at__lte=near_until(at)),
        "waiting": Q(state__in=("waiting", "charged")),
    }[measure]
    return rows.filter(picked).order_by(F("due_at").asc(nulls_last=True), "id")


def near_until(at: datetime) -> datetime:
    """Return the moment up to which a running dossier counts as nearly late: so many working minutes ahead.

    Counted on the country's calendar, so that one board uses one line.
    """
    minutes = law.value("nearly_late_working_minutes", workdays.today(at))
    ahead = workdays.national().add_minutes(workdays.wall(at), minutes)
    return workdays.instant(ahead) + timedelta(seconds=1)


def _in_unit(rows: QuerySet[Dossier], unit: Unit | None, alone: bool = False) -> QuerySet[Dossier]:
    if unit is not None and alone:
        return rows.filter(unit=unit)
    return rows if unit is None else rows.filter(unit__path__startswith=unit.path)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its rows, the address of the next, and on the first page how many there are."""

    rows: list[Dossier]
    following: str
    count: int | None


def page(
    rows: QuerySet[Dossier], address: str, *, after: str = "", most: int = 50, counted: bool = True
) -> Page:
    """Return a page by keyset: the last page costs what the first does. Costs 1 query, 2 on the first page.

    `after` is the mark the page before ended with; a mark that cannot be read begins anew. Whoever
    knows the length of the list already asks for it not to be counted.
    """
    first = [str(column) for column in _columns(rows)]
    count = rows.count() if counted and not after else None
    if after:
        rows = _beyond(rows, first, after)
    found = list(rows.select_related("version", "unit", "assignee")[: most + 1])
    if len(found) <= most:
        return Page(found, "", count)
    last = found[most - 1]
    joint = "&" if "?" in address else "?"
    return Page(found[:most], f"{address}{joint}after={_mark(last, first[0])}", count)


def _columns(rows: QuerySet[Dossier]) -> list[str]:
    return ["due_at" if not isinstance(name, str) else name for name in rows.query.order_by]


def _mark(last: Dossier, column: str) -> str:
    value = getattr(last, column.lstrip("-"))
    text = "" if value is None else workdays.utc_text(value)
    return f"{text}_{last.pk}"


def _beyond(rows: QuerySet[Dossier], columns: list[str], after: str) -> QuerySet[Dossier]:
    text, _, key = after.rpartition("_")
    column, falling = columns[0].lstrip("-"), columns[0].startswith("-")
    if not (key.isascii() and key.isdigit()):
        return rows
    pk = int(key)
    if not text:  # the undated ones come last, by key alone
        return rows.filter(**{f"{column}__isnull": True}, pk__gt=pk)
    value = workdays.read_text(text)
    if value is None:
        return rows
    sign = "lt" if falling else "gt"
    tie = Q(**{column: value}) & (Q(pk__lt=pk) if falling else Q(pk__gt=pk))
    undated = Q() if falling else Q(**{f"{column}__isnull": True})
    beyond = Q(**{f"{column}__{sign}": value}) | tie
    if falling:
        return rows.filter(beyond, **{f"{column}__lte": value})  # where to begin in the index
    return rows.filter(beyond | undated)
