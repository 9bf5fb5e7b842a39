"""Bringing in the tickets of another time or place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import journal
from motcua.records.models import Collection, PastTicket
from motcua.rules.past_tickets import PastVisit
from motcua.rules.people import Actor, ActorKind, Role
from motcua.rules.text import clean

PAGE = 1000
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


@transaction.atomic
def take_in(
    *, by: Actor, into: Destination, visits: Iterable[PastVisit], now: datetime, dry_run: bool = False
) -> Counts:
    """Keep the tickets in their collection, all or none; a second run changes nothing.

    A ticket already there is replaced when anything about it differs; one that the files no longer hold
    stays. With `dry_run` everything is counted and nothing is written.

    Raises: PermissionDenied; text errors; whatever reading the visits raises, before which nothing is kept.
    """
    if by.kind is not ActorKind.SYSTEM and not any(duty.role is Role.ADMIN for duty in by.duties):
        raise PermissionDenied("import")
    name = clean(into.collection, limit=100)
    collection = Collection.objects.select_for_update().filter(name=name).first()

    counts = Counts()
    for page in _pages(visits):
        if collection is None and not dry_run:
            collection = Collection(name=name)
            _describe(collection, into, now)
        _take_page(collection, page, counts, dry_run)

    if dry_run or collection is None or not (counts.new or counts.changed):
        return counts
    _describe(collection, into, now)
    facts = {"new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged,
             "source": into.source}  # fmt: skip
    payload = {"facts": facts}
    journal.write("import_tickets", by=by, at=now, payload=payload, subject=f"collection:{collection.pk}")
    return counts


def _describe(collection: Collection, into: Destination, now: datetime) -> None:
    collection.timezone, collection.imported_at = into.timezone, now
    collection.source, collection.map = into.source[:300], dict(into.map)
    collection.save()


def _pages(visits: Iterable[PastVisit]) -> Iterator[list[PastVisit]]:
    rest = iter(visits)
    while page := list(islice(rest, PAGE)):
        yield page


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
