"""One dossier as its officials see it: what happened, where it is on its route, what may be done."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from motcua.queries import access, clock, law, papers, workdays
from motcua.queries.access import Sight
from motcua.queries.route import Stage, stages
from motcua.queries.workdays import wall
from motcua.records.models import Document, Dossier, Entry, Look, Proposal, Unit, User
from motcua.rules import lifecycle
from motcua.rules.ledger import Ledger
from motcua.rules.lifecycle import AT_WORK, State, Verb
from motcua.rules.people import Actor, Role
from motcua.rules.workdays import Calendar

QUIET = frozenset(
    {
        "attach",
        "pay",
        "assign",
        "recount",
        "rate",
        "propose_change",
        "decline_change",
        "extend",
        "send_code",
        "confirm",
    }
)
STOPPING = frozenset({"ask_supplement", "charge"})
MOST_UNITS = 200
MOST_LOOKS = 30


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the journal: who did what, and how long the dossier then rested, in working minutes.

    `rest_minutes` is None for what moved nothing; `is_open` while it still rests there.
    """

    verb: str
    at: datetime
    who: str
    unit: str
    facts: Mapping[str, Any]
    rest_minutes: int | None = None
    is_open: bool = False
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything the page of a dossier shows; of figures only, no papers, no persons and no texts."""

    dossier: Dossier
    is_full: bool
    calendar: Calendar
    happened: Sequence[Happened]
    stages: Sequence[Stage]
    ledgers: Mapping[str, Ledger]
    verbs: Sequence[Verb] = ()
    papers: Sequence[Document] = ()
    proposals: Sequence[Proposal] = ()
    looks: Sequence[Look] = ()
    colleagues: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)


def opened(code: str, *, by: Actor, now: datetime) -> Opened:
    """Return a dossier as far as the actor may see it. Costs 6 to 11 queries, whatever its history.

    Raises: access.NoSuch.
    """
    row = access.dossier(code, by=by)
    is_full = access.sight(row, by) is Sight.FULL
    ledgers = clock.ledgers(row)
    calendar = workdays.calendar_of(row.unit)
    entries = [(entry, json.loads(entry.payload)) for entry in _entries(row)]
    happened = list(_happened(row, entries, calendar, now, is_full=is_full))
    route = stages(row, entries=entries, calendar=calendar, now=now)
    if not is_full:
        return Opened(row, False, calendar, happened, route, ledgers)
    proposals = list(_proposals(row, now))
    verbs = allowed(row, by=by, today=workdays.today(now), asked=[one.verb for one in proposals])
    return Opened(
        dossier=row,
        is_full=True,
        calendar=calendar,
        happened=happened,
        stages=route,
        ledgers=ledgers,
        verbs=verbs,
        papers=list(papers.of(row).select_related("added_by")),
        proposals=proposals,
        looks=list(_looks(row)),
        colleagues=colleagues(row.holder_id, today=workdays.today(now)) if Verb.ASSIGN in verbs else {},
        units=_other_units(row.holder) if Verb.TRANSFER in verbs else {},
    )


def allowed(dossier: Dossier, *, by: Actor, today: date, asked: Sequence[str] = ()) -> list[Verb]:
    """Return what the actor may do now, without what its own rule would refuse. Costs no query.

    `asked` are the verbs that wait for a second person already.
    """
    state, units = State(dossier.state), (dossier.unit_id, dossier.holder_id)
    found = lifecycle.verbs(state, by, units=units)
    steps = dossier.version.body.get("steps", [])
    refused: set[str] = set(asked)
    if steps and dossier.step + 1 >= len(steps):
        refused.add(Verb.ADVANCE)
    if state in AT_WORK and dossier.version.needs_signature:
        refused.add(Verb.DECIDE)
    if dossier.due_at is None or dossier.extensions >= law.value("extensions_most", today):
        refused.add(Verb.EXTEND)
    if dossier.supplements >= law.value("supplement_requests_most", today):
        refused.add(Verb.ASK_SUPPLEMENT)
    return [verb for verb in found if verb not in refused]


def next_verb(dossier: Dossier, verbs: Sequence[Verb]) -> Verb | None:
    """Return the natural next step of those the actor may take; None when the dossier is with others."""
    wanted: tuple[Verb, ...] = (
        Verb.TAKE_SUPPLEMENT, Verb.SETTLE, Verb.APPROVE, Verb.SIGN, Verb.PROPOSE, Verb.DECIDE,
    )  # fmt: skip
    if State(dossier.state) in AT_WORK:
        steps = dossier.version.body.get("steps", [])
        ahead = steps[dossier.step + 1 :]
        goes_on = bool(ahead) and ahead[0].get("role") not in (Role.LEADER, Role.CLERK)
        order = (Verb.ADVANCE, Verb.PROPOSE) if goes_on else (Verb.PROPOSE, Verb.ADVANCE)
        wanted = (
            (*order, Verb.DECIDE) if dossier.version.needs_signature else (*order[:1], Verb.DECIDE, *order)
        )
    return next((verb for verb in wanted if verb in verbs), None)


def colleagues(unit_id: int, *, today: date) -> dict[int, str]:
    """Return the officials with a post in the unit today, by name. Costs 1 query."""
    held = Q(posts__unit=unit_id, posts__from_on__lte=today) & (
        Q(posts__until_on=None) | Q(posts__until_on__gt=today)
    )
    rows = User.objects.filter(held, is_active=True).order_by("full_name", "id").distinct()
    return dict(rows.values_list("id", "full_name"))


def _entries(dossier: Dossier) -> QuerySet[Entry]:
    return (
        Entry.objects.filter(dossier=dossier)
        .order_by("id")
        .only("id", "at", "actor_kind", "actor_id", "actor_name", "unit_id", "verb", "payload", "dossier_id")
    )


def _happened(
    dossier: Dossier,
    entries: Sequence[tuple[Entry, dict[str, Any]]],
    calendar: Calendar,
    now: datetime,
    *,
    is_full: bool,
) -> Iterator[Happened]:
    """Yield the lines in order, each station with the working time until the next one."""
    names = _unit_names(entries)
    stations = [entry for entry, _ in entries if entry.verb not in QUIET]
    ends = {here.pk: after.at for here, after in zip(stations, stations[1:], strict=False)}
    last = stations[-1].pk if stations else 0
    for entry, payload in entries:
        facts = dict(payload.get("facts") or {}) if is_full else {}
        if entry.verb == "transfer":
            facts["to_name"] = names.get(payload.get("changes", {}).get("holder_id"), "")
        until = ends.get(entry.pk, now if entry.pk == last and dossier.ended_at is None else None)
        is_person = entry.actor_kind == "applicant" and not is_full
        yield Happened(
            verb=entry.verb,
            at=entry.at,
            who="" if is_person else entry.actor_name,
            unit=names.get(entry.unit_id or 0, ""),
            facts=facts,
            rest_minutes=calendar.working_minutes(wall(entry.at), wall(until)) if until else None,
            is_open=entry.pk == last and dossier.ended_at is None,
            stops=entry.verb in STOPPING,
        )


def _unit_names(entries: Sequence[tuple[Entry, dict[str, Any]]]) -> dict[int, str]:
    spoken_for = [entry.unit_id for entry, _ in entries]
    holders = [(payload.get("changes") or {}).get("holder_id") for _, payload in entries]
    wanted = {unit_id for unit_id in (*spoken_for, *holders) if unit_id}
    return dict(Unit.objects.filter(pk__in=wanted).values_list("id", "name"))


def _proposals(dossier: Dossier, now: datetime) -> QuerySet[Proposal]:
    waiting = Proposal.objects.filter(dossier=dossier, outcome="open", expires_at__gt=now)
    return waiting.select_related("proposer").order_by("id")


def _looks(dossier: Dossier) -> QuerySet[Look]:
    return Look.objects.filter(dossier=dossier).select_related("user").order_by("-on", "-id")[:MOST_LOOKS]


def _other_units(holder: Unit) -> dict[int, str]:
    """Return the units a dossier may be handed to: those of the same tree that exist today."""
    root = "/".join(holder.path.split("/")[:2]) + "/"
    rows = Unit.objects.filter(path__startswith=root, until_on=None).exclude(pk=holder.pk)
    return dict(rows.order_by("path").values_list("id", "name")[:MOST_UNITS])
