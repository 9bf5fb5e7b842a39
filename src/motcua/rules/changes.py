"""What each verb changes in a dossier, as plain values: the one source for single acts and for bulk work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from motcua.rules.clock import Elapsed, PauseKind

Pauses = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Moment:
    """When and by whom: an aware moment, its local day, the official's key."""

    at: datetime
    on: date
    user_id: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """The due moments by promise and by law, aware; None while waiting or without a term."""

    promise: datetime | None
    law: datetime | None


def received(
    now: Moment, due: Due, step_due_at: datetime | None, *, result_due: bool = False
) -> dict[str, Any]:
    """Return what receipt changes: the clock starts, the route begins; whether a document will be owed.

    Source: FLOW-01.
    """
    return {
        "received_at": now.at,
        "received_on": now.on,
        "received_by_id": now.user_id,
        "due_at": due.promise,
        "legal_due_at": due.law,
        "first_due_at": due.promise,
        "step": 0,
        "step_at": now.at,
        "step_due_at": step_due_at,
        "result_due": result_due,
    }


def paused(pauses: Pauses, kind: PauseKind, at: datetime, *, restart: bool = False) -> dict[str, Any]:
    """Return what stops the clock: an open pause, and no due moment while it lasts.

    Source: TIME-11.
    """
    pause = {"kind": str(kind), "from_at": _iso(at), "until_at": None, "restart": restart}
    return {"pauses": [*pauses, pause], "due_at": None, "legal_due_at": None, "step_due_at": None}


def resumed(pauses: Pauses, due: Due, step_due_at: datetime | None) -> dict[str, Any]:
    """Return what lets the clock run on: the pauses as closed, the due moments counted anew.

    Source: TIME-11.
    """
    return {
        "pauses": list(pauses),
        "due_at": due.promise,
        "legal_due_at": due.law,
        "step_due_at": step_due_at,
    }


def closed(pauses: Pauses, at: datetime) -> list[dict[str, Any]]:
    """Return the pauses with the open one ended at this moment.

    Source: TIME-11.
    """
    return [dict(pause) | ({} if pause["until_at"] else {"until_at": _iso(at)}) for pause in pauses]


def ended(now: Moment, spent: Elapsed) -> dict[str, Any]:
    """Return what the end of the work changes: the moment, who, and the working minutes it took.

    Units: minutes of office time; gross from receipt to end, net without the waits.
    Source: MEAS-02.
    """
    return {
        "ended_at": now.at,
        "ended_on": now.on,
        "ended_by_id": now.user_id,
        "step_due_at": None,
        "gross_minutes": spent.gross_minutes,
        "net_minutes": spent.net_minutes,
        "waiting_minutes": spent.waiting_minutes,
    }


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
