"""How many SQL statements each verb costs, counted on one dossier's way from the door to its rating.

The transaction's own begin and commit are not counted. `tests/actions/test_statements.py` keeps the
numbers from growing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from motcua.rules.intake import Intake, Paper
from motcua.rules.people import Actor

FIVE_CALLS = ("take_in", "keep_file", "attach", "advance", "propose")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts, on what, and when."""

    an: Actor
    lan: Actor
    minh: Actor
    hoa: Actor
    intake: Intake
    now: datetime


def counts(cast: Cast) -> dict[str, int]:
    """Return the statements of each verb, in the order of a dossier's life."""
    found: dict[str, int] = {}
    for verb, act in _way(cast):
        found[verb] = counted(act)
    return found


def counted(act: Callable[[], object]) -> int:
    """Return how many statements an act costs, its transaction's bounds left out."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        act()
    bounds = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(not query["sql"].startswith(bounds) for query in caught.captured_queries)


def _way(cast: Cast) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each act when those before it are done."""
    from motcua.actions import desk, document, result, supplement
    from motcua.actions import dossier as dossiers
    from motcua.queries import tokens
    from motcua.records.models import Dossier

    papers = [Paper(f"p{number}", f"Giấy tờ {number}") for number in range(3)]
    told: dict[str, Any] = {"now": cast.now}
    dossiers.take_in(by=cast.lan, intake=cast.intake, **told)  # the year's chain and the calendar are there
    yield "take_in", lambda: dossiers.take_in(by=cast.lan, intake=replace(cast.intake, papers=papers), **told)
    yield "file", lambda: dossiers.file(by=cast.an, intake=replace(cast.intake, papers=papers), **told)
    code = Dossier.objects.latest("id").code
    yield "receive", lambda: dossiers.receive(by=cast.lan, code=code, **told)
    upload = document.Upload("ab" * 32, 20_000, "application/pdf")
    yield "keep_file", lambda: document.keep_file(upload, **told)
    scan = Paper("scan", "Bản quét", kind="electronic", file=upload.sha256)
    yield "attach", lambda: document.attach(by=cast.lan, code=code, paper=scan, **told)
    asked = [supplement.Asked("p0", "Giấy tờ 0", "Thiếu chữ ký của người khai")]
    reason = "Tờ khai chưa có chữ ký của người khai."
    yield (
        "ask_supplement",
        lambda: supplement.ask_supplement(by=cast.lan, code=code, asked=asked, reason=reason, **told),
    )
    back = [Paper("p0", "Giấy tờ 0")]
    later = cast.now + timedelta(days=3)
    yield (
        "take_supplement",
        lambda: supplement.take_supplement(by=cast.lan, code=code, papers=back, now=later),
    )
    yield "advance", lambda: desk.advance(by=cast.minh, code=code, now=later)
    yield "propose", lambda: desk.propose(by=cast.minh, code=code, now=later)
    yield "approve", lambda: desk.approve(by=cast.hoa, code=code, now=later)
    yield "sign", lambda: desk.sign(by=cast.hoa, code=code, now=later)
    yield "decide", lambda: desk.decide(by=cast.hoa, code=code, now=later)
    yield "pay", lambda: result.pay(by=cast.lan, code=code, amount=20_000, now=later)
    yield "hand_over", lambda: result.hand_over(by=cast.lan, code=code, now=later)
    token = tokens.rating(Dossier.objects.get(code=code))
    yield (
        "rate",
        lambda: result.rate(token=token, face=5, reasons=["fast"], comment="", now=later + timedelta(days=1)),
    )
