"""Sums told by installations below: taken in whole, one file for each, apart from our own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from motcua.actions import journal
from motcua.records.models import ChildTally, Installation
from motcua.rules.people import Actor
from motcua.rules.rollup import Head, Line, NotAccepted, Overlap

BATCH = 400


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: new, replaced, unchanged, or older than what is kept; days no longer told of."""

    verdict: str
    rows: int
    gaps: tuple[str, ...] = ()


@transaction.atomic
def take(*, by: Actor, told: Head, lines: Iterable[Line], sha256: str, accept: str, now: datetime) -> Taken:
    """Take in the file of one installation, whose signature the caller has checked; a later one replaces it.

    Raises: NotAccepted for an installation that is new here and not the one `accept` names; Overlap.
    """
    kept = Installation.objects.select_for_update().filter(fingerprint=told.installation).first()
    if kept is None and accept != told.installation:
        raise NotAccepted(installation=told.installation)
    if kept is not None and kept.sha256 == sha256:
        return Taken("unchanged", 0)
    if kept is not None and (kept.chain, kept.seq) > told.age:
        return Taken("older", 0)
    _refuse_overlap(told)

    gaps = _gaps(kept, told)
    row = _written(kept, told, sha256, now)
    count = _replace(row, lines, told)

    facts = {"rows": count, "sha256": sha256, "journal": dict(told.journal)}
    journal.write("take_tallies", by=by, at=now, payload={"facts": facts}, subject=f"installation:{row.pk}")
    return Taken("replaced" if kept else "new", count, gaps)


def _refuse_overlap(told: Head) -> None:
    others = Installation.objects.exclude(fingerprint=told.installation)
    both = others.filter(from_on__lt=told.until_on, until_on__gt=told.from_on)
    for other in both.order_by("id"):
        if shared := sorted(set(other.units) & set(told.units)):
            raise Overlap(installation=other.fingerprint, units=", ".join(shared))


def _gaps(kept: Installation | None, told: Head) -> tuple[str, ...]:
    """Return the days that the file before told of and this one does not."""
    if kept is None:
        return ()
    found = []
    if told.from_on > kept.from_on:
        found.append(f"{kept.from_on}..{min(told.from_on, kept.until_on)}")
    if told.until_on < kept.until_on:
        found.append(f"{max(told.until_on, kept.from_on)}..{kept.until_on}")
    return tuple(found)


def _written(kept: Installation | None, told: Head, sha256: str, now: datetime) -> Installation:
    row = kept or Installation(fingerprint=told.installation, public_key=told.key, accepted_at=now)
    row.title, row.taken_at, row.sha256 = told.title[:300], now, sha256
    row.from_on, row.until_on = told.from_on, told.until_on
    (row.chain, row.seq), row.hash = told.age, str(told.journal["hash"])[:64]
    row.measures, row.units = list(told.measures), {code: dict(more) for code, more in told.units.items()}
    row.save()
    return row


def _replace(row: Installation, lines: Iterable[Line], told: Head) -> int:
    ChildTally.objects.filter(installation=row).delete()
    count, waiting = 0, iter(lines)
    while some := list(islice(waiting, BATCH)):
        ChildTally.objects.bulk_create(_row(row, line, told) for line in some)
        count += len(some)
    return count


def _row(row: Installation, line: Line, told: Head) -> ChildTally:
    sums = dict(zip(told.measures, line.sums, strict=True))
    return ChildTally(
        installation=row, unit_code=line.unit, procedure_code=line.procedure, on=line.on, **sums
    )
