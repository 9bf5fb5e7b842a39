"""The facts of dossiers add up to the tallies, on every engine and by one query."""

import json
import subprocess
from datetime import date
from pathlib import Path

import duckdb
import pytest
from django.db import connection

from motcua.__main__ import main
from motcua.actions import dossier as dossiers
from motcua.actions import journal
from motcua.queries import facts as reading
from motcua.records.models import Dossier, Tally, Unit
from motcua.rules import facts
from motcua.rules.intake import Person
from motcua.rules.lifecycle import Verb
from motcua.rules.measures import MEASURES
from motcua.rules.people import SYSTEM
from tests import make, simulated

ROOT = Path(__file__).resolve().parents[2]
SPARK = ROOT / ".venv-spark" / "bin" / "python"


def test_an_empty_journal_has_none(db):
    assert list(reading.of(upto=reading.cut())) == []


def test_they_leave_out_what_came_after_the_cut(lan, commune, procedure):
    upto, at = reading.cut(), make.at("2024-01-12 09:00")
    who = Person("Vũ Thị An")

    dossiers.take_in(by=lan, intake=make.intake(procedure, commune, who), now=at)

    assert list(reading.of(upto=upto)) == []
    assert {name for fact in reading.of(upto=reading.cut()) for name in fact.measured} >= {
        "filed",
        "received",
    }


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker):
    with simulated.standing(django_db_blocker, 300):
        yield


@pytest.fixture
def district_of_spring(standing, db):
    """A spring of three hundred dossiers."""


@pytest.fixture
def exported(district_of_spring, tmp_path, capsys):
    assert main(["export", "facts", str(tmp_path / "facts"), "--json"]) == 0
    return tmp_path / "facts", json.loads(capsys.readouterr().out)


def own_sums(sql):
    with connection.cursor() as cursor:
        cursor.execute(reading.own() + sql)
        return [tuple(row[:2]) + tuple(int(value) for value in row[2:]) for row in cursor.fetchall()]


def duck(folder, sql):
    files = f"'{folder}/facts/*/*/*.parquet', hive_partitioning = true"
    types = "hive_types = {'unit': VARCHAR, 'month': VARCHAR}"
    return duckdb.sql(f"WITH facts AS (SELECT * FROM read_parquet({files}, {types})) {sql}").fetchall()


def test_their_sums_in_duckdb_are_those_of_the_product(exported):
    folder, told = exported
    sql = (folder / "sums.sql").read_text()

    ours, theirs = own_sums(sql), duck(folder, sql)

    assert theirs == ours
    assert len(ours) > 40
    assert told["dossiers"] == Dossier.objects.count()
    assert all(any(row[2 + at] for row in ours) for at, name in enumerate(MEASURES) if name in FED)


FED = ("received", "closed", "late_law", "fee_vnd", "due_law", "met_promise", "waits_begun", "rating_sum")


def test_their_sums_in_spark_are_those_of_the_product(exported):
    if not SPARK.exists():
        pytest.skip("no .venv-spark: `make prove` builds it (PySpark and a Java runtime)")
    folder, _ = exported
    script = Path(__file__).with_name("spark_sums.py")

    done = subprocess.run([SPARK, script, folder], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    rows = [tuple(row) for row in json.loads(done.stdout.splitlines()[-1])]
    assert rows == own_sums((folder / "sums.sql").read_text())


def test_their_sums_by_procedure_and_day_are_the_fine_tallies(district_of_spring):
    ours = {}
    for row in Tally.objects.all():
        into = ours.setdefault((row.unit_id, row.procedure_id, row.on), dict.fromkeys(MEASURES, 0))
        for name in MEASURES:
            into[name] += getattr(row, name)
    theirs = {}
    for fact in reading.of(upto=reading.cut()):
        into = theirs.setdefault((fact.unit_id, fact.procedure_id, fact.on), dict.fromkeys(MEASURES, 0))
        for name, value in fact.measured.items():
            into[name] += value

    assert theirs == {key: row for key, row in ours.items() if any(row.values())}


def test_they_are_of_the_cut_whatever_moves_afterwards(district_of_spring):
    upto, at = reading.cut(), simulated.PRESENT
    before = list(reading.of(upto=upto))
    decided = Dossier.objects.filter(state="decided").order_by("id").first()
    changes = {"handed_over_at": at, "handed_over_on": at.date()}

    journal.record(decided, Verb.HAND_OVER, by=SYSTEM, at=at, changes=changes)

    assert list(reading.of(upto=upto)) == before
    assert list(reading.of(upto=reading.cut())) != before


def test_they_keep_to_a_unit_and_to_days(district_of_spring):
    unit = Unit.objects.get(agency_code="H23.37.01")
    days = (date(2024, 2, 1), date(2024, 2, 29))

    found = list(reading.of(upto=reading.cut(), unit=unit, days=days))

    assert found
    assert {fact.unit_id for fact in found} == {unit.pk}
    assert all(days[0] <= fact.on <= days[1] for fact in found)


def test_every_column_has_its_words():
    words = reading.words()

    assert set(words) == {*MEASURES, *facts.KEYS, *facts.PLACE}
    assert all(row["vi"] and row["en"] and row["unit"] and row["lands"] for row in words.values())
