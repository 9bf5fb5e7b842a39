"""The state of a dossier as the fold of its journal entries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any

from motcua.rules import RuleError, fences
from motcua.rules.lifecycle import State, Verb, after


class BrokenHistory(RuleError):
    """The entries of a dossier do not follow from one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that is known of a dossier after some of its entries. Moments are aware, days local."""

    unit_id: int
    holder_id: int
    procedure_id: int
    version_id: int
    applicant_id: int
    helped_unit_id: int | None = None
    filer_id: int | None = None
    group_id: int | None = None
    channel: str = "direct"
    assisted: bool = False
    state: str = State.NEW
    filed_at: datetime | None = None
    filed_on: date | None = None
    answer_due_at: datetime | None = None
    received_at: datetime | None = None
    received_on: date | None = None
    received_by_id: int | None = None
    due_at: datetime | None = None
    legal_due_at: datetime | None = None
    first_due_at: datetime | None = None
    step: int = 0
    step_at: datetime | None = None
    step_due_at: datetime | None = None
    assignee_id: int | None = None
    pauses: tuple[Mapping[str, Any], ...] = ()
    supplements: int = 0
    extensions: int = 0
    extended_at: datetime | None = None
    extended_to_at: datetime | None = None
    fee_amount: int | None = None
    fee_paid: int = 0
    paid_online: bool = False
    components: int = 0
    digitised: int = 0
    reused: int = 0
    result_due: bool = False
    result_digitised: bool = False
    result_electronic: bool = False
    outcome: str = ""
    ended_at: datetime | None = None
    ended_on: date | None = None
    ended_by_id: int | None = None
    gross_minutes: int | None = None
    net_minutes: int | None = None
    waiting_minutes: int | None = None
    handed_over_at: datetime | None = None
    handed_over_on: date | None = None
    return_mode: str = "counter"
    corrections: int = 0
    rated_on: date | None = None
    rating: int | None = None


FIELDS: tuple[str, ...] = tuple(field.name for field in fields(Snapshot))
_MOMENTS = frozenset(name for name in FIELDS if name.endswith("_at"))
_DAYS = frozenset(name for name in FIELDS if name.endswith("_on"))
_FIELD_SET = frozenset(FIELDS)


def plain(value: Any) -> Any:
    """Return a value as the journal keeps it: moments in UTC and days in ISO form, tuples as lists.

    Source: LOG-01.
    """
    if isinstance(value, datetime):
        return (value if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, str):
        return str(value)
    return value


def typed(name: str, value: Any) -> Any:
    """Return a kept value as the snapshot holds it.

    Source: LOG-01.
    """
    if isinstance(value, str) and name in _MOMENTS:
        return datetime.fromisoformat(value)
    if isinstance(value, str) and name in _DAYS:
        return date.fromisoformat(value)
    if name == "pauses":
        return tuple(value)
    return value


def apply(snapshot: Snapshot | None, verb: str, changes: Mapping[str, Any]) -> Snapshot:
    """Return the snapshot after one entry: its changes, and the state its verb leads to.

    `changes` holds fields of Snapshot in their kept form; the state is never among them, the
    table of moves decides it.

    Raises: BrokenHistory for a change of an unknown field, or of one this verb may not move;
    lifecycle.Illegal for a move the table
    does not have, a first entry that is neither `file` nor `receive` among them.
    Source: LOG-01, FLOW-01.
    """
    if not changes.keys() <= _FIELD_SET or "state" in changes:
        raise BrokenHistory(fields=sorted(changes.keys() - _FIELD_SET), verb=verb)
    given = {name: typed(name, value) for name, value in changes.items()}
    if snapshot is None:
        return Snapshot(**given, state=after(State.NEW, Verb(verb)))
    if forbidden := fences.crossed(verb, changes):
        raise BrokenHistory(fields=forbidden, verb=verb)
    return replace(snapshot, **given, state=after(State(snapshot.state), Verb(verb)))


def fold(entries: Iterable[tuple[str, Mapping[str, Any]]]) -> Snapshot:
    """Return the snapshot after all entries `(verb, changes)` of one dossier, in order.

    Raises: BrokenHistory; lifecycle.Illegal.
    Source: LOG-01.
    """
    snapshot: Snapshot | None = None
    for verb, changes in entries:
        snapshot = apply(snapshot, verb, changes)
    if snapshot is None:
        raise BrokenHistory(verb="", fields=[])
    return snapshot


def differences(left: Snapshot, right: Snapshot) -> dict[str, tuple[Any, Any]]:
    """Return the fields in which two snapshots differ, with both values.

    Source: LOG-01.
    """
    pairs = ((name, getattr(left, name), getattr(right, name)) for name in FIELDS)
    return {name: (a, b) for name, a, b in pairs if plain(a) != plain(b)}
