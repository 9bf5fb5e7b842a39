"""A POST done once: the Idempotency-Key header, kept with its answer in the same transaction."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError

from motcua.actions import idempotency
from motcua.rules.people import Actor

MOST = 100


def once(request: HttpRequest, actor: Actor, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do it, or answer what the same key was answered before.

    Raises: idempotency.KeyReused when the key comes back with another body; HttpError 400 for a bad key.
    """
    name = request.headers.get("Idempotency-Key", "")
    if not name:
        return do()
    if len(name) > MOST or not name.isascii() or not name.isprintable():
        raise HttpError(400, f"Idempotency-Key has at most {MOST} printable ASCII characters")
    body = idempotency.hashed(f"{request.method} {request.path}\n{request.body.decode('utf-8', 'replace')}")
    key = idempotency.Key(who=f"program:{actor.user_id}", key=name, body_hash=body)
    return idempotency.once(key=key, now=request.now, do=lambda: idempotency.Answer(200, do())).body
