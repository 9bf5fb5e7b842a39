"""Programs that knock: whose key it is, and what the key may do."""

import hashlib
from dataclasses import replace
from datetime import datetime

from motcua.queries import access, plain, workdays
from motcua.records.models import ApiToken, User
from motcua.rules.people import Actor, ActorKind

_KEY: plain.Parts = (("t", ApiToken), ("u", User))
_KEY_FROM = (
    f"FROM {plain.table(ApiToken, 't')} JOIN {plain.table(User, 'u')} ON u.id = t.user_id "
    "WHERE t.token_hash = %s AND t.revoked_at IS NULL"
)


def program(token: str, *, now: datetime) -> Actor | None:
    """Return the program a key belongs to, with its user's posts and the key's scopes. Costs 2 queries.

    A revoked or outlived key, or one of a disabled account, is None at once.
    """
    digest = hashlib.sha256(token.encode()).hexdigest()
    for kept, user in plain.read(_KEY, rest=_KEY_FROM, values=[digest]):
        if kept.expires_at <= now or not user.is_active:
            return None
        actor = access.actor_of(user, workdays.today(now))
        return replace(actor, kind=ActorKind.PROGRAM, scopes=frozenset(kept.scopes))
    return None
