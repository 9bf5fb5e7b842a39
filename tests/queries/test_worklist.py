"""The work of one official: its order, its lists, what it costs, whom it hides from."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import desk, supplement
from motcua.actions import dossier as dossiers
from motcua.queries import access, counts, worklist
from motcua.queries.dossier import next_verb, opened
from motcua.records.models import Dossier
from tests import make

DAY = timedelta(days=1)
REASON = "Tờ khai chưa có chữ ký của người khai."


@pytest.fixture
def three(lan, minh, intake, now):
    """Three dossiers received a day apart, the middle one Minh's, the last one waiting for papers."""
    codes = [dossiers.take_in(by=lan, intake=intake, now=now + n * DAY / 24).dossier.code for n in range(3)]
    desk.assign(by=lan, code=codes[1], user_id=minh.user_id, now=now + DAY / 6)
    asked = [supplement.Asked("to_khai", "Tờ khai", "Thiếu chữ ký")]
    supplement.ask_supplement(by=lan, code=codes[2], asked=asked, reason=REASON, now=now + DAY / 6)
    return codes


def codes(by, which, now):
    return [row.code for row in worklist.rows(by=by, which=which, now=now)]


def test_it_puts_the_late_first_and_the_waiting_last(minh, three, now):
    Dossier.objects.filter(code=three[1]).update(due_at=now - DAY)

    assert codes(minh, "all", now) == [three[1], three[0], three[2]]


def test_it_parts_them_by_what_they_need(minh, three, now):
    assert codes(minh, "unassigned", now) == [three[0], three[2]]
    assert codes(minh, "waiting", now) == [three[2]]
    assert codes(minh, "late", now) == []
    assert codes(minh, "late", now + 60 * DAY) == three[:2]


def test_today_ends_at_midnight(minh, three, now):
    due_at = Dossier.objects.get(code=three[0]).due_at

    assert codes(minh, "today", due_at - DAY / 24) == three[:2]
    assert codes(minh, "today", due_at - DAY) == []
    assert codes(minh, "today", due_at + DAY / 1440) == []  # late now, not due today


def test_it_shows_what_was_submitted(minh, three, now):
    desk.propose(by=minh, code=three[1], now=now + DAY / 4)

    assert codes(minh, "proposed", now) == [three[1]]


def test_it_leaves_out_what_is_somebody_elses(minh, lan, three, now):
    desk.assign(by=lan, code=three[1], user_id=lan.user_id, now=now + DAY / 4)

    assert three[1] not in codes(minh, "all", now)


def test_it_hides_other_units_dossiers(elsewhere, three, now):
    account = make.official("Ngô Văn Tú", unit=elsewhere, role="specialist", user_name="tu")
    tu = access.actor_of(account, now.date())

    assert codes(tu, "all", now) == []


def test_it_is_not_for_who_has_no_such_post(hoa, now, db):
    with pytest.raises(PermissionDenied):
        worklist.page(by=hoa, which="all", now=now, address="/desk/")


def test_a_page_costs_three_queries(minh, three, now, django_assert_num_queries):
    with django_assert_num_queries(3):
        work = worklist.page(by=minh, which="all", now=now, address="/desk/")
        shown = [
            (row.applicant.name, row.version.name, work.steps[row.version_id][0]["key"]) for row in work.rows
        ]

    assert len(shown) == 3
    assert work.counts == {"all": 3, "today": 0, "late": 0, "waiting": 1, "unassigned": 2, "proposed": 0}


def test_pages_go_on_where_the_one_before_ended(minh, three, now, monkeypatch):
    monkeypatch.setattr(worklist, "PAGE", 2)

    first = worklist.page(by=minh, which="all", now=now, address="/desk/")
    after = first.following.partition("after=")[2]
    second = worklist.page(by=minh, which="all", now=now, address="/desk/", after=after)

    assert [row.code for row in (*first.rows, *second.rows)] == three
    assert second.following == ""


