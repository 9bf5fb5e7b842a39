"""Keys of programs: who asks, and whether the key's scope reaches."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer

from motcua.queries import programs
from motcua.rules.people import Actor

READ, WRITE = "read", "write"


class Key(HttpBearer):
    """The bearer key of a program; `motcua token` makes one."""

    openapi_name = "key"

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return programs.program(token, now=request.now)


def by(request: HttpRequest, scope: str) -> Actor:
    """Return the program that asks.

    Raises: PermissionDenied when the key's scopes do not reach.
    """
    actor: Actor = request.auth
    held = actor.scopes or frozenset()
    if scope not in held and not (scope == READ and WRITE in held):
        raise PermissionDenied(scope)
    return actor
