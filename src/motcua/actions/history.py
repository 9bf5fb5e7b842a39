"""Bringing in the history of another time or place."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from motcua.actions import collection
from motcua.actions.collection import Wish
from motcua.records.models import Collection, PastDossier, PastEvent
from motcua.rules.history_map import Map
from motcua.rules.history_rows import Case
from motcua.rules.people import Actor

KEPT = ("unit", "procedure", "field", "channel")
COLUMNS = ("collection_id", "code", *KEPT, "received_at", "due_at", "finished_at", "facts", "fingerprint")
_Marked = tuple[Case, int, str]  # a dossier, its key when it is kept already, its fingerprint


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


def take_in(
    *, by: Actor, into: Destination, cases: Iterable[Case], now: datetime, dry_run: bool = False
) -> Counts:
    """Keep the dossiers of a history in their collection, all or none; a second run changes nothing.

    A dossier already there is replaced when anything about it differs. Dossiers that the files no
    longer hold stay. With `dry_run` everything is counted and nothing is written.

    Raises: PermissionDenied; text errors; whatever reading the cases raises, before which nothing is kept.
    """
    counts = Counts()

    def take(kept_in: Collection | None, page: list[Case]) -> None:
        _take_page(kept_in, page, counts, dry_run)

    wish = Wish(
        "import_history", into.collection, into.plan.timezone, into.plan.plain(), into.source, dry_run
    )
    collection.fill(by=by, wish=wish, rows=cases, take=take, counts=counts, now=now)
    return counts


def _take_page(collection: Collection | None, page: Sequence[Case], counts: Counts, dry_run: bool) -> None:
    kept = _kept(collection, [case.code for case in page])
    fresh: list[_Marked] = []
    moved: list[_Marked] = []
    for case in page:
        for note in case.notes:
            counts.notes[note] = counts.notes.get(note, 0) + 1
        pk, old = kept.get(case.code, (0, ""))
        fingerprint = case.fingerprint()
        if fingerprint == old:
            counts.unchanged += 1
        else:
            (moved if pk else fresh).append((case, pk, fingerprint))
    counts.new += len(fresh)
    counts.changed += len(moved)
    counts.events += sum(len(case.events) for case, *_ in (*fresh, *moved))
    if collection is not None and not dry_run:
        _write(collection, fresh, moved)


def _kept(collection: Collection | None, codes: list[str]) -> dict[str, tuple[int, str]]:
    if collection is None:
        return {}
    rows = PastDossier.objects.filter(collection=collection, code__in=codes)
    return {code: (pk, mark) for code, pk, mark in rows.values_list("code", "pk", "fingerprint")}


def _write(collection: Collection, fresh: list[_Marked], moved: list[_Marked]) -> None:
    at = connection.ops.adapt_datetimefield_value
    new_rows = [
        (
            collection.pk, case.code, *(case.texts.get(name, "") for name in KEPT),
            at(case.received_at), at(case.due_at), at(case.finished_at), case.facts, fingerprint,
        )
        for case, _, fingerprint in fresh
    ]  # fmt: skip
    _insert(PastDossier, COLUMNS, new_rows)
    for case, pk, fingerprint in moved:
        PastDossier.objects.filter(pk=pk).update(
            **{name: case.texts.get(name, "") for name in KEPT},
            received_at=case.received_at,
            due_at=case.due_at,
            finished_at=case.finished_at,
            facts=json.loads(case.facts),
            fingerprint=fingerprint,
        )
    PastEvent.objects.filter(dossier__in=[pk for _, pk, _ in moved]).delete()
    cases = [case for case, *_ in (*fresh, *moved) if case.events]
    pks = _kept(collection, [case.code for case in cases]) if cases else {}
    rows = [
        (pks[case.code][0], event.activity, at(event.at), event.actor, event.facts)
        for case in cases
        for event in case.events
    ]
    _insert(PastEvent, ("dossier_id", "activity", "at", "actor", "facts"), rows)


def _insert(model: type[Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Write plain rows, as many at a time as the database takes: a third of what model rows cost."""
    columns = ", ".join(f'"{name}"' for name in names)
    one = f"({', '.join(['%s'] * len(names))})"
    most = (connection.features.max_query_params or 20_000) // len(names)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), most):
            part = rows[start : start + most]
            places = ", ".join([one] * len(part))
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({columns}) VALUES {places}",
                [value for row in part for value in row],
            )
