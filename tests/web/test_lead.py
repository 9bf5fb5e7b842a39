"""The leader's board: every figure is the length of its list."""

import html
import re
from datetime import date, timedelta

import pytest

from motcua.actions import dossier as dossiers
from motcua.queries import moment
from motcua.records.models import Dossier, Unit, User
from tests import simulated

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def board(client, chief_account):
    client.force_login(chief_account, backend=BACKEND)
    return client


def test_it_counts_the_open_dossiers_of_a_unit_that_is_gone(board, lan, intake, commune):
    dossiers.take_in(by=lan, intake=intake, now=moment.now() - timedelta(days=60))
    Unit.objects.filter(pk=commune.pk).update(until_on=date(2025, 7, 1))

    tiles = {tile["key"]: tile for tile in board.get("/lead/").context["tiles"]}

    assert tiles["late"]["value"] == "1"
    assert board.get(tiles["late"]["url"]).context["count"] == 1


def test_it_names_no_applicant_to_the_unit_above(board, lan, intake):
    row = dossiers.take_in(by=lan, intake=intake, now=moment.now() - timedelta(days=60)).dossier
    who = Dossier.objects.get(pk=row.pk).applicant

    pages = ["/lead/", "/lead/list/?measure=late", "/lead/units/", f"/desk/dossiers/{row.code}/"]
    shown = [board.get(page).content.decode() for page in pages]

    assert sum(row.code in page for page in shown) >= 2
    assert not any(told in page for page in shown for told in (who.name, who.id_number, who.phone))


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker):
    def build():
        simulated.spring(200, seed=11, people=40, present=moment.now())

    with simulated.standing(django_db_blocker, build):
        yield


@pytest.fixture
def district_board(client, standing, db):
    """The board of a simulated spring, as the district's leader opens it."""
    client.force_login(User.objects.get(username="hoa"), backend=BACKEND)
    return client


@pytest.mark.parametrize(
    "period",
    [pytest.param("month", marks=pytest.mark.full), pytest.param("quarter", marks=pytest.mark.full), "year"],
)
def test_every_number_of_the_board_is_the_length_of_its_list(district_board, period):
    shown = [district_board.get(f"/lead/?period={period}").content.decode()]
    shown.append(district_board.get(f"/lead/units/?period={period}").content.decode())
    unit = Unit.objects.get(kind="district")
    shown.append(district_board.get(f"/lead/units/{unit.pk}/?period={period}").content.decode())

    doors = re.findall(r'<a class="mc-a" href="(/lead/list/[^"]+)">([\d.]+)</a>', "".join(shown))

    assert len(doors) > 100
    differing = []
    for address, number in sorted(set(doors)):
        count = district_board.get(html.unescape(address)).context["count"]
        if count != int(number.replace(".", "")):
            differing.append((address, number, count))
    assert differing == []
