"""Which dossiers a process map is made of, and the logs read last, so that a second look costs nothing."""

from datetime import date
from functools import lru_cache

from django.db.models import Max

from motcua.queries import event_log
from motcua.queries.access import NoSuch
from motcua.queries.event_log import EventLog, Scope
from motcua.records.models import ChainHead, Collection, Procedure, Unit

KEPT = 8  # logs in memory: the pages of one look share one


def by_code(*, unit: str, procedure: str, days: tuple[date, date]) -> Scope:
    """Return a scope by the codes of a unit (with those below it) and a procedure; "" is all. 1 to 3 queries.

    Raises: NoSuch, naming what is not there.
    """
    below = Unit.objects.all()
    if unit:
        top = Unit.objects.filter(agency_code=unit).order_by("-from_on", "pk").first()
        if top is None:
            raise NoSuch(f"unit {unit}")
        below = below.filter(path__startswith=top.path)
    procedure_id = None
    if procedure:
        procedure_id = Procedure.objects.filter(code=procedure).values_list("pk", flat=True).first()
        if procedure_id is None:
            raise NoSuch(f"procedure {procedure}")
    return Scope(tuple(below.order_by("pk").values_list("pk", flat=True)), days, procedure_id)


def live(scope: Scope) -> EventLog:
    """Return the log of a scope, read anew only when the journal has grown. Costs 1 query, or 5."""
    mark = ChainHead.objects.aggregate(at=Max("at"), size=Max("size"))
    return _live(scope, str(mark))


@lru_cache(maxsize=KEPT)
def _live(scope: Scope, _mark: str) -> EventLog:
    return event_log.of_journal(scope)


def past(collection: Collection, *, unit: str = "") -> EventLog:
    """Return the log of a history, read anew only when it was imported again. Costs 0 or 2 queries."""
    return _past(collection.pk, str(collection.imported_at), unit)


@lru_cache(maxsize=KEPT)
def _past(pk: int, _imported_at: str, unit: str) -> EventLog:
    return event_log.of_history(Collection.objects.get(pk=pk), unit=unit)
