"""`motcua export opendata`: a folder that describes itself and names nobody."""

import csv
import hashlib
import json

import duckdb
import pytest

from motcua.__main__ import main
from motcua.queries import moment
from motcua.records.models import Applicant, Dossier, User
from motcua.rules import opendata
from tests import simulated


def test_an_empty_house_has_nothing_to_publish(db, tmp_path, capsys):
    assert main(["export", "opendata", str(tmp_path / "open")]) == 2
    assert "there is nothing to publish" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def district(django_db_setup, django_db_blocker):
    with simulated.standing(django_db_blocker, 150):
        yield


@pytest.fixture
def folder(district, db, tmp_path, settings):
    settings.CLOCK_OFFSET_SECONDS += int((simulated.PRESENT - moment.now()).total_seconds())
    assert main(["export", "opendata", str(tmp_path / "open")]) == 0
    return tmp_path / "open"


def test_its_description_fits_its_files(folder):
    told = json.loads((folder / "datapackage.json").read_text())

    names = [name for name, *_ in opendata.FIELDS]
    assert {row["path"] for row in told["resources"]} == {"figures.csv", "figures.json", "figures.parquet"}
    for row in told["resources"]:
        body = (folder / row["path"]).read_bytes()
        assert (row["bytes"], row["hash"]) == (len(body), f"sha256:{hashlib.sha256(body).hexdigest()}")
        assert [field["name"] for field in row["schema"]["fields"]] == names
    assert told["licenses"] == [opendata.LICENCE]


def test_its_three_files_say_the_same(folder):
    with (folder / "figures.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    rows = json.loads((folder / "figures.json").read_text())
    packed = duckdb.sql(f"SELECT * FROM '{folder}/figures.parquet'").fetchall()

    assert written == [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows]
    assert packed == [tuple(row.values()) for row in rows]
    assert {row["month"] for row in rows} == {"2024-01", "2024-02"}


def test_it_names_nobody(folder):
    raw = b"\n".join(path.read_bytes() for path in folder.iterdir())

    secrets = {value for row in Applicant.objects.values_list("name", "id_number", "phone") for value in row}
    secrets |= set(User.objects.values_list("full_name", flat=True))
    secrets |= set(Dossier.objects.values_list("code", flat=True))
    assert [secret for secret in secrets if secret and secret.encode() in raw] == []


def test_it_writes_the_same_bytes_twice(folder, tmp_path):
    main(["export", "opendata", str(tmp_path / "again")])

    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {
        p.name: p.read_bytes() for p in (tmp_path / "again").iterdir()
    }


def test_it_writes_over_nothing_and_says_when_there_is_nothing(folder, capsys):
    assert main(["export", "opendata", str(folder)]) == 2
    assert "is there already and not empty" in capsys.readouterr().err
