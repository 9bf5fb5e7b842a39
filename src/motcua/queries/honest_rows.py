"""The ended dossiers of some units and days as detectors see them: what the journal tells, as plain rows."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from motcua.queries import clock, workdays
from motcua.queries.clock import Terms
from motcua.queries.workdays import wall
from motcua.records.models import Applicant, Dossier, Entry, Notice, Offer, Rating
from motcua.rules.detectors import WITNESS_PHONE_MOST, Closed
from motcua.rules.detectors_ratings import ONE_DEVICE_LEAST
from motcua.rules.lifecycle import State

CHAINED = timedelta(days=30)  # filed again within so long after a refusal: one case
HEARD_WITHIN = timedelta(days=1)
PROVEN = frozenset({"online", "code", "paper"})
DESK = ("advance", "propose", "approve", "sign", "decide")
TOLD = (*DESK, "withdraw", "refuse", "transfer", "ask_supplement", "charge")
UNREAD = ("version__body", "version__search", "version__time_text", "version__subjects", "version__authority")
BEFORE_IT_ENDED = (State.REFUSED, State.STOPPED, State.WITHDRAWN)


@dataclass(slots=True)
class Told:
    """What the journal and the messages tell of one dossier."""

    steps: list[tuple[datetime, int]] = field(default_factory=list)
    withdrawn_by: str = ""
    was_refused: bool = False
    asked: list[tuple[datetime, int]] = field(default_factory=list)
    moved: list[tuple[datetime, int]] = field(default_factory=list)
    unheard: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """The dossiers of a stretch of days with all that is told of them; `earlier` by person and procedure."""

    dossiers: Sequence[Dossier]
    told: Mapping[int, Told]
    witnessed: frozenset[int]
    earlier: Mapping[tuple[int, int], Sequence[Dossier]]
    offers: Mapping[tuple[int, int], Sequence[Offer]] = field(default_factory=dict)


def closed(unit_ids: Iterable[int], days: tuple[date, date], *, now: datetime) -> list[Closed]:
    """Return the received dossiers that ended on these days, as detectors see them, by unit and key.

    Units: `days` half-open local days. Costs 8 queries.
    """
    mine = ended(unit_ids, days)
    fetched = fetch(mine, now=now)
    return [_row(row, fetched, now) for row in fetched.dossiers]


def ended(unit_ids: Iterable[int], days: tuple[date, date]) -> QuerySet[Dossier]:
    """Return the received dossiers that ended on these days in these units."""
    rows = Dossier.objects.filter(unit_id__in=list(unit_ids), ended_on__gte=days[0], ended_on__lt=days[1])
    return rows.filter(received_on__isnull=False)


def fetch(mine: QuerySet[Dossier], *, now: datetime) -> Fetched:
    """Return the dossiers and what is told of them. Costs 8 queries."""
    rows = mine.select_related("version", "unit").defer(*UNREAD)
    dossiers = list(rows.order_by("unit_id", "id"))
    told: dict[int, Told] = defaultdict(Told)
    _read_entries(mine, told)
    late = Notice.objects.filter(
        dossier__in=mine.values("pk"),
        kind="supplement_asked",
        sent_at=None,
        created_at__lt=now - HEARD_WITHIN,
    )
    for dossier_id in late.values_list("dossier_id", flat=True):
        told[dossier_id].unheard = True
    return Fetched(dossiers, told, witnessed(mine), _earlier(mine), _offers(mine))


def _read_entries(mine: QuerySet[Dossier], told: dict[int, Told]) -> None:
    rows = Entry.objects.filter(dossier__in=mine.values("pk"), verb__in=TOLD).order_by("dossier_id", "id")
    for dossier_id, verb, at, actor_id in rows.values_list("dossier_id", "verb", "at", "actor_id"):
        one = told[dossier_id]
        if verb in DESK:
            one.steps.append((wall(at), actor_id or 0))
        elif verb == "refuse":
            one.was_refused = True
        elif verb == "transfer":
            one.moved.append((at, actor_id or 0))
        elif verb in ("ask_supplement", "charge"):
            one.asked.append((at, actor_id or 0))
    withdrawn = rows.filter(verb="withdraw").values_list("dossier_id", "payload")
    for dossier_id, payload in withdrawn:
        told[dossier_id].withdrawn_by = str(json.loads(payload or "{}").get("facts", {}).get("confirmed_by"))


def witnessed(mine: QuerySet[Dossier]) -> frozenset[int]:
    """Return the keys of the dossiers with a trace from outside the office. Costs 3 queries.

    An act of the applicant's own: filed, answered, confirmed with a code, rated. What comes through a
    telephone that many applicants share, and a rating from a device that rates for many, is no trace.
    """
    shared = (
        Applicant.objects.exclude(phone="")
        .values("phone")
        .annotate(people=Count("id"))
        .filter(people__gt=WITNESS_PHONE_MOST)
        .order_by()
    )
    acts = Entry.objects.filter(dossier__in=mine.values("pk"), actor_kind="applicant").exclude(
        dossier__applicant__phone__in=shared.values("phone")
    )
    found: dict[int, set[str]] = defaultdict(set)
    for dossier_id, verb in acts.order_by().values_list("dossier_id", "verb"):
        found[dossier_id].add(verb)
    rated = Rating.objects.filter(dossier__in=mine.values("pk")).exclude(device="")
    devices = list(rated.values_list("dossier_id", "device"))
    many = {mark for mark, times in Counter(mark for _, mark in devices).items() if times >= ONE_DEVICE_LEAST}
    doubtful = {dossier_id for dossier_id, mark in devices if mark in many}
    return frozenset(pk for pk, verbs in found.items() if verbs - ({"rate"} if pk in doubtful else set()))


def _earlier(mine: QuerySet[Dossier]) -> dict[tuple[int, int], list[Dossier]]:
    """Return what the same people had filed for the same procedure and ended without a result."""
    found: dict[tuple[int, int], list[Dossier]] = defaultdict(list)
    rows = Dossier.objects.filter(state__in=BEFORE_IT_ENDED, applicant__in=mine.values("applicant_id"))
    for row in rows.filter(ended_at__isnull=False).order_by("filed_at", "id"):
        found[row.applicant_id, row.procedure_id].append(row)
    return found


def _row(row: Dossier, fetched: Fetched, now: datetime) -> Closed:
    told, before = fetched.told.get(row.pk) or Told(), chain_before(row, fetched.earlier)
    assert row.ended_at is not None
    assert row.received_on is not None
    least_left, pause_officer = pause_left(row, told, fetched=fetched)
    transfer_left, transfer_officer = _left_at(row, told.moved, fetched)
    return Closed(
        pk=row.pk,
        unit_id=row.unit_id,
        procedure_id=row.procedure_id,
        applicant_id=row.applicant_id,
        officer_id=row.ended_by_id or 0,
        received_by_id=row.received_by_id or 0,
        received_on=row.received_on,
        ended_at=wall(row.ended_at),
        due_at=wall(row.legal_due_at) if row.legal_due_at else None,
        on_time=row.legal_due_at is None or row.ended_at <= row.legal_due_at,
        same_day=_is_same_day(row),
        witnessed=row.pk in fetched.witnessed,
        withdrawn_unproven=row.state == State.WITHDRAWN and told.withdrawn_by not in PROVEN,
        filed_again=any(each.state == State.REFUSED for each in before),
        refusal_undone=told.was_refused,
        result_missing=is_result_missing(row, workdays.today(now)),
        pause_left=least_left,
        pause_officer_id=pause_officer,
        pause_unheard=told.unheard,
        transfer_left=transfer_left,
        transfer_officer_id=transfer_officer,
        steps=tuple(told.steps),
    )


def is_result_missing(row: Dossier, today: date) -> bool:
    """Tell whether it was granted, ends in a document, and has none a day later."""
    is_granted = row.outcome == "granted" and row.state in (State.DECIDED, State.HANDED_OVER)
    return (
        row.result_due
        and is_granted
        and not row.result_digitised
        and row.ended_on is not None
        and row.ended_on < today
    )


def chain_before(row: Dossier, earlier: Mapping[tuple[int, int], Sequence[Dossier]]) -> list[Dossier]:
    """Return the dossiers this one follows, oldest first: each ended at most thirty days before the next."""
    chain: list[Dossier] = []
    next_at = row.filed_at
    for each in reversed(earlier.get((row.applicant_id, row.procedure_id), ())):
        if each.pk == row.pk or each.ended_at is None or each.ended_at > next_at:
            continue
        if next_at - each.ended_at > CHAINED:
            break
        chain.insert(0, each)
        next_at = each.filed_at
    return chain


def was_late_from_the_first(row: Dossier, fetched: Fetched) -> bool:
    """Tell whether the dossier is late when its clock is told from the first filing of its chain.

    What lies between a refusal and the filing anew is the applicant's time and stands still.
    """
    chain = chain_before(row, fetched.earlier)
    if not chain or row.ended_at is None:
        return False
    waits: list[Mapping[str, Any]] = []
    for one, following in zip(chain, [*chain[1:], row], strict=True):
        assert one.ended_at is not None
        waits += [pause for pause in one.pauses if pause["until_at"]]
        waits.append(
            {
                "kind": "other",
                "from_at": one.ended_at.isoformat(),
                "until_at": following.filed_at.isoformat(),
            }
        )
    waits += list(row.pauses)
    due = clock.due_moments(
        terms_of(row, fetched),
        received_at=chain[0].received_at or chain[0].filed_at,
        calendar=workdays.calendar_of(row.unit),
        pauses=waits,
    )
    return due.law is not None and row.ended_at > due.law


def terms_of(row: Dossier, fetched: Fetched) -> Terms:
    """Return the terms of a dossier under the offer of its day. Costs no query."""
    on = row.received_on or workdays.today(row.filed_at)
    held = fetched.offers.get((row.unit_id, row.procedure_id), ())
    offer = next(
        (one for one in held if one.from_on <= on and (one.until_on is None or on < one.until_on)), None
    )
    return clock.terms_of(row.version, offer, on=on)


def _offers(mine: QuerySet[Dossier]) -> dict[tuple[int, int], list[Offer]]:
    """Return what the units offer and offered, the latest first. Costs 1 query."""
    found: dict[tuple[int, int], list[Offer]] = defaultdict(list)
    for offer in Offer.objects.filter(unit__in=mine.order_by().values("unit_id")).order_by("-from_on", "-id"):
        found[offer.unit_id, offer.procedure_id].append(offer)
    return found


def pause_left(row: Dossier, told: Told, *, fetched: Fetched) -> tuple[float | None, int]:
    """Return the least share of the term that was left when a wait was asked for, and who asked."""
    waits = [(datetime.fromisoformat(pause["from_at"]), number) for number, pause in enumerate(row.pauses)]
    lefts = []
    for from_at, number in waits:
        officer = told.asked[number][1] if number < len(told.asked) else 0
        asked_at = told.asked[number][0] if number < len(told.asked) else from_at
        left = share_left(row, asked_at, fetched=fetched, pauses=row.pauses[:number])
        if left is not None:
            lefts.append((left, officer))
    return min(lefts, default=(None, 0))


def _left_at(
    row: Dossier, moved: Sequence[tuple[datetime, int]], fetched: Fetched
) -> tuple[float | None, int]:
    lefts = [
        (left, officer) for at, officer in moved if (left := share_left(row, at, fetched=fetched)) is not None
    ]
    return min(lefts, default=(None, 0))


def share_left(
    row: Dossier, at: datetime, *, fetched: Fetched, pauses: Sequence[Mapping[str, Any]] = ()
) -> float | None:
    """Return the share of the legal term still left at a moment, in office time; below 0 when it was over.

    Units: 0 to 1 and less; None without a term.
    """
    assert row.received_at is not None
    calendar = workdays.calendar_of(row.unit)
    due = clock.due_moments(
        terms_of(row, fetched), received_at=row.received_at, calendar=calendar, pauses=pauses
    ).law
    if due is None:
        return None
    whole = calendar.working_minutes(wall(row.received_at), wall(due))
    left = calendar.working_minutes(wall(at), wall(due)) if at <= due else -1
    return left / whole if whole else None


def _is_same_day(row: Dossier) -> bool:
    unit, value = row.version.time_unit, row.version.time_value
    return unit == "hour" or value is None or (unit == "working_day" and value <= 1)


def phones(unit_id: int, days: tuple[date, date]) -> list[tuple[str, int]]:
    """Return the telephones under which several persons filed in a unit on these days. Costs 1 query."""
    rows = Dossier.objects.filter(unit_id=unit_id, received_on__gte=days[0], received_on__lt=days[1])
    people = rows.filter(~Q(applicant__phone=""), applicant__kind="citizen").values("applicant__phone")
    counted = people.annotate(people=Count("applicant_id", distinct=True)).filter(
        people__gt=WITNESS_PHONE_MOST
    )
    return [(row["applicant__phone"], row["people"]) for row in counted.order_by("applicant__phone")]
