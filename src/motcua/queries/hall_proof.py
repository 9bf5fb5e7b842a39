"""Proof of the hall: every ended ticket is what its one sealed entry says, and the tallies their sum."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from motcua.records.models import Entry, Ticket
from motcua.rules import measures, tickets
from motcua.rules.measures import Key
from motcua.rules.tickets import Ended

CHUNK = 2000
VERB = "end_ticket"  # of the entry that a ticket leaves when it ends
RESULT_VERB = "ticket_result"  # and of the one when its dossier's result, promised with it, is handed over
_COLUMNS = (
    "code", "unit_id", "on", "ending", "officer_id", "wait_seconds", "service_seconds", "total_seconds",
    "promise_minutes", "out_of_turn", "result_seconds",
)  # fmt: skip


def tickets_told() -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Yield what each ended ticket's entry says: the entry's key, the ticket's, the facts. Costs 1 query."""
    yield from _told(VERB)


def results_told() -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Yield what each entry of a promised result says: its key, the ticket's, the facts. Costs 1 query."""
    yield from _told(RESULT_VERB)


def _told(verb: str) -> Iterator[tuple[int, int, dict[str, Any]]]:
    rows = Entry.objects.filter(verb=verb).order_by("id").values_list("id", "payload")
    for entry_id, payload in rows.iterator(chunk_size=CHUNK):
        facts = json.loads(payload)["facts"]
        yield entry_id, int(facts["ticket"]), facts


def tickets_ended(add: Callable[[str], None]) -> dict[Key, dict[str, int]]:
    """Return the sums that the ended tickets' entries make; tell `add` of every row that differs.

    Costs 3 queries, and 1 for each few thousand tickets.
    """
    seen: set[int] = set()
    sums: dict[Key, dict[str, int]] = {}
    results = _results(sums, add)
    for page in _pages(tickets_told()):
        rows = {row[0]: row[1:] for row in _rows([pk for pk, _ in page])}
        for pk, ended in page:
            if pk in seen:
                add(f"ticket {pk}: ended twice")
            seen.add(pk)
            for problem in _differs(rows.get(pk), ended, results.pop(pk, None)):
                add(f"ticket {pk}: {problem}")
            for key, row in tickets.measures_of(ended).items():
                sums[key] = measures.total([{key: sums.get(key, {})}, {key: row}])[key]
    for pk in results:
        add(f"ticket {pk}: its result is told, its end is not")
    ended_now = Ticket.objects.exclude(ending="").count()
    if ended_now != len(seen):
        add(f"{ended_now} tickets have ended, the journal tells of {len(seen)}")
    return sums


def _results(sums: dict[Key, dict[str, int]], add: Callable[[str], None]) -> dict[int, int]:
    """Seconds to each result that was handed over after its ticket ended; their measures go into the sums."""
    found: dict[int, int] = {}
    for _, pk, facts in results_told():
        if pk in found:
            add(f"ticket {pk}: its result is told twice")
        handed = tickets.read_result(facts)
        found[pk] = handed.result_seconds
        for key, row in tickets.measures_of_result(handed).items():
            sums[key] = measures.total([{key: sums.get(key, {})}, {key: row}])[key]
    return found


def _pages(
    told: Iterable[tuple[int, int, dict[str, Any]]],
) -> Iterator[list[tuple[int, Ended]]]:
    page: list[tuple[int, Ended]] = []
    for _, pk, facts in told:
        page.append((pk, tickets.read(facts)))
        if len(page) == CHUNK // 4:
            yield page
            page = []
    if page:
        yield page


def _rows(pks: list[int]) -> Iterable[tuple[Any, ...]]:
    return Ticket.objects.filter(pk__in=pks).values_list("pk", *_COLUMNS)


def _differs(row: tuple[Any, ...] | None, ended: Ended, result_seconds: int | None) -> Iterator[str]:
    if row is None:
        yield "its entry is there, the ticket is not"
        return
    ought = (
        ended.unit_id, ended.on, str(ended.ending), ended.officer_id or None, ended.wait_seconds,
        ended.service_seconds, ended.total_seconds, ended.promise_minutes, ended.out_of_turn,
        ended.result_seconds if result_seconds is None else result_seconds,
    )  # fmt: skip
    for name, found, told in zip(_COLUMNS[1:], row[1:], ought, strict=True):
        if found != told:
            yield f"{name} is {found!r}, its entry says {told!r}"
