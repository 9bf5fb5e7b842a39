"""What proves a posting: a photograph that another unit confirms, a check of the page, a kiosk's report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import journal
from motcua.actions.desk import NoteMissing
from motcua.actions.document import FileUnknown
from motcua.queries import posting_access, posting_pages
from motcua.records.models import PostingDuty, PostingEvidence, StoredFile, UnitPage
from motcua.rules import RuleError
from motcua.rules.people import SYSTEM, Actor, ActorKind
from motcua.rules.posting import (
    Act,
    Finding,
    How,
    Place,
    Progress,
    Shown,
    Verdict,
    finding,
    is_on_time,
    next_check_at,
)
from motcua.rules.text import clean

LEAST_NOTE = 10
PLACES = {How.PAGE_CHECK: Place.COMMUNE_PAGE, How.KIOSK_REPORT: Place.KIOSK}


class NotAPhoto(RuleError):
    """The evidence is not a photograph."""


class PhotoUsedBefore(RuleError):
    """The same photograph was shown for another decision or another unit, or was turned down."""


class AlreadyPosted(RuleError):
    """The duty is done already, or was withdrawn."""


class MixedDuties(RuleError):
    """One photograph shows one place of one decision."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture in the store, and what its sender says about it."""

    file: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page or a kiosk showed at a moment, as text read by the rules."""

    how: How
    shown: Shown
    address: str = ""
    fingerprint: str = ""
    is_garbled: bool = False


@transaction.atomic
def send_photo(*, by: Actor, duty_ids: Sequence[int], photo: Photo, now: datetime) -> list[PostingEvidence]:
    """Show a photograph of a place for one or more duties there; it counts when another unit confirms it.

    The moment is the server's: whatever the picture says of its own time is not looked at.

    Raises: access.NoSuch, PermissionDenied; AlreadyPosted, MixedDuties, NotAPhoto, PhotoUsedBefore;
    document.FileUnknown; errors of rules.text.
    """
    rows = posting_access.provable(list(duty_ids), by=by)
    kept, note = StoredFile.objects.filter(sha256=photo.file).first(), clean(photo.note, limit=500)
    if kept is None:
        raise FileUnknown(sha256=photo.file)
    if not kept.mime.startswith("image/"):
        raise NotAPhoto()
    if len({(row.unit_id, row.decision_id, row.place) for row in rows}) > 1:
        raise MixedDuties()
    if any(row.progress not in (Progress.OPEN, Progress.CLAIMED) for row in rows):
        raise AlreadyPosted()
    _refuse_used(kept, rows[0])

    made = PostingEvidence.objects.bulk_create(
        PostingEvidence(
            duty=row, how=str(How.PHOTO), at=now, file=kept, file_name=photo.name[:200], note=note,
            sent_by_id=by.user_id,
        )
        for row in rows
    )  # fmt: skip
    PostingDuty.objects.filter(pk__in=[row.pk for row in rows]).update(progress=Progress.CLAIMED)

    facts = {"how": How.PHOTO, "file": kept.sha256, "duties": [row.pk for row in rows]}
    _write("prove", by=by, now=now, decision_id=rows[0].decision_id, facts=facts)
    return made


def _refuse_used(kept: StoredFile, duty: PostingDuty) -> None:
    used = PostingEvidence.objects.filter(file=kept)
    elsewhere = used.exclude(duty__decision=duty.decision_id, duty__unit=duty.unit_id)
    if elsewhere.exists() or used.filter(verdict=Verdict.BAD).exists():
        raise PhotoUsedBefore()


@transaction.atomic
def judge(
    *, by: Actor, evidence_ids: Sequence[int], good: bool, note: str = "", now: datetime
) -> list[PostingEvidence]:
    """Confirm proofs of another unit, or turn them down with a word why. A proof counts at its own moment.

    Raises: access.NoSuch; PermissionDenied for the unit's own people; desk.NoteMissing; errors of rules.text.
    """
    rows, said = posting_access.judgeable(list(evidence_ids), by=by), clean(note, limit=500)
    if not good and len(said) < LEAST_NOTE:
        raise NoteMissing()
    told: dict[str, Any] = {"verdict": str(Verdict.GOOD if good else Verdict.BAD), "judged_at": now}
    told |= {"judged_by_id": by.user_id, "judged_for_id": by.unit_id} | ({"note": said} if said else {})
    PostingEvidence.objects.filter(pk__in=[row.pk for row in rows]).update(**told)
    for row in rows:
        if good:
            _done(row.duty, row.at)
        else:
            _again(row.duty)

    facts = {"good": good, "note": said, "evidence": [row.pk for row in rows]}
    for decision_id in sorted({row.duty.decision_id for row in rows}):
        _write("judge_posting", by=by, now=now, decision_id=decision_id, facts=facts)
    return rows


def _done(duty: PostingDuty, at: datetime) -> None:
    """Note that a duty is done: at the earliest proof that holds."""
    at = min(at, duty.done_at) if duty.done_at else at
    PostingDuty.objects.filter(pk=duty.pk).update(
        progress=Progress.DONE,
        done_at=at,
        is_on_time=is_on_time(at, duty.due_at),
        finding=Finding.RIGHT,
        next_check_at=None,
    )


def _again(duty: PostingDuty) -> None:
    """Open a duty again when no other proof of it waits."""
    waits = PostingEvidence.objects.filter(duty=duty.pk, verdict=Verdict.WAITING).exists()
    if duty.progress == Progress.CLAIMED and not waits:
        PostingDuty.objects.filter(pk=duty.pk).update(progress=Progress.OPEN)


@transaction.atomic
def take_kiosk_report(*, by: Actor, unit_id: int, shown: Shown, now: datetime) -> dict[str, Finding]:
    """Take what a unit's kiosk says it shows; return what that means for each open duty there, by code.

    Raises: PermissionDenied for a program of another unit.
    """
    if by.kind is not ActorKind.SYSTEM and not by.roles_in(unit_id):
        raise PermissionDenied("kiosk")
    return _take(Reading(How.KIOSK_REPORT, shown), unit_id, by=by, now=now)


@transaction.atomic
def take_page(*, unit_id: int, reading: Reading, now: datetime) -> dict[str, Finding]:
    """Take what a unit's page showed; return what that means for each open duty there, by code."""
    forbidden = posting_pages.forbidden(unit_id, reading.shown, now=now)
    UnitPage.objects.filter(unit=unit_id).update(
        checked_at=now,
        fingerprint=reading.fingerprint,
        failure="",
        forbidden=[list(one) for one in forbidden],
    )
    return _take(reading, unit_id, by=SYSTEM, now=now)


