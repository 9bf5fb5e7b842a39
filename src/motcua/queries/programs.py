"""Programs that knock: whose key it is, and what the key may do."""

import hashlib
from dataclasses import replace
from datetime import datetime

from motcua.queries import access, workdays
from motcua.records.models import ApiToken
from motcua.rules.people import Actor, ActorKind


def program(token: str, *, now: datetime) -> Actor | None:
    """Return the program a key belongs to, with its user's posts and the key's scopes. Costs 2 queries.

    A revoked or outlived key, or one of a disabled account, is None at once.
    """
    digest = hashlib.sha256(token.encode()).hexdigest()
    kept = access.one(ApiToken.objects.select_related("user").filter(token_hash=digest, revoked_at=None))
    if kept is None or kept.expires_at <= now or not kept.user.is_active:
        return None
    actor = access.actor_of(kept.user, workdays.today(now))
    return replace(actor, kind=ActorKind.PROGRAM, scopes=frozenset(kept.scopes))
