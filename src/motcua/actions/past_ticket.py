"""Bringing in the tickets of another time or place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from motcua.actions import collection
from motcua.actions.collection import Wish
from motcua.records.models import Collection, PastTicket
from motcua.rules.past_tickets import PastVisit
from motcua.rules.people import Actor

KEPT = ("unit", "service", "counter", "arrived_at", "started_at", "finished_at")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where tickets go, and where they come from."""

    collection: str
    timezone: str
    map: Mapping[str, object]
    source: str


@dataclass(slots=True)
class Counts:
    """What an import did, in tickets."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


def take_in(
    *, by: Actor, into: Destination, visits: Iterable[PastVisit], now: datetime, dry_run: bool = False
) -> Counts:
    """Keep the tickets in their collection, all or none; a second run changes nothing.

    A ticket already there is replaced when anything about it differs; one that the files no longer hold
    stays. With `dry_run` everything is counted and nothing is written.

    Raises: PermissionDenied; text errors; whatever reading the visits raises, before which nothing is kept.
    """
    counts = Counts()

    def take(kept_in: Collection | None, page: list[PastVisit]) -> None:
        _take_page(kept_in, page, counts, dry_run)

    wish = Wish("import_tickets", into.collection, into.timezone, into.map, into.source, dry_run)
    collection.fill(by=by, wish=wish, rows=visits, take=take, counts=counts, now=now)
    return counts


def _take_page(collection: Collection | None, page: list[PastVisit], counts: Counts, dry_run: bool) -> None:
    codes = [visit.code for visit in page]
    found = PastTicket.objects.filter(collection=collection, code__in=codes) if collection else ()
    kept = {row.code: row for row in found}
    fresh, moved = [], []
    for visit in page:
        values = {name: getattr(visit, name) for name in KEPT}
        row = kept.get(visit.code)
        if row is None:
            fresh.append(PastTicket(collection=collection, code=visit.code, **values))
        elif all(getattr(row, name) == value for name, value in values.items()):
            counts.unchanged += 1
        else:
            for name, value in values.items():
                setattr(row, name, value)
            moved.append(row)
    counts.new += len(fresh)
    counts.changed += len(moved)
    if not dry_run:
        PastTicket.objects.bulk_create(fresh)
        PastTicket.objects.bulk_update(moved, KEPT)
