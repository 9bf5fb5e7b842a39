"""The desk: its lists, and what is done to many dossiers at once."""

import pytest
from django.urls import reverse

from motcua.actions import desk
from motcua.queries import moment
from motcua.records.models import Dossier, Entry
from tests import make

pytestmark = pytest.mark.django_db

LISTS = ("worklist", "today", "late", "waiting", "unassigned", "proposed")


@pytest.fixture
def now():
    """Pages read the clock themselves."""
    return moment.now()


@pytest.fixture
def desk_of(client):
    def sign_in(account):
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def html(answer):
    return answer.content.decode()


def test_it_shows_my_work_and_what_nobody_has_taken(desk_of, minh_account, received):
    page = html(desk_of(minh_account).get("/desk/"))

    assert received.code in page
    assert received.applicant.name in page
    assert "chưa ai nhận" in page


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_empty(desk_of, minh_account, name):
    answer = desk_of(minh_account).get(reverse(f"desk:{name}"))

    assert answer.status_code == 200
    assert "Hiện không có hồ sơ nào" in html(answer)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_speaks_english(desk_of, minh_account, received, name, settings):
    client = desk_of(minh_account)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    page = html(client.get(reverse(f"desk:{name}")))

    assert "Taken by nobody" in page
    assert "Chưa ai nhận" not in page


def test_it_is_for_specialists(desk_of, binh_account, hoa_account):
    assert [desk_of(who).get("/desk/").status_code for who in (binh_account, hoa_account)] == [403, 403]


def test_it_hides_other_units_dossiers(desk_of, elsewhere, received):
    tu = make.official("Ngô Văn Tú", unit=elsewhere, role="specialist", user_name="tu")

    assert received.code not in html(desk_of(tu).get("/desk/"))


def test_the_list_costs_the_same_however_long(
    desk_of, minh_account, lan, intake, now, django_assert_max_num_queries
):
    from motcua.actions import dossier as dossiers

    for _ in range(8):
        dossiers.take_in(by=lan, intake=intake, now=now)
    client = desk_of(minh_account)
    client.get("/desk/")

    with django_assert_max_num_queries(
        9
    ):  # session, account, posts, desk, rail, edition; lengths, rows, routes
        page = html(client.get("/desk/"))

    assert page.count("data-row") == 8


def test_many_are_taken_at_once(desk_of, minh_account, received):
    client = desk_of(minh_account)

    answer = client.post("/desk/", {"pick": f"{received.code}:0", "do": "take"}, follow=True)

    assert "Đã nhận xử lý 1 hồ sơ." in html(answer)
    assert Dossier.objects.get().assignee == minh_account


def test_many_are_moved_on_once(desk_of, minh_account, received):
    client = desk_of(minh_account)

    answers = [client.post("/desk/", {"pick": f"{received.code}:0", "do": "advance"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert Dossier.objects.get().step == 1


def test_nothing_chosen_is_said(desk_of, minh_account, received):
    answer = desk_of(minh_account).post("/desk/", {"do": "take"}, follow=True)

    assert "Chưa chọn hồ sơ nào" in html(answer)


@pytest.mark.parametrize("pick", ["x", ":", "H23.34.15-240112-0001:x", "²:²", "x" * 5000])
def test_nonsense_changes_nothing(desk_of, minh_account, received, pick):
    answer = desk_of(minh_account).post("/desk/", {"pick": pick, "do": "advance"})

    assert answer.status_code in (302, 404, 409)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("after", ["x", "_", "20240101_x", "99999999T_1", "_1"])
def test_a_broken_mark_begins_anew(desk_of, minh_account, received, after):
    assert desk_of(minh_account).get("/desk/", {"after": after}).status_code == 200


def test_the_rail_counts_the_lists(desk_of, minh_account, minh, received, now):
    desk.propose(by=minh, code=received.code, now=now)

    page = html(desk_of(minh_account).get("/desk/proposed/"))

    assert "Đã trình ký" in page
    assert received.code in page
