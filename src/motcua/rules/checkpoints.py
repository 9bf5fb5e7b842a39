"""A checkpoint of the journal: a few lines that a person, a newspaper or another office can keep.

The form is that of the C2SP checkpoint: origin, number of lines, head in base64, then our own lines; a
signature follows after an empty line. Whoever holds an old one can tell a journal that was written anew.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from motcua.rules import RuleError

ALGORITHM = b"\x01"  # Ed25519, as signed notes number it


class BadCheckpoint(RuleError):
    """The text is not a checkpoint."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says. `size` counts the lines of all years; `head` is 64 hex digits.

    `formula` is the mark of the indicator set in force: whoever changes weights later differs from it.
    """

    origin: str
    size: int
    head: str
    at: datetime | None = None
    formula: str = ""


def write(checkpoint: Checkpoint) -> str:
    """Return the text that is signed.

    Source: HONEST-08.
    """
    root = base64.b64encode(bytes.fromhex(checkpoint.head)).decode()
    at = checkpoint.at.astimezone(UTC).isoformat(timespec="seconds") if checkpoint.at else ""
    more = (f"at {at}\n" if at else "") + (f"formula {checkpoint.formula}\n" if checkpoint.formula else "")
    return f"{checkpoint.origin}\n{checkpoint.size}\n{root}\n{more}"


def read(text: str) -> Checkpoint:
    """Return what a checkpoint says; a signature after the empty line is left to whoever has the key.

    Raises: BadCheckpoint.
    Source: HONEST-08.

    >>> read(write(Checkpoint("motcua", 7, "ab" * 32))).size
    7
    """
    lines = text.replace("\r\n", "\n").partition("\n\n")[0].split("\n")
    try:
        origin, size, root = lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)
        at = next((datetime.fromisoformat(line[3:]) for line in lines[3:] if line.startswith("at ")), None)
        formula = next((line[8:] for line in lines[3:] if line.startswith("formula ")), "")
    except (IndexError, ValueError, binascii.Error):
        raise BadCheckpoint() from None
    if len(root) != 32 or size < 0 or not origin:
        raise BadCheckpoint()
    return Checkpoint(origin, size, root.hex(), at, formula)


def formula_mark(definition: Mapping[str, Any]) -> str:
    """Return the mark of a versioned definition: another weight, target or rule gives another mark.

    Source: HONEST-08, LOG-02.

    >>> formula_mark({"weight": 18}) == formula_mark({"weight": 19})
    False
    """
    text = json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def key_mark(name: str, public_key: bytes) -> bytes:
    """Return the four bytes that say which key signed.

    Source: HONEST-08.
    """
    return hashlib.sha256(name.encode() + b"\n" + ALGORITHM + public_key).digest()[:4]


def signed(text: str, *, name: str, public_key: bytes, signature: bytes) -> str:
    """Return the text with its signature line.

    Source: HONEST-08.
    """
    mark = base64.b64encode(key_mark(name, public_key) + signature).decode()
    return f"{text}\n— {name} {mark}\n"


def signature(note: str, *, name: str) -> tuple[str, bytes, bytes]:
    """Return the signed text, the mark of the key and the signature by that name.

    Raises: BadCheckpoint when there is none.
    Source: HONEST-08.
    """
    text, _, rest = note.replace("\r\n", "\n").partition("\n\n")
    for line in rest.split("\n"):
        if line.startswith(f"— {name} "):
            try:
                raw = base64.b64decode(line.rsplit(" ", 1)[1], validate=True)
            except (ValueError, binascii.Error):
                raise BadCheckpoint() from None
            return f"{text}\n", raw[:4], raw[4:]
    raise BadCheckpoint()
