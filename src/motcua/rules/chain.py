"""The journal's seal: each line's hash covers every column and the line before."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from motcua.rules import RuleError

DOMAIN = b"mc1\n"
GENESIS = "0" * 64


class ClockBehind(RuleError):
    """The server's clock is behind the last line of the journal: it must be set right first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the journal as it is sealed. `at` is aware; the hashes are 64 hex digits."""

    chain: int
    seq: int
    at: datetime
    actor_kind: str
    actor_id: int | None
    actor_name: str
    unit_id: int | None
    verb: str
    dossier: str
    subject: str
    payload_hash: str
    prev: str


def canonical(value: Mapping[str, Any]) -> str:
    """Return JSON with sorted keys, no spaces and letters as they are: one spelling per value.

    Source: LOG-02.

    >>> canonical({"b": 1, "a": "Đ"})
    '{"a":"Đ","b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def payload_hash(salt: str, payload: str) -> str:
    """Return the salted hash of a payload: it still verifies after the payload is destroyed by law.

    Source: LOG-02.
    """
    return hashlib.sha256(DOMAIN + f"{salt}\n{payload}".encode()).hexdigest()


def seal(line: Line) -> str:
    """Return the hash of a line.

    The columns are joined by line feeds; none of them can hold one, so no two lines of different
    columns give the same bytes.

    Source: LOG-02.
    """
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    columns = (
        line.chain, line.seq, at, line.actor_kind, line.actor_id, line.actor_name, line.unit_id,
        line.verb, line.dossier, line.subject, line.payload_hash, line.prev,
    )  # fmt: skip
    return seal_columns(columns)


def seal_columns(columns: Iterable[object]) -> str:
    """Return the hash of a line's columns in order, the moment already written in UTC.

    Source: LOG-02.
    """
    text = "\n".join("" if value is None else str(value) for value in columns)
    return hashlib.sha256(DOMAIN + text.encode()).hexdigest()


def moment(now: datetime, last_at: datetime | None) -> datetime:
    """Return the moment to write: never before the last line's.

    A clock a little behind (another server, a small correction) takes the last line's moment; one
    that is more than a minute behind is broken, and nothing is written until it is set right.

    Raises: ClockBehind.
    Source: LOG-03.
    """
    if last_at is None or now >= last_at:
        return now
    if last_at - now > timedelta(seconds=60):
        raise ClockBehind(now=now, last_at=last_at)
    return last_at


def witness(line_hash: str) -> str:
    """Return the first 16 hex digits in groups of four, as printed on the citizen's slip.

    Source: LOG-04.

    >>> witness("0123456789abcdef" + "0" * 48)
    '0123 4567 89ab cdef'
    """
    return " ".join(line_hash[i : i + 4] for i in range(0, 16, 4))
