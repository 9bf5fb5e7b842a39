"""Criteria sets: taken in as shipped, copied to a year, written as drafts, put in force and so frozen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from motcua.actions import journal
from motcua.queries import criteria_sets
from motcua.queries.access import NoSuch
from motcua.queries.criteria_sets import DRAFT, IN_FORCE, RETIRED
from motcua.records.models import CriteriaSet as Row
from motcua.records.models import IndexRound, Unit
from motcua.rules import RuleError, scoring_sets
from motcua.rules.people import Actor
from motcua.rules.scorecard import CriteriaSet


class NotADraft(RuleError):
    """The set is in force or retired: it never changes again."""


class SetInUse(RuleError):
    """A round rests on the set."""


class StaleSet(RuleError):
    """Somebody else has written the draft in between."""


@transaction.atomic
def take_in(*, by: Actor, now: datetime) -> list[str]:
    """Take in the sets that come with the product, each once, in force; return what is new as key.version.

    A shipped set that has changed becomes the next version, and the one before retires.

    Raises: PermissionDenied for anybody but the system.
    """
    if by.kind != "system":
        raise PermissionDenied("criteria")
    found = criteria_sets.shipped()

    new = []
    for key, of in found.items():
        rows = Row.objects.select_for_update().filter(key=key, owner=None)
        digest = scoring_sets.digest(of)
        if not any(row.digest == digest for row in rows):
            rows.filter(status=IN_FORCE).update(status=RETIRED)
            row = Row(key=key, version=_next_version(key), status=IN_FORCE, made_at=now)
            _keep(row, scoring_sets.plain(of))
            new.append(f"{row.key}.{row.version}")

    if new:
        _write("take_in_criteria", by=by, at=now, of="shipped", facts={"sets": new})
    return new


@transaction.atomic
def begin(*, by: Actor, owner_id: int, data: Mapping[str, Any], now: datetime) -> Row:
    """Keep a set from outside as a draft of a unit, in its next version; it may still have problems.

    Raises: access.NoSuch, PermissionDenied; scoring_sets.BadSet for what cannot be read at all.
    """
    owner = _owner(by, owner_id)
    key = _readable(data).key

    row = Row(key=key, version=_next_version(key), owner=owner, made_by_id=by.user_id, made_at=now)
    _keep(row, data)

    _write("begin_criteria", by=by, at=now, of=_name(row), facts={"unit": owner.pk, "digest": row.digest})
    return row


@transaction.atomic
def copy_to_year(*, by: Actor, pk: int, owner_id: int, year: int, now: datetime) -> Row:
    """Copy a set to a year as a draft of a unit: its days move with the year, each part knows its old code.

    Raises: access.NoSuch, PermissionDenied; scoring_sets.BadSet.
    """
    old = criteria_sets.row(pk, by=by, lock=True)
    owner = _owner(by, owner_id)
    of = scoring_sets.successor(criteria_sets.value(old), year)

    row = Row(key=of.key, version=_next_version(of.key), owner=owner, made_by_id=by.user_id, made_at=now)
    row.copied_from = old
    _keep(row, scoring_sets.plain(of))

    _write("copy_criteria", by=by, at=now, of=_name(row), facts={"from": _name(old), "unit": owner.pk})
    return row


@transaction.atomic
def write_draft(*, by: Actor, pk: int, data: Mapping[str, Any], revision: int, now: datetime) -> Row:
    """Write a draft anew, problems and all; its key and version stay.

    Raises: access.NoSuch, PermissionDenied; NotADraft; SetInUse; StaleSet; scoring_sets.BadSet for what
    cannot be read at all.
    """
    row = _draft(by, pk, revision)
    before = row.digest

    row.revision += 1
    _keep(row, data)

    facts = {"from": before[:16], "to": row.digest[:16], "problems": len(scoring_sets.problems(row.body))}
    _write("write_criteria", by=by, at=now, of=_name(row), facts=facts)
    return row


@transaction.atomic
def put_in_force(*, by: Actor, pk: int, revision: int, now: datetime) -> Row:
    """Put a draft without problems in force: from now on it never changes; the version before retires.

    Raises: access.NoSuch, PermissionDenied; NotADraft; StaleSet; scoring_sets.BadSet with all problems.
    """
    row = _draft(by, pk, revision, may_be_used=True)
    of = scoring_sets.read(row.body)

    Row.objects.filter(key=row.key, owner=row.owner, status=IN_FORCE).update(status=RETIRED)
    row.status, row.digest = IN_FORCE, scoring_sets.digest(of)
    row.revision += 1
    row.save(update_fields=["status", "digest", "revision"])

    facts = {"digest": row.digest, "points": str(of.points), "leaves": sum(1 for _ in of.leaves())}
    _write("enforce_criteria", by=by, at=now, of=_name(row), facts=facts)
    return row


def _owner(by: Actor, owner_id: int) -> Unit:
    owner = Unit.objects.filter(pk=owner_id, until_on=None).first()
    if owner is None:
        raise NoSuch()
    if not criteria_sets.may_write(by, owner):
        raise PermissionDenied("criteria")
    return owner


def _draft(by: Actor, pk: int, revision: int, *, may_be_used: bool = False) -> Row:
    """Return a draft under lock that the actor may write, as she saw it last."""
    row = criteria_sets.row(pk, by=by, lock=True)
    if not criteria_sets.may_write(by, row.owner):
        raise PermissionDenied("criteria")
    if row.status != DRAFT:
        raise NotADraft(key=row.key, version=row.version)
    if row.revision != revision:
        raise StaleSet(key=row.key)
    if not may_be_used and IndexRound.objects.filter(criteria=row).exists():
        raise SetInUse(key=row.key)
    return row


def _readable(data: Mapping[str, Any]) -> CriteriaSet:
    """Return a set that may have problems, but whose parts can be told apart.

    Raises: scoring_sets.BadSet.
    """
    of = scoring_sets.as_draft(data)
    if of is None:
        raise scoring_sets.BadSet(scoring_sets.problems(data))
    return of


def _next_version(key: str) -> int:
    return (Row.objects.filter(key=key).aggregate(last=Max("version"))["last"] or 0) + 1


def _keep(row: Row, data: Mapping[str, Any]) -> None:
    """Save a row with its body: what a draft holds stays as it was written while it has problems."""
    told = {**data, "key": row.key, "version": row.version}
    of = _readable(told)
    row.body = told if scoring_sets.problems(told) else scoring_sets.plain(of)
    row.digest = scoring_sets.digest_of_plain(row.body)
    row.year, row.level, row.name = of.year, of.level, of.name.vi[:300]
    row.save()


def _name(row: Row) -> str:
    return f"{row.key}.{row.version}"


def _write(verb: str, *, by: Actor, at: datetime, of: str, facts: Mapping[str, object]) -> None:
    payload = {"changes": {}, "facts": dict(facts)}
    journal.write(verb, by=by, at=at, payload=payload, subject=f"criteria:{of}")
