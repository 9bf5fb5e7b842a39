"""A unit scores itself: leaf by leaf, with what it declares and what shows it, until its leader locks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.actions import journal
from motcua.actions.document import FileUnknown
from motcua.queries import index_leaves, round_claims, rounds
from motcua.queries.access import NoSuch
from motcua.records.models import LeafEvidence, LeafMark, Participant, StoredFile
from motcua.rules import RuleError, rounds_result, scoring
from motcua.rules import rounds as rules
from motcua.rules.people import Actor
from motcua.rules.rounds import Act, Stage, Stand
from motcua.rules.scorecard import Leaf
from motcua.rules.scoring import NotSelfScored, Scored
from motcua.rules.text import clean

MOST_EVIDENCE = 20  # papers and lists behind one leaf


class TooMuchEvidence(RuleError):
    """A leaf has as many papers as anybody will read."""


class WindowNotBegun(RuleError):
    """The window for self-scoring has not begun."""


class NotAPaper(RuleError):
    """A sheet is locked with a signed document: a PDF or a picture of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a unit says about a leaf; `claimed` are points it wants other than its values give."""

    declared: Mapping[str, Any] = field(default_factory=dict)
    claimed: Any = None  # Decimal
    is_not_applicable: bool = False
    why: str = ""
    edition: int = 0  # the edition this was written over; 0: there was none


@transaction.atomic
def mark(*, by: Actor, pk: int, leaf: str, told: Told, now: datetime) -> LeafMark:
    """Keep what a unit declares about a leaf, with the points its values give or those it claims.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow, WindowOver, StaleMark, WhyTooShort;
    scoring.BadDeclared and its kinds; text.UnreadableText, TextTooLong.
    """
    row = rounds.participant(pk, by=by, act=Act.MARK, now=now, lock=True)
    of = _self_scored(row, leaf, now)

    scored = _scored(of, told)
    if told.is_not_applicable or (told.claimed is not None and told.claimed != _by_rule(of, told)):
        rules.check_why(told.why)

    kept = keep(
        row,
        Fresh(leaf, Stage.SELF, scored, dict(told.declared), clean(told.why, limit=2000)),
        by=by,
        now=now,
        over=told.edition,
        automatic=_automatic(row, of, now),
    )

    log(row, verb="mark_leaf", kept=kept, by=by, now=now)
    return kept


def _self_scored(row: Participant, code: str, now: datetime) -> Leaf:
    if now < row.round.self_from_at:
        raise WindowNotBegun(from_at=row.round.self_from_at)
    of = leaf_of(row, code)
    if not of.is_self_scored:
        raise NotSelfScored(leaf=code)
    return of


def leaf_of(row: Participant, code: str) -> Leaf:
    """Return a leaf of the criteria a unit is scored by.

    Raises: access.NoSuch.
    """
    found = next((leaf for leaf in rounds.set_of(row.round).leaves() if leaf.code == code), None)
    if found is None:
        raise NoSuch(code)
    return found


def _scored(leaf: Leaf, told: Told) -> Scored:
    if told.is_not_applicable:
        found = scoring.score(leaf, {"not_applicable": True})
        return Scored(rounds_result.kept(found.points), True)
    found = scoring.score(leaf, told.declared)
    points = found.points if told.claimed is None else scoring.check_points(leaf, told.claimed)
    is_out = found.is_not_applicable and told.claimed is None
    return Scored(rounds_result.kept(points), is_out)


def _by_rule(leaf: Leaf, told: Told) -> Any:
    return scoring.score(leaf, told.declared).points


def _automatic(row: Participant, leaf: Leaf, now: datetime) -> dict[str, Any] | None:
    if not leaf.binding:
        return None
    of = rounds.set_of(row.round)
    counted = index_leaves.automatic(of, row.unit, year=row.round.year, now=now).get(leaf.code)
    return None if counted is None else index_leaves.as_plain(counted)


@dataclass(frozen=True, slots=True)
class Fresh:
    """A mark before it is kept: which leaf and stage, the points, what was declared, and why."""

    leaf: str
    stage: Stage
    scored: Scored
    declared: Mapping[str, Any]
    why: str = ""
    asks: bool = False


def keep(
    row: Participant, fresh: Fresh, *, by: Actor, now: datetime, over: int | None, automatic: Any = None
) -> LeafMark:
    """Write a mark as the next edition, inside the transaction of its action; the unit's row is locked.

    `over` is the edition the writer saw; None where nobody looked.

    Raises: rounds.StaleMark.
    """
    before = LeafMark.objects.filter(participant=row, leaf=fresh.leaf, stage=str(fresh.stage))
    last = before.order_by("-edition").values_list("edition", flat=True).first() or 0
    if over is not None and over != last:
        raise rules.StaleMark(leaf=fresh.leaf)
    return LeafMark.objects.create(
        participant=row,
        leaf=fresh.leaf,
        stage=str(fresh.stage),
        edition=last + 1,
        declared=_plain(fresh.declared),
        points=fresh.scored.points,
        is_not_applicable=fresh.scored.is_not_applicable,
        asks=fresh.asks,
        why=fresh.why,
        automatic=automatic,
        by_id=by.user_id,
        at=now,
    )


def _plain(declared: Mapping[str, Any]) -> dict[str, Any]:
    """Return declared values as they are kept: texts, and yes or no."""
    return {
        key: value if isinstance(value, bool) else str(value)
        for key, value in sorted(declared.items())
        if value is not None and value != ""
    }


def log(row: Participant, *, verb: str, kept: LeafMark, by: Actor, now: datetime) -> None:
    """Write a mark's line of the journal: no words, which may name somebody; those stand in the mark."""
    facts = {
        "unit": row.unit_id, "leaf": kept.leaf, "stage": kept.stage, "edition": kept.edition,
        "points": rounds_result.text(kept.points), "not_applicable": kept.is_not_applicable,
    }  # fmt: skip
    write(verb, row, by=by, now=now, facts=facts)


