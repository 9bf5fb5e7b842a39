"""Reads about imported histories: their figures, and the dossiers behind each figure."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Max

from motcua.queries.access import NoSuch
from motcua.records.models import Collection, PastDossier, PastEvent
from motcua.rules import history
from motcua.rules.history import Asked, Past, Row


def collection(name: str) -> Collection:
    """Return the collection of that name. Costs 1 query.

    Raises: NoSuch.
    """
    found = Collection.objects.filter(name=name).first()
    if found is None:
        raise NoSuch(name)
    return found


def names() -> list[str]:
    """Return the names of all collections, in order. Costs 1 query."""
    return list(Collection.objects.order_by("name").values_list("name", flat=True))


def last_moment(of: Collection, *, now: datetime) -> datetime:
    """Return the last moment a collection knows of, the natural one to look back from. Costs 2 queries.

    A date in the future is a slip of the pen or a plan, so it is not later than `now`.
    """
    ends = PastDossier.objects.filter(collection=of).aggregate(a=Max("received_at"), b=Max("finished_at"))
    events = PastEvent.objects.filter(dossier__collection=of).aggregate(c=Max("at"))
    moments = [at for at in (*ends.values(), *events.values()) if at is not None]
    return min(max(moments, default=now), now)


def timeliness(of: Collection, *, asked: Asked) -> list[Row]:
    """Return the figures of a collection, a row a group and the total last. Costs 1 query.

    A dossier belongs to one group and to the day it was received, in the collection's own zone: so in
    every row received = closed + open.
    """
    pasts = (past for _, past in _pasts(of, asked))
    return history.rows(history.sums(pasts, asked.as_of), grouped=bool(asked.by))


def behind(of: Collection, *, asked: Asked, measure: str, group: str | None = None) -> list[str]:
    """Return the codes of the dossiers that a figure counts, in order of receipt. Costs 1 query.

    `group` None or the total's own name: of all groups.
    """
    wanted = history.counted_in(measure)
    everywhere = group is None or group == history.TOTAL
    return [
        code
        for code, past in _pasts(of, asked)
        if (everywhere or past.group == group)
        and history.standing(past.received_at, past.due_at, past.finished_at, asked.as_of) in wanted
    ]


def _pasts(of: Collection, asked: Asked) -> Iterator[tuple[str, Past]]:
    zone = ZoneInfo(of.timezone)
    column = asked.by if asked.by and asked.by != "month" else "code"
    rows = PastDossier.objects.filter(collection=of).order_by("received_at", "pk")
    dated = asked.by == "month" or asked.from_on is not None or asked.until_on is not None
    values = rows.values_list("code", column, "received_at", "due_at", "finished_at")
    for code, label, received_at, due_at, finished_at in values.iterator(chunk_size=5000):
        if dated:
            on = received_at.astimezone(zone).date()
            if not asked.holds(on):
                continue
            if asked.by == "month":
                label = f"{on:%Y-%m}"
        yield code, Past(label if asked.by else "", received_at, due_at, finished_at)
