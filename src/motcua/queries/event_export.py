"""A log as it leaves the house: no person in it, officials and applicants as salted pseudonyms."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from motcua.queries.event_log import EventLog
from motcua.records.models import Procedure, Unit
from motcua.rules.event_files import LoggedCase, LoggedEvent, Thing
from motcua.rules.process_route import Hand

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COUNTS = ("components", "digitised")


@dataclass(frozen=True, slots=True)
class Veil:
    """How names are hidden: a salt that is thrown away afterwards; codes of dossiers only where asked for."""

    salt: bytes
    keeps_codes: bool = False

    def of(self, kind: str, key: object) -> str:
        """Return the pseudonym of somebody: the same within an export, another in the next."""
        return hmac.new(self.salt, f"{kind}:{key}".encode(), hashlib.sha256).hexdigest()[:16]


def labels(log: EventLog, *, lang: str = "vi") -> list[str]:
    """Return a name for each activity, no two alike. Costs no query."""
    said = [str(getattr(activity, lang)) for activity in log.activities]
    many = {name for name, count in Counter(said).items() if count > 1}
    return [
        f"{name} ({activity.key})" if name in many else name
        for name, activity in zip(said, log.activities, strict=True)
    ]


def cases(log: EventLog, *, veil: Veil, lang: str = "vi") -> Iterator[LoggedCase]:
    """Yield every case of a log as it may be given away, in the order of the log. Costs 2 queries.

    No name, number, code or free text of a person is in it; times are whole, for they are what
    others count with.
    """
    units, procedures = _names(log)
    named = labels(log, lang=lang)
    told = log.cases.to_dicts()
    events: list[list[LoggedEvent]] = [[] for _ in told]
    columns = (log.events[name].to_list() for name in ("case", "activity", "at", "hand", "actor"))
    for case, activity, at, hand, actor in zip(*columns, strict=True):
        doer = log.hands[hand]
        events[case].append(
            LoggedEvent(
                activity=named[activity],
                key="" if log.is_history else log.activities[activity].key,
                at=EPOCH + timedelta(microseconds=at),
                resource=veil.of("official", actor) if _is_official(doer) else doer.role,
                role=doer.role,
                group=units.get(doer.unit_id, ""),
            )
        )
    for row, happened in zip(told, events, strict=True):
        yield _case(row, happened, veil, (units, procedures))


def _is_official(hand: Hand) -> bool:
    return bool(hand.who) or hand.role not in ("applicant", "system", "program")


def _names(log: EventLog) -> tuple[dict[int, str], dict[int, str]]:
    if log.is_history:
        return {}, {}
    return dict(Unit.objects.values_list("pk", "name")), dict(Procedure.objects.values_list("pk", "code"))


def _case(
    row: Mapping[str, Any],
    happened: list[LoggedEvent],
    veil: Veil,
    names: tuple[Mapping[int, str], Mapping[int, str]],
) -> LoggedCase:
    code = row["code"] if veil.keeps_codes else veil.of("dossier", row["code"])
    unit = names[0].get(row["unit"], str(row["unit"] or ""))
    procedure = names[1].get(row["procedure"], str(row["procedure"] or ""))
    told = {"unit": unit, "procedure": procedure, "channel": str(row["channel"] or "")}
    attributes: dict[str, str | int] = {name: value for name, value in told.items() if value}
    counts = {name: int(row[name]) for name in COUNTS if name in row}
    others = [
        Thing(f"{kind}:{told[kind]}", kind, {"name": told[kind]})
        for kind in ("unit", "procedure")
        if told[kind]
    ]
    if "applicant" in row:
        others.append(Thing(f"applicant:{veil.of('applicant', row['applicant'])}", "applicant"))
    belongs = [(thing.id, thing.type) for thing in others]
    own: dict[str, str | int] = {"channel": told["channel"]} if told["channel"] else {}
    dossier = Thing(code, "dossier", own | counts, belongs)
    return LoggedCase(code, attributes | counts, happened, (dossier, *others))
