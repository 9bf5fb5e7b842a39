"""The pages of quality: every number opens its list, and who may see which unit."""

import csv
import io
import re
from datetime import timedelta

import pytest

from motcua.actions import dossier as dossiers
from motcua.queries import moment
from motcua.records.models import Dossier

BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGES = ("/quality/", "/quality/units/", "/quality/decree-61/", "/quality/service/", "/quality/list/")


@pytest.fixture
def chief(client, chief_account):
    client.force_login(chief_account, backend=BACKEND)
    return client


@pytest.fixture
def old(lan, intake):
    """A dossier received two months ago that nobody finished."""
    return dossiers.take_in(by=lan, intake=intake, now=moment.now() - timedelta(days=60)).dossier


def doors(context):
    """Yield the address and the text of every number of the page of Decision 766."""
    for group in context["groups"]:
        for row in group["rows"]:
            for number in (row["numerator"], row["denominator"], *row["parts"]):
                if number["url"]:
                    yield number["url"], number["text"]


def test_every_number_opens_a_list_of_its_length(chief, old):
    asked = f"/quality/?period={moment.now().year}"
    opened = [(chief.get(url).context["count"], text) for url, text in doors(chief.get(asked).context)]

    assert len(opened) > 20
    assert [pair for pair in opened if str(pair[0]) != pair[1].split()[0]] == []
    assert ("1", "1") in {(str(count), text) for count, text in opened}


def test_closing_a_gap_shows_what_it_brings(chief, old):
    page = chief.get("/quality/?close=2.1&to=100")

    effect = page.context["closing"]["effect"]
    assert (effect["gain"], effect["code"]) != ("0,00", "")
    assert "2.1" in page.content.decode()


@pytest.mark.parametrize(
    "strange", ["close=9.9&to=5", "close=2.1&to=x", "close=2.1&to=999", "unit=x&alone=1"]
)
def test_what_nobody_can_ask_is_left_out(chief, old, strange):
    assert chief.get(f"/quality/?{strange}").status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("period=summer", 409),
        ("period=2021", 409),
        ("r=zz", 409),
        ("r-online=b&r-digitising=text", 200),
        ("unit=999999", 404),
    ],
)
def test_it_refuses_in_words(chief, query, status):
    assert chief.get(f"/quality/?{query}").status_code == status


@pytest.mark.parametrize(
    "query",
    ["set=999", "code=9.9", "set=61&code=1.other", "set=service&code=love", "code=2.1&side=part7"],
)
def test_a_number_that_no_set_has_is_not_there(chief, query):
    assert chief.get(f"/quality/list/?{query}").status_code == 404


def test_the_other_reading_gives_all_points_to_dossiers_fully_online(chief, old):
    page = chief.get("/quality/?r=b")

    codes = {row["code"] for group in page.context["groups"] for row in group["rows"]}
    assert "3.0" in codes
    assert "3.1" not in codes
    assert all("r=b" in url for url, _ in doors(page.context))


@pytest.mark.parametrize("page", PAGES)
def test_another_unit_sees_nothing_of_ours(client, hoa_account, commune, elsewhere, page):
    client.force_login(hoa_account, backend=BACKEND)

    assert client.get(f"{page}?unit={commune.pk}").status_code == 200
    assert client.get(f"{page}?unit={elsewhere.pk}").status_code == 404


def test_a_counter_officer_is_shown_the_door(client, lan_account):
    client.force_login(lan_account, backend=BACKEND)

    assert {client.get(page).status_code for page in PAGES} == {403}


def test_the_list_names_no_applicant(chief, old):
    who = Dossier.objects.get(pk=old.pk).applicant

    shown = chief.get("/quality/list/?code=2.1&side=denominator").content.decode()

    assert old.code in shown
    assert not any(told in shown for told in (who.name, who.id_number, who.phone))


@pytest.mark.parametrize("which", ["766", "61", "service", "units"])
def test_the_tables_can_be_taken_as_files(chief, old, which):
    whole = chief.get(f"/quality/{which}.json").json()
    answer = chief.get(f"/quality/{which}.csv")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (whole["unit_name"], whole["running"]) == ("Huyện Thanh Miện", True)
    assert len(rows) >= 4
    assert re.search(rf"{which}-H23.34-\d{{4}}-\d\d\.csv", answer["Content-Disposition"])
    assert chief.get(f"/quality/{which}.exe").status_code == 404


def test_there_is_no_file_of_another_table(chief):
    assert chief.get("/quality/other.csv").status_code == 404


def test_the_communes_stand_in_order_and_share_ranks(chief, commune, elsewhere):
    rows = chief.get("/quality/units/").context["rows"]

    assert [row["rank"] for row in rows if row["unit"].kind == "commune"] in ([None, None], [1, 1], [1, 2])
    assert [row["unit"].kind for row in rows][-1] == "district"


def test_a_unit_can_be_looked_at_alone(chief, district, old):
    page = chief.get(f"/quality/?unit={district.pk}&alone=1")

    assert page.context["asked"].place.is_whole is False
    assert all("alone=1" in url for url, _ in doors(page.context))