def write(verb: str, row: Participant, *, by: Actor, now: datetime, facts: Mapping[str, Any]) -> None:
    """Write a line of the journal about a unit's part in a round."""
    payload = {"changes": {}, "facts": dict(facts)}
    journal.write(verb, by=by, at=now, payload=payload, subject=f"round:{row.round.key}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A paper in the store, or the address of a live list behind a number of the house."""

    name: str
    file: str = ""  # its hash
    list_url: str = ""


@transaction.atomic
def add_evidence(*, by: Actor, pk: int, leaf: str, proof: Proof, now: datetime) -> LeafEvidence:
    """Lay a paper or a list beside a leaf: while the unit scores itself, or while it explains.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow, WindowOver; TooMuchEvidence;
    document.FileUnknown; text.UnreadableText, TextTooLong.
    """
    act = _writing(pk, by=by)
    row = rounds.participant(pk, by=by, act=act, now=now, lock=True)
    leaf_of(row, leaf)

    held = LeafEvidence.objects.filter(participant=row, leaf=leaf, withdrawn_at=None).count()
    if held >= MOST_EVIDENCE:
        raise TooMuchEvidence(most=MOST_EVIDENCE)
    file = _stored(proof.file) if proof.file else None
    url = proof.list_url if proof.list_url.startswith("/") and not proof.list_url.startswith("//") else ""
    if file is None and not url:
        raise FileUnknown(sha256="")

    kept = LeafEvidence.objects.create(
        participant=row,
        leaf=leaf,
        name=clean(proof.name, limit=300),
        file=file,
        list_url=url[:500],
        added_by_id=by.user_id,
        added_at=now,
    )

    facts = {"unit": row.unit_id, "leaf": leaf, "evidence": kept.pk, "file": proof.file}
    write("add_evidence", row, by=by, now=now, facts=facts)
    return kept


def _writing(pk: int, *, by: Actor) -> Act:
    """Return as what the unit writes now: scoring itself, or explaining when it was asked."""
    row = rounds.participant(pk, by=by)
    return Act.EXPLAIN if row.status == Stand.ASKED else Act.MARK


def _stored(sha256: str) -> StoredFile:
    found = StoredFile.objects.filter(sha256=sha256).first()
    if found is None:
        raise FileUnknown(sha256=sha256)
    return found


@transaction.atomic
def withdraw_evidence(*, by: Actor, pk: int, evidence_id: int, now: datetime) -> LeafEvidence:
    """Take a paper back before the sheet is locked; that it was there stays known.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow, WindowOver.
    """
    row = rounds.participant(pk, by=by, act=Act.MARK, now=now, lock=True)
    found = LeafEvidence.objects.filter(pk=evidence_id, participant=row, withdrawn_at=None).first()
    if found is None:
        raise NoSuch(str(evidence_id))

    found.withdrawn_at = now
    found.save(update_fields=["withdrawn_at"])

    write(
        "withdraw_evidence",
        row,
        by=by,
        now=now,
        facts={"unit": row.unit_id, "leaf": found.leaf, "evidence": found.pk},
    )
    return found


@transaction.atomic
def lock(*, by: Actor, pk: int, file: str, digest: str, now: datetime) -> Participant:
    """Lock a self-score for good: the leader lays down the signed sheet, whose digest still fits.

    Who marked last does not lock. Only an extension by the holder of the round opens it again.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow, WindowOver, LeavesOpen, SameHand, SheetMoved;
    NotAPaper; document.FileUnknown.
    """
    row = rounds.participant(pk, by=by, act=Act.LOCK, now=now, lock=True)
    marks = rounds.marks_of(row)[Stage.SELF]

    state = round_claims.progress(rounds.set_of(row.round), row)
    if not state.is_whole:
        raise rules.LeavesOpen(count=state.all - state.marked)
    last = max(marks.values(), key=lambda one: (one.at, one.pk))
    rules.check_other_hand(by, {last.by_id})
    if digest != round_claims.digest(row):
        raise rules.SheetMoved()
    signed = _stored(file)
    if signed.mime != "application/pdf" and not signed.mime.startswith("image/"):
        raise NotAPaper()

    row.status, row.locked_at, row.locked_by_id = str(Stand.LOCKED), now, by.user_id
    row.signed_file, row.sheet_digest, row.revision = signed, digest, row.revision + 1
    row.save()

    facts = {"unit": row.unit_id, "digest": digest, "file": file, "without_evidence": state.without_evidence}
    write("lock_sheet", row, by=by, now=now, facts=facts)
    return row
