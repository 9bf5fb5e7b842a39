"""Reads as programs ask for them."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied

from motcua.queries import access
from motcua.queries.counter import Page
from motcua.records.models import Dossier, Entry
from motcua.rules.people import Actor


def dossiers(*, by: Actor, state: str = "", after: str = "", most: int = 50) -> Page:
    """Return the dossiers the actor may see, newest first, by keyset. Costs 1 query.

    Raises: ValueError for a mark that is not a number.
    """
    rows = access.visible(by).select_related("procedure", "version", "unit")
    if state:
        rows = rows.filter(state=state)
    if after:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-id")[: most + 1])
    return Page(found[:most], str(found[most - 1].pk) if len(found) > most else "")


def entries(dossier: Dossier, *, by: Actor) -> list[dict[str, Any]]:
    """Return the journal of one dossier as plain values, oldest first. Costs 1 query.

    Raises: PermissionDenied when the actor may see only its figures.
    """
    if access.sight(dossier, by) is not access.Sight.FULL:
        raise PermissionDenied("entries")
    rows = Entry.objects.filter(dossier=dossier).order_by("id")
    return [
        {
            "at": row.at,
            "verb": row.verb,
            "actor_kind": row.actor_kind,
            "actor": row.actor_name,
            "hash": row.hash,
            "facts": json.loads(row.payload).get("facts", {}),
        }
        for row in rows
    ]
