"""The counts beside the places of a rail."""

from datetime import timedelta

from motcua.queries import counts

FAR = timedelta(days=60)


def test_it_counts_for_each_role_what_its_places_hold(lan, hoa, received, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        counter = counts.rail(by=lan, now=now)

    assert counter == {"returns": (0, ""), "supplements": (0, ""), "posting": (0, "bad")}
    leader = {"late": (0, "bad"), "signing": (0, "warn"), "watch": (0, "warn"), "posting": (0, "bad")}
    assert counts.rail(by=hoa, now=now) == leader


def test_it_sees_a_dossier_become_late(hoa, received, now):
    later = counts.rail(by=hoa, now=now + FAR)

    assert later["late"] == (1, "bad")


def test_it_hides_other_units_dossiers(binh, hoa, received, now):
    found = counts.rail(by=binh, now=now + FAR)

    assert {number for number, _ in found.values()} == {0}


def test_it_counts_my_own_work_only(minh, minh_account, received, now):
    received.assignee = minh_account
    received.save(update_fields=["assignee"])

    desk = counts.rail(by=minh, now=now + FAR)

    assert desk["mine"] == (1, "")
    assert desk["my_late"] == (1, "bad")
    assert {desk[name][0] for name in ("my_today", "waiting", "proposed")} == {0}


def test_it_counts_nothing_for_an_applicant(an, now, db):
    assert counts.rail(by=an, now=now) == {}
