"""Bringing in the history of another time or place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import journal
from motcua.records.models import Collection, PastDossier, PastEvent
from motcua.rules.history_map import Map
from motcua.rules.history_rows import Case
from motcua.rules.people import Actor, ActorKind, Role
from motcua.rules.text import clean

PAGE = 1000
KEPT = ("unit", "procedure", "field", "channel")
MOVED = (*KEPT, "received_at", "due_at", "finished_at", "facts", "fingerprint")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a history goes, and where it comes from."""

    collection: str
    plan: Map
    source: str


@dataclass(slots=True)
class Counts:
    """What an import did, in dossiers; `events` of those that are new or changed."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    events: int = 0
    notes: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def take_in(
    *, by: Actor, into: Destination, cases: Iterable[Case], now: datetime, dry_run: bool = False
) -> Counts:
    """Keep the dossiers of a history in their collection, all or none; a second run changes nothing.

    A dossier already there is replaced when anything about it differs. Dossiers that the files no
    longer hold stay. With `dry_run` everything is counted and nothing is written.

    Raises: PermissionDenied; text errors; whatever reading the cases raises, before which nothing is kept.
    """
    if by.kind is not ActorKind.SYSTEM and not any(duty.role is Role.ADMIN for duty in by.duties):
        raise PermissionDenied("import")
    name = clean(into.collection, limit=100)
    collection = Collection.objects.select_for_update().filter(name=name).first()

    counts = Counts()
    for page in _pages(cases):
        if collection is None and not dry_run:
            collection = Collection(name=name, timezone=into.plan.timezone, imported_at=now)
            _describe(collection, into, now)
        _take_page(collection, page, counts, dry_run)

    if dry_run or collection is None or not (counts.new or counts.changed):
        return counts
    _describe(collection, into, now)
    facts = {"new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged, "source": into.source}
    journal.write(
        "import_history", by=by, at=now, payload={"facts": facts}, subject=f"collection:{collection.pk}"
    )
    return counts


def _describe(collection: Collection, into: Destination, now: datetime) -> None:
    collection.timezone, collection.imported_at = into.plan.timezone, now
    collection.source, collection.map = into.source[:300], into.plan.plain()
    collection.save()


def _pages(cases: Iterable[Case]) -> Iterator[list[Case]]:
    rest = iter(cases)
    while page := list(islice(rest, PAGE)):
        yield page


def _take_page(collection: Collection | None, page: Sequence[Case], counts: Counts, dry_run: bool) -> None:
    kept = _kept(collection, [case.code for case in page])
    fresh: list[PastDossier] = []
    moved: list[PastDossier] = []
    events: list[tuple[PastDossier, Case]] = []
    for case in page:
        for note in case.notes:
            counts.notes[note] = counts.notes.get(note, 0) + 1
        pk, fingerprint = kept.get(case.code, (None, ""))
        row = _row(collection, case, pk)
        if row.fingerprint == fingerprint:
            counts.unchanged += 1
            continue
        (fresh if pk is None else moved).append(row)
        events.append((row, case))
    counts.new += len(fresh)
    counts.changed += len(moved)
    counts.events += sum(len(case.events) for _, case in events)
    if not dry_run:
        _write(fresh, moved, events)


def _kept(collection: Collection | None, codes: list[str]) -> dict[str, tuple[int, str]]:
    if collection is None:
        return {}
    rows = PastDossier.objects.filter(collection=collection, code__in=codes)
    return {code: (pk, mark) for code, pk, mark in rows.values_list("code", "pk", "fingerprint")}


def _row(collection: Collection | None, case: Case, pk: int | None) -> PastDossier:
    return PastDossier(
        pk=pk,
        collection=collection,
        code=case.code,
        **{name: case.texts.get(name, "") for name in KEPT},
        received_at=case.received_at,
        due_at=case.due_at,
        finished_at=case.finished_at,
        facts=dict(case.facts),
        fingerprint=case.fingerprint(),
    )


def _write(
    fresh: list[PastDossier], moved: list[PastDossier], events: Iterable[tuple[PastDossier, Case]]
) -> None:
    PastDossier.objects.bulk_create(fresh)
    if moved:
        PastDossier.objects.bulk_update(moved, MOVED, batch_size=100)
        PastEvent.objects.filter(dossier__in=[row.pk for row in moved]).delete()
    PastEvent.objects.bulk_create(
        PastEvent(
            dossier=row, activity=event.activity, at=event.at, actor=event.actor, facts=dict(event.facts)
        )
        for row, case in events
        for event in case.events
    )
