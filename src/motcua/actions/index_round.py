"""A round of the reform index: made, opened, extended, published, frozen; who holds it decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import journal
from motcua.queries import round_results, rounds
from motcua.queries.access import NoSuch
from motcua.records.models import CriteriaSet, IndexResult, IndexRound, LeafMark, Participant, Unit
from motcua.rules import RuleError
from motcua.rules import rounds as rules
from motcua.rules.people import Actor, ActorKind
from motcua.rules.rounds import Act, Phase, Policy, Stage, Stand, Windows
from motcua.rules.text import clean


class RoundTaken(RuleError):
    """There is a round of this key, or of this unit, level and year, already."""


class NobodyTakesPart(RuleError):
    """A round without units cannot be opened."""


class SetNotInForce(RuleError):
    """A round is opened with criteria in force, of its own year or general ones."""


class CriteriaChanged(RuleError):
    """The criteria are not those the round was opened with: nothing is published from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a round is to be: the criteria, whose it is, its windows and its policy."""

    key: str
    name: str
    year: int
    criteria_id: int
    owner_id: int
    windows: Windows
    policy: Policy = Policy()
    before_key: str = ""  # the round of the year before, for comparison


@transaction.atomic
def make(*, by: Actor, wish: Wish, groups: Mapping[int, str], now: datetime) -> IndexRound:
    """Make a round as a draft with its units, each in a peer group.

    Raises: access.NoSuch, PermissionDenied; BadWindows; RoundTaken; text.UnreadableText, TextTooLong.
    """
    owner = Unit.objects.filter(pk=wish.owner_id).first()
    criteria = CriteriaSet.objects.filter(pk=wish.criteria_id).first()
    if owner is None or criteria is None:
        raise NoSuch()
    if by.kind is not ActorKind.SYSTEM and not rules.may(by, Act.PREPARE, owner_id=owner.pk):
        raise PermissionDenied("round")

    rules.check_windows(wish.windows)
    if IndexRound.objects.filter(key=wish.key).exists():
        raise RoundTaken(key=wish.key)
    before = rounds.round_(wish.before_key, by=by) if wish.before_key else None

    row = IndexRound.objects.create(
        key=wish.key,
        name=clean(wish.name, limit=300),
        year=wish.year,
        criteria=criteria,
        owner=owner,
        before=before,
        self_from_at=wish.windows.self_from_at,
        self_until_at=wish.windows.self_until_at,
        explain_until_at=wish.windows.explain_until_at,
        options={
            "not_submitted": str(wish.policy.not_submitted),
            "survey_optional": wish.policy.survey_optional,
        },
        made_by_id=by.user_id,
        made_at=now,
    )
    _put_in(row, groups)

    facts = {"criteria": f"{criteria.key}.{criteria.version}", "units": sorted(groups), "year": row.year}
    _write("make_round", by=by, at=now, of=row, facts=facts | {"options": row.options})
    return row


@transaction.atomic
def change(
    *, by: Actor, key: str, groups: Mapping[int, str], windows: Windows, policy: Policy, now: datetime
) -> IndexRound:
    """Change a draft: its units and groups, its windows, its policy.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow, BadWindows.
    """
    row = rounds.acted(key, Act.PREPARE, by=by, now=now)
    rules.check_windows(windows)

    row.self_from_at, row.self_until_at = windows.self_from_at, windows.self_until_at
    row.explain_until_at = windows.explain_until_at
    row.options = {
        "not_submitted": str(policy.not_submitted),
        "survey_optional": policy.survey_optional,
    }
    row.save()
    Participant.objects.filter(round=row).exclude(unit__in=groups).delete()
    _put_in(row, groups)

    _write("change_round", by=by, at=now, of=row, facts={"units": sorted(groups), "options": row.options})
    return row


def _put_in(row: IndexRound, groups: Mapping[int, str]) -> None:
    units = {unit.pk: unit for unit in rounds.units_below(row.owner)}
    if strange := set(groups) - units.keys():
        raise NoSuch(str(min(strange)))
    for unit_id, group in sorted(groups.items()):
        Participant.objects.update_or_create(
            round=row, unit_id=unit_id, defaults={"group": clean(group, limit=60)}
        )


@transaction.atomic
def begin(*, by: Actor, key: str, now: datetime) -> IndexRound:
    """Open a round: the units may score themselves from the first moment of their window.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow; SetNotInForce; NobodyTakesPart.
    """
    row = rounds.acted(key, Act.BEGIN, by=by, now=now)

    if row.criteria.status != "in_force":
        raise SetNotInForce(key=row.criteria.key)
    count = Participant.objects.filter(round=row).count()
    if not count:
        raise NobodyTakesPart()

    mark = round_results.criteria_mark(row)
    row.status, row.opened_at, row.revision = str(Phase.OPEN), now, row.revision + 1
    row.options = {**row.options, "criteria": mark}
    row.save(update_fields=["status", "opened_at", "options", "revision"])

    facts = {"digest": mark, "units": count, "until": row.self_until_at.isoformat()}
    _write("begin_round", by=by, at=now, of=row, facts=facts)
    return row


@transaction.atomic
def extend(*, by: Actor, pk: int, until_at: datetime, why: str, now: datetime) -> Participant:
    """Give a unit more time; one that has locked its sheet may write in it again.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow, BadWindows, WhyTooShort.
    """
    row = rounds.participant(pk, by=by, act=Act.EXTEND, now=now, lock=True)
    said = rules.check_why(why)
    at = rounds.place_of(row)
    ends = at.explain_until_at if at.stand is Stand.ASKED else at.self_until_at
    if until_at <= now or (until_at <= ends and at.stand is not Stand.LOCKED):
        raise rules.BadWindows()

    was = row.sheet_digest
    row.extended_to_at, row.revision = until_at, row.revision + 1
    if row.status == Stand.LOCKED:
        row.status, row.locked_at, row.locked_by, row.signed_file = str(Stand.SCORING), None, None, None
        row.sheet_digest = ""
    row.save()

    facts = {"unit": row.unit_id, "until": until_at.isoformat(), "reason": said, "reopened": was}
    _write("extend_round", by=by, at=now, of=row.round, facts=facts)
    return row


@transaction.atomic
def leave(*, by: Actor, pk: int, on: date, why: str, now: datetime) -> Participant:
    """Take a unit out that was suspended or reorganised: what it scored is kept and gets no result.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow, WhyTooShort.
    """
    row = rounds.participant(pk, by=by, act=Act.LEAVE, now=now, lock=True)
    said = rules.check_why(why)

    row.status, row.left_on, row.left_why = str(Stand.LEFT), on, said[:300]
    row.revision += 1
    row.save(update_fields=["status", "left_on", "left_why", "revision"])

    facts = {"unit": row.unit_id, "on": on.isoformat(), "reason": said}
    _write("leave_round", by=by, at=now, of=row.round, facts=facts)
    return row


@transaction.atomic
def publish(*, by: Actor, key: str, now: datetime) -> IndexRound:
    """Work out every result of a round, keep them with their digest, and let everybody see them.

    All or none: one transaction. Who appraised in this round does not publish it.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow, NothingToPublish, SameHand; CriteriaChanged.
    """
    row = rounds.acted(key, Act.PUBLISH, by=by, now=now)
    parts = rounds.participants(row)
    count = rules.unfinished([rounds.place_of(part) for part in parts], now)
    if count:
        raise rules.NothingToPublish(count=count)
    appraised = LeafMark.objects.filter(
        participant__round=row, stage__in=[Stage.APPRAISAL_1, Stage.APPRAISAL_2]
    )
    rules.check_other_hand(by, set(appraised.values_list("by_id", flat=True)))

    if round_results.criteria_mark(row) != row.options.get("criteria"):
        raise CriteriaChanged(key=row.criteria.key)

    _keep_survey(row, parts, by=by, now=now)
    found = round_results.worked_out(row, parts, now=now)
    IndexResult.objects.bulk_create(_result(one) for one in found)

    row.status, row.published_at, row.published_by_id = str(Phase.PUBLISHED), now, by.user_id
    row.digest, row.revision = round_results.digest(row, found), row.revision + 1
    row.save(update_fields=["status", "published_at", "published_by", "digest", "revision"])

    facts = {"digest": row.digest, "results": len(found), "criteria": row.criteria.digest}
    _write("publish_round", by=by, at=now, of=row, facts=facts)
    return row


def _result(one: round_results.Worked) -> IndexResult:
    said = one.result
    return IndexResult(
        participant=one.part,
        points=said.sheet.points,
        possible=said.sheet.possible,
        percent=said.percent,
        rank=said.rank,
        grade=one.body["grade"],
        body=one.body,
    )


def _keep_survey(row: IndexRound, parts: Sequence[Participant], *, by: Actor, now: datetime) -> None:
    """Write down what the survey gives each unit, so that the result can be worked out again."""
    LeafMark.objects.bulk_create(
        LeafMark(
            participant=part,
            leaf=leaf,
            stage=str(Stage.SURVEY),
            edition=1,
            declared=dict(counts),
            points=scored.points,
            is_not_applicable=scored.is_not_applicable,
            by_id=by.user_id,
            at=now,
        )
        for part, leaf, counts, scored in round_results.survey(row, parts)
    )


@transaction.atomic
def freeze(*, by: Actor, key: str, now: datetime) -> IndexRound:
    """Close a published round for good.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow.
    """
    row = rounds.acted(key, Act.FREEZE, by=by, now=now)

    row.status, row.frozen_at, row.revision = str(Phase.FROZEN), now, row.revision + 1
    row.save(update_fields=["status", "frozen_at", "revision"])

    _write("freeze_round", by=by, at=now, of=row, facts={"digest": row.digest})
    return row


def _write(verb: str, *, by: Actor, at: datetime, of: IndexRound, facts: Mapping[str, Any]) -> None:
    payload = {"changes": {}, "facts": dict(facts)}
    journal.write(verb, by=by, at=at, payload=payload, subject=f"round:{of.key}")
