"""Form II.06 comes out the same when somebody else counts it from dossiers and journal."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from motcua.queries import report_lists, reports
from motcua.records.models import Unit, UnitTally
from motcua.rules import periods
from motcua.rules.reports import RowKind
from motcua.rules.reports_ii06 import Basis, Waiting, definition
from tests import make, simulated

PRESENT = make.at("2024-09-26 09:42")
SCRIPT = Path(__file__).parent / "independent" / "ii06_plain.py"
NOT_COUNTED = {"STT", "TenLinhVuc", "TamDungChoBoSung", "TamDungChoNghiaVu"}

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def settled(django_db_setup, django_db_blocker):
    if connection.vendor != "sqlite":
        pytest.skip("the independent script reads a SQLite file")
    build = partial(simulated.spring, 900, seed=2406, people=100, present=PRESENT)
    with simulated.settled(django_db_blocker, build):
        yield


@pytest.fixture
def town(settled, db):
    return Unit.objects.get(kind="district")


def theirs(unit, period, by, way):
    """Run the script on the file of this test, in a process that knows nothing of the house."""
    words = [unit.agency_code if unit else "-", *(day.isoformat() for day in period.days)]
    words += [PRESENT.isoformat(), by, str(way.basis), str(way.waiting)]
    answer = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), connection.settings_dict["NAME"], *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(answer.stdout)


def ours(unit, period, by, way):
    sheet = reports.make(
        "ii06a" if by == "field" else "ii06c", unit=unit, period=period, now=PRESENT, definition=way
    )
    assert sheet.failed == []
    assert [check for check in reports.continuity(sheet) if not check.holds] == []
    return {
        row.cells["TenLinhVuc"]: {key: row.cells[key] for key in row.cells if key not in NOT_COUNTED}
        for row in sheet.rows
        if row.kind is not RowKind.GROUP
        and any(isinstance(v, int) and v for v in list(row.cells.values())[2:])
    }


@pytest.mark.parametrize(
    "key",
    [
        "2024-09",
        pytest.param("2024-08", marks=pytest.mark.full),
        "TT01-2024Q3",
        pytest.param("2024-07-03..2024-08-20", marks=pytest.mark.full),
        pytest.param("2024", marks=pytest.mark.full),
    ],
)
def test_they_are_equal_in_every_cell(town, key):
    period, commune = periods.parse(key), Unit.objects.get(name="Thị trấn Thanh Miện")

    for way in (definition(waiting, basis) for waiting in Waiting for basis in Basis):
        for unit, by in ((town, "unit"), (town, "field"), (commune, "field")):
            assert ours(unit, period, by, way) == theirs(unit, period, by, way), (way, unit.name, by)


def test_they_are_equal_over_the_whole_house(town):
    period, way = periods.parse("2024-09"), definition()

    found, counted = ours(None, period, "unit", way), theirs(None, period, "unit", way)

    assert found == counted
    assert found["Tổng cộng"]["TongSo"] > 50


def test_they_differ_when_a_tally_is_tampered_with(town):
    period, way = periods.parse("2024-09"), definition()
    UnitTally.objects.filter(unit_id=town.pk, on__gte=period.from_on, received_online__gt=0).update(
        received_online=7, received=7
    )

    tampered = reports.make("ii06c", unit=town, period=period, now=PRESENT, definition=way)
    told = {row.cells["TenLinhVuc"]: row.cells["TongSo"] for row in tampered.rows}

    assert told["Tổng cộng"] != theirs(town, period, "unit", way)["Tổng cộng"]["TongSo"]


def test_the_late_list_is_as_long_as_columns_ten_and_thirteen(town):
    for key in ("2024-09", "TT01-2024Q3", "2024-05"):
        for basis in Basis:
            way, period = definition("", basis), periods.parse(key)
            total = (
                reports.make("ii06c", unit=town, period=period, now=PRESENT, definition=way).rows[-1].cells
            )
            late = reports.make("late", unit=town, period=period, now=PRESENT, definition=way)

            assert len(late.rows) == total["DaXuLyQuaHan"] + total["DangXuLyQuaHan"]
            assert report_lists.count(late) == len(late.rows)
