"""Many finished or running histories written at once, as the single acts would have written them.

The changes of each act come from the same rules as a single act's, the snapshot from the same fold,
the tallies from the same measures, the seals from the same chain; `verify` and `rebuild` prove it.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from motcua.actions import journal
from motcua.queries import tokens
from motcua.records.models import ChainHead, Document, Dossier, Entry, Notice, NumberCounter, Rating
from motcua.rules import fold, measures, numbering
from motcua.rules.intake import Paper
from motcua.rules.lifecycle import Verb
from motcua.rules.people import Actor

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Act:
    """One verb of a history: when, by whom, what it changes, what the applicant is told."""

    at: datetime
    by: Actor
    verb: Verb
    changes: Mapping[str, Any]
    facts: Mapping[str, Any] = field(default_factory=dict)
    announce: str = ""


@dataclass(slots=True)
class History:
    """One dossier to write: its code, its papers, its acts in order, its rating's words."""

    code: str
    acts: Sequence[Act]
    papers: Sequence[Paper] = ()
    subject: str = ""
    reasons: Sequence[str] = ()


@transaction.atomic
def write(histories: Iterable[History]) -> int:
    """Write histories whole: rows, papers, entries in order of time, notices, tallies. Returns how many.

    The journal must not have lines later than the first act.

    Raises: lifecycle.Illegal, fold.BrokenHistory for a history that could not have happened.
    """
    told = list(histories)
    rows = [(_row(history), history) for history in told]
    snapshots = {id(dossier): _fold(dossier, history) for dossier, history in rows}
    Dossier.objects.bulk_create((dossier for dossier, _ in rows), batch_size=BATCH)
    _write_papers(rows)
    _write_ratings(rows)
    _write_entries(
        sorted(((act, d) for d, history in rows for act in history.acts), key=lambda pair: pair[0].at)
    )
    journal.move_tallies(measures.total(measures.of(snapshot) for snapshot in snapshots.values()))
    _write_counters(told)
    return len(told)


def _row(history: History) -> Dossier:
    nonce = secrets.token_hex(16)
    return Dossier(
        code=history.code,
        nonce=nonce,
        subject=history.subject,
        tracking_hash=tokens.hashed(tokens.of_nonce(nonce, tokens.TRACK)),
        revision=len(history.acts) - 1,
        updated_at=history.acts[-1].at,
    )


def _fold(dossier: Dossier, history: History) -> fold.Snapshot:
    snapshot = fold.fold((act.verb, fold.plain(act.changes)) for act in history.acts)
    for name in fold.FIELDS:
        setattr(dossier, name, getattr(snapshot, name))
    dossier.pauses = list(snapshot.pauses)
    if snapshot.handed_over_at is not None and snapshot.rating is None:
        dossier.rating_hash = tokens.hashed(tokens.rating(dossier))
    return snapshot


def _write_papers(rows: Sequence[tuple[Dossier, History]]) -> None:
    Document.objects.bulk_create(
        (
            Document(
                dossier=dossier, key=paper.key, name=paper.name, kind=paper.kind, quantity=paper.quantity,
                standing=paper.standing, remark=paper.remark, added_at=history.acts[0].at,
                added_by_id=history.acts[0].by.user_id,
            )
            for dossier, history in rows
            for paper in history.papers
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _write_ratings(rows: Sequence[tuple[Dossier, History]]) -> None:
    Rating.objects.bulk_create(
        (
            Rating(
                dossier=dossier, face=dossier.rating, reasons=list(history.reasons), at=history.acts[-1].at
            )
            for dossier, history in rows
            if dossier.rating is not None
        ),
        batch_size=BATCH,
    )


def _write_entries(acts: Sequence[tuple[Act, Dossier]]) -> None:
    for year, of_year in groupby(acts, key=lambda pair: localdate(pair[0].at).year):
        head = journal.head(year)
        entries = []
        for act, dossier in of_year:
            entries.append(
                journal.sealed(head, journal.Saying(act.verb, act.by, act.at, _payload(act), dossier))
            )
            if act.announce:
                entries[-1].announced = act.announce
        Entry.objects.bulk_create(entries, batch_size=BATCH)
        ChainHead.objects.filter(pk=head.pk).update(size=head.size, hash=head.hash, at=head.at)
        _write_notices(entries)


def _payload(act: Act) -> dict[str, Any]:
    return {"changes": fold.plain(act.changes), "facts": fold.plain(act.facts)}


def _write_notices(entries: Sequence[Entry]) -> None:
    Notice.objects.bulk_create(
        (
            Notice(
                dossier=entry.dossier, to_id=entry.dossier.applicant_id, kind=entry.announced,
                effect_key=f"{entry.chain}.{entry.seq}.{entry.announced}.{entry.dossier.applicant_id}",
                created_at=entry.at, next_at=entry.at, sent_at=entry.at, attempts=1,
            )
            for entry in entries
            if hasattr(entry, "announced")
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _write_counters(told: Sequence[History]) -> None:
    last: dict[tuple[str, Any], int] = {}
    for history in told:
        parts = numbering.parse(history.code)
        place = (parts.agency, parts.on)
        last[place] = max(last.get(place, 0), parts.number)
    NumberCounter.objects.bulk_create(
        (NumberCounter(agency_code=agency, on=on, last=number) for (agency, on), number in last.items()),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["agency_code", "on"],
        update_fields=["last"],
    )
