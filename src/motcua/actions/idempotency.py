"""Once: a request repeated by a double click, a second tab or a lost line does nothing twice."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from motcua.records.models import KeptAnswer
from motcua.rules import RuleError, chain


class KeyReused(RuleError):
    """The key was already used for another request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, and whether it had been answered before."""

    status: int
    body: dict[str, Any]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A key as its owner sent it, and the hash of what was sent with it."""

    who: str
    key: str
    body_hash: str


def hashed(body: object) -> str:
    """Return the hash of a request's content; `body` is plain values, compared in their canonical form."""
    text = body if isinstance(body, str) else chain.canonical({"body": body})
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def once(*, key: Key, now: datetime, do: Callable[[], Answer]) -> Answer:
    """Do something once for a key, and keep its answer in the same transaction. Costs 2 or 3 statements.

    The key is claimed before anything is done, so that two requests at once wait for one another
    and the second is given the first one's answer. A refusal rolls the claim back: the same key
    may then be tried again with what was mended.

    Raises: KeyReused when the key came with other content; whatever `do` raises.
    """
    try:
        with transaction.atomic():
            claim = KeptAnswer.objects.create(
                who=key.who, key=key.key, body_hash=key.body_hash, status=0, answer={}, at=now
            )
    except IntegrityError:
        return _kept(key)

    answer = do()

    KeptAnswer.objects.filter(pk=claim.pk).update(status=answer.status, answer=answer.body)
    return answer


def _kept(key: Key) -> Answer:
    kept = KeptAnswer.objects.get(who=key.who, key=key.key)
    if kept.body_hash != key.body_hash:
        raise KeyReused(code=kept.answer.get("code", ""))
    return Answer(kept.status, kept.answer, repeated=True)
