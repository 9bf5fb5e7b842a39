"""What every import into a collection does alike: who may, page by page, all or none, one line at the end."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Protocol, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import journal
from motcua.records.models import Collection
from motcua.rules.people import Actor, ActorKind, Role
from motcua.rules.text import clean

PAGE = 1000
One = TypeVar("One")


class Counts(Protocol):
    """What an import did, whatever it takes in."""

    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Wish:
    """Where rows go, and where they come from; `verb` is the line they leave in the journal.

    With `dry_run` everything is counted and nothing is written.
    """

    verb: str
    collection: str
    timezone: str
    map: Mapping[str, object]
    source: str
    dry_run: bool = False


Taking = Callable[[Collection | None, list[One]], None]


@transaction.atomic
def fill(
    *, by: Actor, wish: Wish, rows: Iterable[One], take: Taking[One], counts: Counts, now: datetime
) -> None:
    """Let `take` keep the rows page by page and count them.

    Raises: PermissionDenied; text errors; whatever reading the rows raises, before which nothing is kept.
    """
    if by.kind is not ActorKind.SYSTEM and not any(duty.role is Role.ADMIN for duty in by.duties):
        raise PermissionDenied("import")
    name = clean(wish.collection, limit=100)
    collection = Collection.objects.select_for_update().filter(name=name).first()

    for page in _pages(rows):
        if collection is None and not wish.dry_run:
            collection = Collection(name=name)
            _describe(collection, wish, now)
        take(collection, page)

    if wish.dry_run or collection is None or not (counts.new or counts.changed):
        return
    _describe(collection, wish, now)
    facts = {"new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged}
    payload = {"facts": facts | {"source": wish.source}}
    journal.write(wish.verb, by=by, at=now, payload=payload, subject=f"collection:{collection.pk}")


def _describe(collection: Collection, wish: Wish, now: datetime) -> None:
    collection.timezone, collection.imported_at = wish.timezone, now
    collection.source, collection.map = wish.source[:300], dict(wish.map)
    collection.save()


def _pages(rows: Iterable[One]) -> Iterator[list[One]]:
    rest = iter(rows)
    while page := list(islice(rest, PAGE)):
        yield page