def test_the_rail_counts_what_the_lists_hold(minh, three, now):
    rail = counts.rail(by=minh, now=now)

    assert {name: rail[name][0] for name in ("mine", "my_late", "waiting")} == {
        "mine": 3, "my_late": 0, "waiting": 1,
    }  # fmt: skip


@pytest.mark.parametrize(("at", "before", "following"), [(0, None, 1), (1, 0, 2), (2, 1, None)])
def test_it_knows_the_neighbours(minh, three, now, at, before, following, django_assert_num_queries):
    dossier = Dossier.objects.get(code=three[at])

    with django_assert_num_queries(1):
        place = worklist.place(dossier, by=minh, which="all", now=now)

    assert (place.at, place.of) == (at + 1, 3)
    assert place.before == ("" if before is None else three[before])
    assert place.following == ("" if following is None else three[following])


def test_it_has_no_place_for_what_is_not_in_the_list(minh, three, now):
    dossier = Dossier.objects.get(code=three[0])

    assert worklist.place(dossier, by=minh, which="waiting", now=now) is None


def test_the_history_tells_how_long_it_rested(minh, received, now):
    desk.advance(by=minh, code=received.code, now=now + DAY / 12)

    page = opened(received.code, by=minh, now=now + DAY / 8)

    assert [(one.verb, one.rest_minutes, one.is_open) for one in page.happened] == [
        ("receive", 120, False),
        ("advance", 30, True),
    ]


def test_the_route_sets_real_time_beside_the_plan(lan, minh, received, now):
    desk.advance(by=minh, code=received.code, now=now + DAY / 12)
    asked = [supplement.Asked("to_khai", "Tờ khai", "Thiếu chữ ký")]
    supplement.ask_supplement(by=minh, code=received.code, asked=asked, reason=REASON, now=now + DAY / 8)

    page = opened(received.code, by=minh, now=now + 4 * DAY)

    assert [(stage.state, stage.planned_minutes, stage.real_minutes) for stage in page.stages] == [
        ("done", 240, 120),
        ("now", 1440, 30),
        ("pause", 0, 750),
        ("next", 480, 0),
    ]


def test_it_names_the_natural_next_verb(minh, hoa, received, now):
    named = [next_verb(page.dossier, page.verbs) for page in [opened(received.code, by=minh, now=now)]]
    desk.advance(by=minh, code=received.code, now=now)
    named += [next_verb(page.dossier, page.verbs) for page in [opened(received.code, by=minh, now=now)]]
    desk.propose(by=minh, code=received.code, now=now)
    named += [next_verb(page.dossier, page.verbs) for page in [opened(received.code, by=hoa, now=now)]]

    assert named == ["advance", "propose", "approve"]


def test_it_offers_nothing_the_rules_would_refuse(minh, received, now):
    offered = opened(received.code, by=minh, now=now).verbs

    assert "decide" not in offered  # the result needs a signature first
    assert {"advance", "ask_supplement", "charge", "assign", "transfer", "propose", "extend"} <= set(offered)


def test_it_shows_figures_only_from_above(chief, lan, received, now):
    page = opened(received.code, by=chief, now=now)

    assert not page.is_full
    assert (list(page.papers), list(page.verbs), list(page.looks)) == ([], [], [])
    assert [dict(one.facts) for one in page.happened] == [{}]
    assert page.happened[0].who == lan.name


def test_it_hides_the_applicants_name_from_above(chief, filed, now):
    assert [one.who for one in opened(filed.code, by=chief, now=now).happened] == [""]


def test_it_costs_the_same_whatever_the_history(
    minh, received, now, intake, lan, django_assert_max_num_queries
):
    for n in range(1, 6):
        desk.assign(by=minh, code=received.code, user_id=minh.user_id, now=now + n * DAY / 24)

    with django_assert_max_num_queries(11):
        opened(received.code, by=minh, now=now + DAY)


def test_an_unknown_dossier_is_not_there(minh, db, now):
    with pytest.raises(access.NoSuch):
        opened("H23.34.15-240112-9999", by=minh, now=now)
