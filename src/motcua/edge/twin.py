"""The demo twin of message channels: writes to a file, and behaves as badly as real ones."""

import hashlib
import json
import os
from pathlib import Path


class ChannelDown(OSError):
    """The provider does not answer; the message may be tried again."""


class Unreachable(ValueError):
    """The address can never be reached; trying again is no use."""


def send(*, channel: str, to: str, text: str, key: str, outbox: Path) -> None:
    """Deliver one message to the outbox file, once per key.

    One key in twenty finds the provider down on its first try, as a real one is now and then; the
    same key is not delivered twice, as a provider that removes doubles does it.

    Raises: Unreachable without an address; ChannelDown.
    """
    if not to:
        raise Unreachable("no address")
    digest = hashlib.sha256(key.encode()).hexdigest()
    marks = outbox.parent / "outbox-keys"
    marks.mkdir(parents=True, exist_ok=True)
    tried, sent = marks / f"{digest}.tried", marks / f"{digest}.sent"
    if sent.exists():
        return
    if int(digest[:4], 16) % 20 == 0 and not tried.exists():
        tried.touch()
        raise ChannelDown("the provider does not answer")
    line = json.dumps({"channel": channel, "to": to, "text": text, "key": key}, ensure_ascii=False) + "\n"
    handle = os.open(outbox, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)
    sent.touch()
