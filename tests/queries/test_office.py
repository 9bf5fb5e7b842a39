"""What stands at the head of every page."""

from motcua.queries import access, board, office
from motcua.records.models import Unit
from motcua.rules.people import Role
from tests import make


def test_it_names_the_house_after_its_topmost_counter(commune):
    host = office.host()

    assert (host["title"], host["place"]) == ("Một cửa Thanh Miện", "Huyện Thanh Miện")


def test_it_says_nothing_of_an_empty_house(db):
    assert office.host() == {}


def test_it_shows_the_desk_of_the_person_signed_in(lan, today, django_assert_num_queries):
    with django_assert_num_queries(1):
        desk = office.desk(by=lan, today=today)

    assert desk == {"name": "Xã Lam Sơn", "note": "Huyện Thanh Miện", "post": ""}


def test_it_forgets_a_post_that_has_ended(lan_account, lan, today):
    lan_account.posts.update(until_on=today)

    assert office.desk(by=lan, today=today) == {}


def test_it_takes_the_kind_off_a_name():
    assert [office.bare(name) for name in ("Thị trấn Thanh Miện", "Xã Tứ Cường", "Bắc Ninh")] == [
        "Thanh Miện",
        "Tứ Cường",
        "Bắc Ninh",
    ]


def test_it_puts_the_name_of_the_house_on_citizen_pages(client, district):
    html = client.get("/accounts/login/").content.decode()

    assert "Một cửa Thanh Miện" in html


def test_it_counts_nothing_for_a_unit_that_closed(district, today):
    district.until_on = make.at("2024-01-01 00:00").date()
    district.save(update_fields=["until_on"])

    assert office.host() == {}


def test_a_unit_without_a_place_leads_only_itself(commune, elsewhere, today):
    Unit.objects.filter(pk=commune.pk).update(path="")
    account = make.official("Lê Thị Hoa", unit=commune, role=Role.LEADER, user_name="hoa")

    actor = access.actor_of(account, today)

    assert not actor.leads_above(elsewhere.path)
    assert list(board.places(actor)) == []
