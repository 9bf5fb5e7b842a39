"""Decision 766 and Decree 61 come out the same when somebody else works them out from the journal."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction

from motcua.actions import journal
from motcua.demo import posting
from motcua.queries import indicators as reads
from motcua.queries.indicators import Span
from motcua.records.models import Dossier, Unit, UnitTally
from motcua.rules import changes, criteria, indicators, periods
from motcua.rules.clock import PauseKind
from motcua.rules.lifecycle import Verb
from motcua.rules.people import SYSTEM
from tests import make, simulated

PRESENT = make.at("2024-09-26 09:42")
SCRIPT = Path(__file__).parent / "independent" / "recompute_quality.py"

pytestmark = pytest.mark.proof


def build():
    posting.fill(simulated.spring(900, seed=766, people=100, present=PRESENT), now=PRESENT)
    _ask_twice()


@pytest.fixture(scope="module")
def settled(django_db_setup, django_db_blocker):
    if connection.vendor != "sqlite":
        pytest.skip("the independent script reads a SQLite file")
    with simulated.settled(django_db_blocker, build):
        yield


@pytest.fixture
def small_district(settled, db):
    return Unit.objects.get(kind="district")


def _ask_twice():
    """Let one dossier wait after a second request: the texts call it overdue."""
    dossier = Dossier.objects.filter(state="in_process").order_by("id").first()
    with transaction.atomic():
        paused = changes.paused(dossier.pauses, PauseKind.SUPPLEMENT, PRESENT, restart=False)
        told = {"supplements": 2} | paused
        journal.record(dossier, Verb.ASK_SUPPLEMENT, by=SYSTEM, at=PRESENT, changes=told)


def recomputed(unit, span):
    """Run the script on the file of this test, in a process that knows nothing of the house."""
    words = [unit.agency_code, *(day.isoformat() for day in span.period.days), span.at.isoformat()]
    told = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), connection.settings_dict["NAME"], *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(told.stdout)


def ours(unit, span):
    place = reads.whole(unit)
    [sums] = reads.values([place], span=span)
    found = indicators.evaluate(reads.book(span.last_on), sums, level=place.level)
    sheet = criteria.evaluate(reads.paper(span.last_on), sums)
    points = {one.indicator.code: one.points for one in found.results if one.indicator.points}
    return points, found.won, {one.criterion.code: one.points for one in sheet.marks}


def differing(points, theirs):
    return {
        code: (points[code], value)
        for code, value in theirs.items()
        if (value is None) != (points[code] is None)
        or (value is not None and abs(float(points[code]) - value) > 1e-9)
    }


@pytest.mark.parametrize("key", ["2024-09", "2024-08", "2024Q3"])
def test_they_are_equal_to_nine_places(small_district, key):
    span = Span(periods.parse(key), PRESENT)
    town = Unit.objects.get(name="Thị trấn Thanh Miện")

    for unit in (small_district, town):
        points, won, marks = ours(unit, span)
        theirs = recomputed(unit, span)

        assert differing(points, theirs["766"]) == {}
        assert float(won) == pytest.approx(theirs["766_total"], abs=1e-9)
        assert marks == theirs["61"]
        assert sum(value is not None for value in theirs["766"].values()) >= 11


def test_one_waiting_after_a_second_request_is_overdue_to_both(small_district):
    span = Span(periods.parse("2024-09"), PRESENT)

    [sums] = reads.values([reads.whole(small_district)], span=span)

    assert sums["waiting_again_end"] == 1
    assert recomputed(small_district, span)["766"]["2.1"] < 20


def test_a_figure_that_is_wrong_is_noticed(small_district):
    """The positive control: one dossier more in a tally, and the two do not agree."""
    span = Span(periods.parse("2024-09"), PRESENT)
    row = UnitTally.objects.filter(on__month=9, charged__gt=0).order_by("id").first()
    UnitTally.objects.filter(pk=row.pk).update(paid_online=row.paid_online + 1)

    points, _, _ = ours(small_district, span)

    assert differing(points, recomputed(small_district, span)["766"]).keys() == {"P3"}
