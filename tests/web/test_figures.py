"""The public figures: for everybody, about nobody."""

import csv
import io
import json
import re

import duckdb
import pytest
from django.test import Client

from motcua.queries import moment
from motcua.records.models import Applicant, Dossier, User
from tests import simulated

PAGES = [
    "/figures/",
    "/figures/?period=2024",
    "/figures/units/H23.37.01/",
    "/figures/about/",
    "/figures/widget/",
]
FILES = ["/figures/data/2024Q1.csv", "/figures/data/2024-02.json", "/figures/schema.json"]


@pytest.fixture(scope="module")
def district(django_db_setup, django_db_blocker):
    with simulated.standing(django_db_blocker, 600):
        yield


@pytest.fixture
def spring(district, db, settings):
    settings.CLOCK_OFFSET_SECONDS += int((simulated.PRESENT - moment.now()).total_seconds())


def test_an_empty_house_says_when_the_first_figures_come(client, db):
    assert "Chưa có tháng nào kết thúc" in client.get("/figures/").content.decode()
    assert client.get("/figures/widget/").status_code == 200
    assert client.get("/figures/about/").status_code == 200


def words_of(answer):
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def test_they_name_nobody(client, spring):
    secrets = {value for row in Applicant.objects.values_list("name", "id_number", "phone") for value in row}
    secrets |= set(User.objects.values_list("full_name", flat=True))
    secrets |= set(Dossier.objects.values_list("code", flat=True))

    for address in PAGES + FILES:
        answer = client.get(address)
        assert answer.status_code == 200
        assert [one for one in secrets if one and one in answer.content.decode()] == []


def test_the_overview_shows_every_unit_and_hides_small_counts(client, spring):
    page = words_of(client.get("/figures/?period=2024-02"))

    assert page.count("Xã ") >= 15
    assert "&lt;\u00a05" in page
    assert "29/02/2024" in page


def test_no_page_shows_a_small_count_as_it_is(client, spring):
    told = json.loads(client.get("/figures/data/2024Q1.json").content)

    shown = [row["value"] for row in told["rows"] if row["unit"] != "all" and row["measure"] != "on_time"]
    assert {1, 2, 3, 4}.isdisjoint(shown)
    assert None in shown


NOWHERE = ["/figures/?period=x", "/figures/?period=2024-03", "/figures/units/none/", "/figures/data/x.csv"]
NOWHERE += ["/figures/data/2024-03.json", "/figures/widget/?unit=none", "/figures/?period=%00"]
NOWHERE += ["/figures/units/%00/", "/figures/data/9999-12.parquet", "/figures/data/TT01-2024Q1.csv"]


def test_they_are_not_there_for_what_is_not_published(client, spring):
    answers = {address: client.get(address).status_code for address in NOWHERE}

    assert {address: code for address, code in answers.items() if code not in (400, 404)} == {}


def test_the_files_say_the_same(client, spring, tmp_path):
    rows = json.loads(client.get("/figures/data/2024Q1.json").content)["rows"]
    text = client.get("/figures/data/2024Q1.csv").content.decode("utf-8-sig")
    (tmp_path / "q.parquet").write_bytes(client.get("/figures/data/2024Q1.parquet").content)
    found = duckdb.sql(f"SELECT * FROM '{tmp_path}/q.parquet'")

    written = [{key: "" if value is None else str(value) for key, value in row.items()} for row in rows]
    assert list(csv.DictReader(io.StringIO(text))) == written
    assert [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()] == rows


def test_only_the_data_may_be_read_from_other_pages(client, spring):
    open_ = [a for a in PAGES + FILES if "Access-Control-Allow-Origin" in client.get(a)]

    assert open_ == ["/figures/data/2024-02.json", "/figures/schema.json"]


def test_only_the_widget_may_be_framed(client, spring):
    for address in PAGES + FILES + ["/"]:
        answer = client.get(address)
        framed = "frame-ancestors *" in answer["Content-Security-Policy"]
        assert framed is (address == "/figures/widget/"), address
        assert ("X-Frame-Options" not in answer) is framed


def test_the_widget_sets_no_cookie_and_speaks_the_language_asked_for(spring):
    answer = Client().get("/figures/widget/?unit=H23.37.01&lang=en")

    assert not answer.cookies
    assert "On time" in answer.content.decode()
    assert "Thị trấn Thanh Miện" in answer.content.decode()


def test_files_are_sent_once(client, spring):
    first = client.get("/figures/data/2024-02.csv")

    second = client.get("/figures/data/2024-02.csv", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, second.status_code) == (200, 304)
    assert "max-age=3600" in first["Cache-Control"]
