"""Look at the pages on which communes post their procedures, a few a round, ever more seldom."""

import logging
from datetime import datetime

from django.conf import settings

from motcua.actions import posting_evidence
from motcua.actions.posting_evidence import Reading
from motcua.edge import commune_twin, pages
from motcua.queries import posting_pages
from motcua.queries.posting_pages import DuePage
from motcua.rules.posting import How, read_page

AT_ONCE = 3  # a page may take its full six seconds, and messages wait behind it

log = logging.getLogger(__name__)
_twins: list[commune_twin.Twin] = []


def look(now: datetime) -> int:
    """Look at the pages that are due; return how many were read. One that fails is tried again later."""
    return sum(look_at(page, now=now, policy=policy(page)) for page in posting_pages.due(now, most=AT_ONCE))


def policy(page: DuePage) -> pages.Policy:
    """Return whom the installation allows us to ask; in the model district a twin answers for *.example."""
    twins = {}
    host = page.address.partition("//")[2].partition("/")[0]
    if settings.IS_DEMO and host.endswith(".example"):
        twins[host] = _twin().port
    return pages.Policy(
        hosts=tuple(settings.PAGE_HOSTS), private=frozenset(settings.PAGE_PRIVATE_HOSTS), twins=twins
    )


def look_at(page: DuePage, *, now: datetime, policy: pages.Policy) -> bool:
    """Look at one page and let its duties know; tell whether it could be read."""
    try:
        found = pages.fetch(page.address, policy=policy)
    except pages.PageMissed as missed:
        log.info("page of unit %s: %s", page.unit_id, missed)
        posting_evidence.miss_page(unit_id=page.unit_id, failure=missed.reason, now=now)
        return False
    reading = Reading(
        How.PAGE_CHECK, read_page(found.text), found.address, found.fingerprint, found.is_garbled
    )
    posting_evidence.take_page(unit_id=page.unit_id, reading=reading, now=now)
    return True


def _twin() -> commune_twin.Twin:
    if not _twins:
        _twins.append(commune_twin.Twin(folder=settings.HOME / "commune-pages"))
    return _twins[0]
