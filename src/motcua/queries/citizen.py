"""One dossier as its citizen follows it: where it has been, when it is due and why, who looked."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from motcua.queries import access, clock, law, tokens, workdays
from motcua.queries.workdays import instant, wall
from motcua.records.models import Document, Dossier, Entry, Look, Notice, Rating, Unit
from motcua.rules.clock import answer_due
from motcua.rules.ledger import Ledger
from motcua.rules.remaining import Remaining, remaining

QUIET = frozenset(
    {"attach", "pay", "assign", "recount", "rate", "send_code", "confirm"}
)  # not stations of the way
WAITS = {"ask_supplement": "take_supplement", "charge": "settle"}


@dataclass(frozen=True, slots=True)
class Passed:
    """One station of the way: what was done, when, by which unit; `until_at` when it was waited for."""

    verb: str
    at: datetime
    unit: str = ""
    until_at: datetime | None = None
    is_open: bool = False
    step_vi: str = ""
    step_en: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One paper still asked for, and why."""

    key: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Looked:
    """Officials of one role and unit opened the dossier on these days; no names."""

    role: str
    unit: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A message owed to the applicant, and whether it arrived."""

    kind: str
    channel: str
    created_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Followed:
    """Everything the page of a dossier shows; it opens without an account, so it names nobody."""

    dossier: Dossier
    way: tuple[Passed, ...]
    ledgers: dict[str, Ledger]
    terms: clock.Terms | None
    left: Remaining | None
    asked: tuple[Asked, ...]
    reason: str
    looked: tuple[Looked, ...]
    told: tuple[Told, ...]
    phone: str
    rating_token: str
    is_rated: bool


def followed(token: str, *, now: datetime) -> Followed:
    """Return the dossier whose slip carries the token. Costs 9 to 14 queries.

    Raises: access.NoSuch.
    """
    dossier = access.dossier_by_tracking(token)
    entries, looks = _entries(dossier), _looks(dossier)
    units = _units(entries, looks)
    phone = (dossier.filer or dossier.applicant).phone
    return Followed(
        dossier=dossier,
        way=tuple(_way(dossier, entries, units)),
        ledgers=clock.ledgers(dossier),
        terms=_terms(dossier),
        left=_left(dossier, now),
        asked=_asked(dossier),
        reason=_reason(dossier, entries),
        looked=_looked(looks, units),
        told=_told(dossier),
        phone=phone,
        rating_token=_rating_token(dossier, now),
        is_rated=Rating.objects.filter(dossier=dossier).exists(),
    )


def _entries(dossier: Dossier) -> list[tuple[Entry, dict[str, Any]]]:
    rows = Entry.objects.filter(dossier=dossier).order_by("id")
    return [(row, json.loads(row.payload) if row.payload else {}) for row in rows]


def _looks(dossier: Dossier) -> list[tuple[str, int | None, date]]:
    rows = Look.objects.filter(dossier=dossier).order_by("on", "id")
    return list(rows.values_list("role", "unit_id", "on"))


def _units(
    entries: Sequence[tuple[Entry, dict[str, Any]]], looks: Sequence[tuple[str, int | None, date]]
) -> dict[int, str]:
    """Return the names of the units that a dossier met: a whole country may stand in the table."""
    met = {entry.unit_id for entry, _ in entries} | {unit_id for _, unit_id, _ in looks}
    met |= {(payload.get("changes") or {}).get("holder_id") for _, payload in entries}
    return dict(Unit.objects.filter(pk__in=[unit_id for unit_id in met if unit_id]).values_list("id", "name"))


def _way(
    dossier: Dossier, entries: Sequence[tuple[Entry, dict[str, Any]]], units: dict[int, str]
) -> Iterator[Passed]:
    """Yield the stations in order; a wait and its end are one station."""
    steps = dossier.version.body.get("steps", [])
    found: list[Passed] = []
    for entry, payload in entries:
        if entry.verb in QUIET:
            continue
        for at, open_wait in enumerate(found):
            if open_wait.is_open and entry.verb in (WAITS.get(open_wait.verb), "stop", "withdraw", "refuse"):
                found[at] = replace(open_wait, until_at=entry.at, is_open=False)
        if entry.verb in WAITS.values():
            continue
        found.append(_station(entry, payload, steps, units))
    yield from found


def _station(
    entry: Entry, payload: dict[str, Any], steps: list[dict[str, Any]], units: dict[int, str]
) -> Passed:
    done = (payload.get("facts") or {}).get("from")
    step = next((one for one in steps if entry.verb == "advance" and one.get("key") == done), {})
    to = (payload.get("changes") or {}).get("holder_id") if entry.verb == "transfer" else None
    return Passed(
        verb=entry.verb,
        at=entry.at,
        unit=units.get(to or entry.unit_id or 0, ""),
        is_open=entry.verb in WAITS,
        step_vi=step.get("name_vi", ""),
        step_en=step.get("name_en", ""),
    )


def _terms(dossier: Dossier) -> clock.Terms | None:
    if dossier.received_on is None:
        return None
    return clock.terms(dossier.version, unit_id=dossier.unit_id, on=dossier.received_on)


def _left(dossier: Dossier, now: datetime) -> Remaining | None:
    """Return the working time left to the due moment while the office works; None when nothing is due."""
    due_at = dossier.due_at or (dossier.answer_due_at if dossier.state == "filed" else None)
    if due_at is None or dossier.ended_at is not None:
        return None
    return remaining(wall(due_at), wall(now), workdays.calendar(dossier.unit))


def _asked(dossier: Dossier) -> tuple[Asked, ...]:
    if dossier.state not in ("waiting", "incomplete"):
        return ()
    rows = Document.objects.filter(dossier=dossier, standing="missing", is_result=False).order_by("id")
    return tuple(Asked(row.key, row.name, row.asked) for row in rows)


def _reason(dossier: Dossier, entries: Sequence[tuple[Entry, dict[str, Any]]]) -> str:
    """Return the reason last given in writing for the state the dossier is in."""
    given = {
        "waiting": "ask_supplement",
        "incomplete": "ask_supplement",
        "refused": "refuse",
        "stopped": "stop",
        "charged": "charge",
    }.get(dossier.state)
    said = [
        str((facts.get("facts") or {}).get("reason", "")) for entry, facts in entries if entry.verb == given
    ]
    return said[-1] if said else ""


def _looked(looks: Sequence[tuple[str, int | None, date]], units: dict[int, str]) -> tuple[Looked, ...]:
    days: dict[tuple[str, str], list[date]] = {}
    for role, unit_id, on in looks:
        into = days.setdefault((role, units.get(unit_id or 0, "")), [])
        if on not in into:
            into.append(on)
    return tuple(Looked(role, unit, tuple(found)) for (role, unit), found in days.items())


def _told(dossier: Dossier) -> tuple[Told, ...]:
    to_id = dossier.filer_id or dossier.applicant_id
    rows = Notice.objects.filter(dossier=dossier, to=to_id).order_by("-id")[:12]
    return tuple(Told(row.kind, row.channel, row.created_at, row.sent_at, row.failed_at) for row in rows)


def _rating_token(dossier: Dossier, now: datetime) -> str:
    """Return the token of the rating link while it may be used; else nothing."""
    if dossier.rating_hash is None or dossier.handed_over_at is None:
        return ""
    last = dossier.handed_over_at + timedelta(days=law.value("rating_days", workdays.today(now)))
    return tokens.rating(dossier) if now <= last else ""


def answer_by(unit: Unit, *, now: datetime) -> datetime:
    """Return when a unit must have answered a dossier filed online now. Costs 1 query."""
    hours = law.value("online_answer_hours", workdays.today(now))
    return instant(answer_due(wall(now), hours, workdays.calendar(unit)))


def has_slip(dossier: Dossier) -> bool:
    """Tell whether a receipt can be printed: the dossier was received. Costs no query."""
    return dossier.received_at is not None
