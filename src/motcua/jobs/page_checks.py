"""Look at the pages on which communes post their procedures, a few a round, ever more seldom."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.conf import settings

from motcua.actions import posting_evidence
from motcua.actions.posting_evidence import Reading
from motcua.edge import commune_twin, pages
from motcua.queries import posting_pages
from motcua.queries.posting_pages import DuePage
from motcua.rules.posting import How, read_page

AT_ONCE = 3  # a page may take its full six seconds, and messages wait behind them

log = logging.getLogger(__name__)
_twins: list[commune_twin.Twin] = []


def look(now: datetime) -> int:
    """Look at the pages that are due; return how many were read. One that fails is tried again later.

    They are fetched side by side: three servers that do not answer cost six seconds, not eighteen.
    """
    due = posting_pages.due(now, most=AT_ONCE)
    if not due:
        return 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(_fetch, due, [policy(page) for page in due]))
    return sum(_set_aside(page, seen, now) for page, seen in zip(due, found, strict=True))


def _set_aside(page: DuePage, seen: pages.Page | pages.PageMissed, now: datetime) -> bool:
    """Take one page; one that cannot be taken must not hold up those behind it."""
    try:
        return _take(page, seen, now)
    except Exception:
        log.exception("page of unit %s could not be taken", page.unit_id)
        posting_evidence.miss_page(unit_id=page.unit_id, failure="unreachable", now=now)
        return False


def policy(page: DuePage) -> pages.Policy:
    """Return whom the installation allows us to ask; in the model district a twin answers for *.example."""
    twins = {}
    host = page.address.partition("//")[2].partition("/")[0]
    if settings.IS_DEMO and host.endswith(".example"):
        twins[host] = _twin().port
    return pages.Policy(
        hosts=tuple(settings.PAGE_HOSTS), private=frozenset(settings.PAGE_PRIVATE_HOSTS), twins=twins
    )


def _fetch(page: DuePage, policy: pages.Policy) -> pages.Page | pages.PageMissed:
    try:
        return pages.fetch(page.address, policy=policy)
    except pages.PageMissed as missed:
        return missed


def _take(page: DuePage, seen: pages.Page | pages.PageMissed, now: datetime) -> bool:
    """Let the duties of a page know what it showed; tell whether it could be read."""
    if isinstance(seen, pages.PageMissed):
        log.info("page of unit %s: %s", page.unit_id, seen)
        posting_evidence.miss_page(unit_id=page.unit_id, failure=seen.reason, now=now)
        return False
    reading = Reading(How.PAGE_CHECK, read_page(seen.text), seen.address, seen.fingerprint, seen.is_garbled)
    posting_evidence.take_page(unit_id=page.unit_id, reading=reading, now=now)
    return True


def _twin() -> commune_twin.Twin:
    if not _twins:
        _twins.append(commune_twin.Twin(folder=settings.HOME / "commune-pages"))
    return _twins[0]
