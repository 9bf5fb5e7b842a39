"""Many finished or running histories written at once, as the single acts would have written them.

The changes of each act come from the same rules as a single act's, the snapshot from the same fold,
the tallies from the same measures, the seals from the same chain; `verify` and `rebuild` prove it.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.timezone import localdate

from motcua.actions import journal
from motcua.queries import tokens, workdays
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


Also = Callable[[Mapping[str, Dossier]], Iterable[journal.Saying]]


@transaction.atomic
def write(histories: Iterable[History], *, also: Also | None = None) -> int:
    """Write histories whole: rows, papers, entries in order of time, notices, tallies. Returns how many.

    The journal must not have lines later than the first act. `also` writes what hangs on the dossiers,
    given by code, and returns what the journal is told of it, in its place of time.

    Raises: lifecycle.Illegal, fold.BrokenHistory for a history that could not have happened.
    """
    told = list(histories)
    rows = [(_row(history), history) for history in told]
    snapshots = {id(dossier): _fold(dossier, history) for dossier, history in rows}
    Dossier.objects.bulk_create((dossier for dossier, _ in rows), batch_size=BATCH)
    _write_papers(rows)
    _write_ratings(rows)
    sayings = [_saying(act, dossier) for dossier, history in rows for act in history.acts]
    if also is not None:
        sayings += [(saying, "") for saying in also({dossier.code: dossier for dossier, _ in rows})]
    _write_entries(sorted(sayings, key=lambda pair: pair[0].at))
    journal.move_tallies(
        measures.total(measures.of(snapshot, workdays.ZONE) for snapshot in snapshots.values())
    )
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
    for name, value in measures.derived(snapshot, workdays.ZONE).items():
        setattr(dossier, name, value)
    if snapshot.handed_over_at is not None and snapshot.rating is None:
        dossier.rating_hash = tokens.hashed(tokens.rating(dossier))
    return snapshot


def _insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows by hand: a tenth of what the ORM takes, which is most of the time at this size."""
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join(["%s"] * len(columns))
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while page := list(islice(waiting, BATCH)):
            cursor.executemany(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})", page)


def _kept(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


_PAPER = (
    "dossier_id", "key", "name", "kind", "quantity", "standing", "remark", "added_at", "added_by_id",
    "file_name", "is_result", "asked",
)  # fmt: skip


def _write_papers(rows: Sequence[tuple[Dossier, History]]) -> None:
    _insert(
        Document,
        _PAPER,
        (
            (
                dossier.pk, paper.key, paper.name, paper.kind, paper.quantity, paper.standing, paper.remark,
                _kept(history.acts[0].at), history.acts[0].by.user_id, "", False, "",
            )
            for dossier, history in rows
            for paper in history.papers
        ),
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


def _saying(act: Act, dossier: Dossier) -> tuple[journal.Saying, str]:
    """Return what an act says, and of which kind the message is that it owed."""
    return journal.Saying(act.verb, act.by, act.at, _payload(act), dossier), act.announce


def _write_entries(told: Sequence[tuple[journal.Saying, str]]) -> None:
    for year, of_year in groupby(told, key=lambda pair: localdate(pair[0].at).year):
        head = journal.head(year)
        sayings = list(of_year)
        sealed = (journal.sealed(head, saying) for saying, _ in sayings)
        announced: list[tuple[Any, ...]] = []
        _insert(Entry, _ENTRY, _noting(sealed, sayings, announced))
        ChainHead.objects.filter(pk=head.pk).update(size=head.size, hash=head.hash, at=head.at)
        _insert(Notice, _NOTICE, announced)


_ENTRY = (
    "chain", "seq", "at", "actor_kind", "actor_id", "actor_name", "unit_id", "verb", "dossier_id", "subject",
    "payload", "salt", "payload_hash", "prev", "hash",
)  # fmt: skip
_NOTICE = (
    "dossier_id", "to_id", "kind", "facts", "channel", "effect_key", "created_at", "next_at", "sent_at",
    "attempts", "last_error",
)  # fmt: skip


def _noting(
    sealed: Iterable[Entry], told: Sequence[tuple[journal.Saying, str]], announced: list[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """Yield each entry's columns, and note the message it owed, long since sent."""
    for entry, (saying, announce) in zip(sealed, told, strict=True):
        at, dossier = _kept(entry.at), saying.dossier
        yield (entry.chain, entry.seq, at, *(getattr(entry, name) for name in _ENTRY[3:]))
        if announce and dossier is not None:
            key = f"{entry.chain}.{entry.seq}.{announce}.{dossier.applicant_id}"
            announced.append(
                (dossier.pk, dossier.applicant_id, announce, "{}", "sms", key, at, at, at, 1, "")
            )


def _payload(act: Act) -> dict[str, Any]:
    return {"changes": fold.plain(act.changes), "facts": fold.plain(act.facts)}


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
