"""Closed dossiers of a procedure counted again under a proposal, a page at a time: the sums just add up."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from motcua.queries import clock, workdays
from motcua.queries.simplification import like, offers_of
from motcua.queries.workdays import wall
from motcua.records.models import Document, Dossier, Entry, Offer, ProcedureVersion, Review, Unit
from motcua.rules import replay
from motcua.rules.lifecycle import State
from motcua.rules.replay import Changed, Past, Sums
from motcua.rules.simplification import Change
from motcua.rules.stuck import rested
from motcua.rules.workdays import Calendar

MOST = 1500  # dossiers in one part: under a second


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of a replay found: its sums, how many are done of how many, and where to go on."""

    sums: Sums
    done: int
    total: int
    following: int  # the key of the last dossier counted; 0 at the end


def part(
    review: Review,
    change: Change,
    *,
    period: tuple[date, date],
    after: int = 0,
    before: tuple[Sums, int, int] = (Sums(), 0, 0),
    most: int = MOST,
) -> Part:
    """Return the sums so far with the next dossiers added; `before` are the sums, done and total so far.

    Only decided dossiers count: one that was withdrawn or stopped tells nothing about the time of work.

    Units: `period` half-open local days of the decision.
    Costs 6 queries, 1 more at the beginning, 1 more when a step is cut.
    """
    sums, done, total = before
    rows = _closed(review, period)
    total = total if after else rows.count()
    found = list(rows.filter(pk__gt=after)[: most + 1])
    here = found[:most]
    for past, changed, calendar in _pasts(review, change, here):
        sums += replay.replay(past, changed, calendar)
    return Part(sums, done + len(here), total, here[-1].pk if len(found) > most else 0)


def _closed(review: Review, period: tuple[date, date]) -> QuerySet[Dossier]:
    units = [
        offer.unit_id
        for offer in offers_of(review.unit, review.procedure_id, below=review.covers_below, on=period[1])
    ]
    rows = Dossier.objects.filter(
        unit__in=units,
        procedure=review.procedure_id,
        ended_on__gte=period[0],
        ended_on__lt=period[1],
        received_at__isnull=False,
        state__in=(State.DECIDED, State.HANDED_OVER),
    )
    return rows.order_by("pk")


def _pasts(
    review: Review, change: Change, rows: Sequence[Dossier]
) -> Iterable[tuple[Past, Changed, Calendar]]:
    keys = [row.pk for row in rows]
    versions = ProcedureVersion.objects.filter(procedure=review.procedure_id).in_bulk()
    offers = list(Offer.objects.filter(procedure=review.procedure_id).order_by("-from_on", "-id"))
    units = Unit.objects.in_bulk({row.unit_id for row in rows})
    workdays.edition()
    papers = _papers(keys, [*change.papers_cut, *change.papers_looked_up])
    steps = _step_minutes(rows, change.steps_cut, versions, units)
    for row in rows:
        assert row.received_at is not None
        assert row.received_on is not None
        assert row.ended_at is not None
        offer = _offer_then(offers, row.unit_id, row.received_on)
        terms = clock.terms_of(versions[row.version_id], offer, on=row.received_on)
        told = change.term_for(row.unit_id)
        past = Past(
            received_at=wall(row.received_at),
            ended_at=wall(row.ended_at),
            promise=terms.promise,
            law=terms.law,
            pauses=clock.pauses_of(row.pauses),
            extension=clock.extension_of(row),
            papers=papers.get(row.pk, 0),
            step_minutes=steps.get(row.pk, 0),
            fee=row.fee_amount or 0,
        )
        promise = like(terms.promise, told) if told else None
        yield past, Changed(promise, change.fee), workdays.calendar_of(units[row.unit_id])


def _offer_then(offers: Sequence[Offer], unit_id: int, on: date) -> Offer | None:
    for offer in offers:
        if (
            offer.unit_id == unit_id
            and offer.from_on <= on
            and (offer.until_on is None or on < offer.until_on)
        ):
            return offer
    return None


def _papers(keys: Sequence[int], cut: Sequence[str]) -> dict[int, int]:
    """Return how many papers of these kinds each dossier brought; what was looked up was no burden."""
    if not cut or not keys:
        return {}
    rows = Document.objects.filter(
        dossier__in=keys, key__in=cut, is_result=False, standing__in=("has", "missing")
    )
    return dict(rows.values("dossier_id").annotate(n=Count("id")).values_list("dossier_id", "n").order_by())


def _step_minutes(
    rows: Sequence[Dossier],
    cut: Sequence[str],
    versions: Mapping[int, ProcedureVersion],
    units: Mapping[int, Unit],
) -> dict[int, int]:
    """Return how long each dossier rested in the cut steps, out of the journal: net of its waits."""
    if not cut or not rows:
        return {}
    moves: dict[int, list[tuple[Any, int]]] = {}
    entries = Entry.objects.filter(dossier__in=[row.pk for row in rows], payload__contains='"step"')
    for key, at, payload in entries.order_by("id").values_list("dossier_id", "at", "payload"):
        step = (json.loads(payload).get("changes") or {}).get("step")
        if step is not None and key is not None:
            moves.setdefault(key, []).append((at, step))
    found = {}
    for row in rows:
        steps = versions[row.version_id].body.get("steps", [])
        places = {place for place, step in enumerate(steps) if step["key"] in cut}
        found[row.pk] = _rested_in(
            row, moves.get(row.pk, []), places, workdays.calendar_of(units[row.unit_id])
        )
    return found


def _rested_in(row: Dossier, moves: Sequence[tuple[Any, int]], places: set[int], calendar: Calendar) -> int:
    pauses, minutes = clock.pauses_of(row.pauses), 0
    for place, (at, step) in enumerate(moves):
        until = moves[place + 1][0] if place + 1 < len(moves) else row.ended_at
        if step in places and until is not None:
            minutes += rested(wall(at), wall(until), calendar, pauses)
    return minutes