@transaction.atomic
def miss_page(*, unit_id: int, failure: str, now: datetime) -> None:
    """Note that a unit's page could not be looked at; its duties are tried again later."""
    UnitPage.objects.filter(unit=unit_id).update(checked_at=now, failure=failure[:40])
    for row in _open_at(unit_id, Place.COMMUNE_PAGE):
        _look_again(row, Finding.UNREACHABLE, now)


def _open_at(unit_id: int, place: Place) -> list[PostingDuty]:
    rows = PostingDuty.objects.filter(
        unit=unit_id, place=place, progress__in=[Progress.OPEN, Progress.CLAIMED]
    )
    joined = rows.select_related("procedure", "published__version").select_for_update(of=("self",))
    return list(joined.order_by("pk"))


def _take(reading: Reading, unit_id: int, *, by: Actor, now: datetime) -> dict[str, Finding]:
    rows = _open_at(unit_id, PLACES[reading.how])
    versions = posting_pages.right_marks(rows)
    found: dict[str, Finding] = {}
    for row in rows:
        code = row.procedure.code
        seen = finding(Act(row.act), code, versions=versions[row.pk], shown=reading.shown)
        if seen is Finding.RIGHT and reading.is_garbled:
            seen = Finding.UNSURE  # the codes can be read; whether people can read the rest, a person says
        found[code] = seen
        _note(row, seen, reading, by=by, now=now)
    changed = {
        row.procedure.code: str(found[row.procedure.code])
        for row in rows
        if found[row.procedure.code] != row.finding
    }
    if changed:
        _tell(reading, unit_id, changed, by=by, now=now)
    return found


def _note(row: PostingDuty, seen: Finding, reading: Reading, *, by: Actor, now: datetime) -> None:
    """Keep evidence where the place shows something new, and move the duty."""
    if is_new := _is_new(row, seen, reading):
        verdicts = {Finding.RIGHT: Verdict.GOOD, Finding.UNSURE: Verdict.WAITING}
        PostingEvidence.objects.create(
            duty=row, how=str(reading.how), at=now, address=reading.address[:300],
            fingerprint=reading.fingerprint, finding=str(seen), sent_by_id=by.user_id,
            verdict=str(verdicts.get(seen, Verdict.BAD)),
        )  # fmt: skip
    if seen is Finding.RIGHT:
        _done(row, now)
    else:
        _look_again(row, seen, now, is_claim=is_new and seen is Finding.UNSURE)


def _is_new(row: PostingDuty, seen: Finding, reading: Reading) -> bool:
    """Another finding is new; so is a page that changed since a person turned it down."""
    if seen != row.finding:
        return True
    if seen is not Finding.UNSURE or row.progress == Progress.CLAIMED:
        return False
    return not PostingEvidence.objects.filter(duty=row.pk, fingerprint=reading.fingerprint).exists()


def _look_again(row: PostingDuty, seen: Finding, now: datetime, *, is_claim: bool = False) -> None:
    moved: dict[str, Any] = {"finding": str(seen), "checks": min(row.checks + 1, 30_000)}
    if row.place == Place.COMMUNE_PAGE:
        moved["next_check_at"] = next_check_at(row.checks, at=now, due_at=row.due_at)
    if is_claim:
        moved["progress"] = str(Progress.CLAIMED)
    PostingDuty.objects.filter(pk=row.pk).update(**moved)


def _tell(reading: Reading, unit_id: int, changed: Mapping[str, str], *, by: Actor, now: datetime) -> None:
    facts = {"how": reading.how, "found": dict(changed), "fingerprint": reading.fingerprint}
    facts |= {"address": reading.address}
    journal.write("prove", by=by, at=now, payload={"facts": facts}, subject=f"unit:{unit_id}")


def _write(verb: str, *, by: Actor, now: datetime, decision_id: int, facts: Mapping[str, Any]) -> None:
    journal.write(verb, by=by, at=now, payload={"facts": dict(facts)}, subject=f"posting:{decision_id}")
