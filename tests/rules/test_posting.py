"""Posting: due moments, standings, and what a page proves."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.rules import posting
from motcua.rules.catalogue import Authority, Component, ProcedureBody, Step
from motcua.rules.catalogue import Time as Term
from motcua.rules.posting import Act, Finding, Kind, Place, Progress, Standing, Terms
from motcua.rules.workdays import Calendar, DayKind, SpecialDay

TERMS = Terms(posting_days=5, counts_from="received", database_days=10, before_days=20)
HOLIDAY = Calendar(special_days=(SpecialDay(date(2024, 4, 30), DayKind.HOLIDAY),))
AT = datetime.combine(date(2024, 9, 26), time(9))
NEAR = AT + timedelta(days=2)


@pytest.mark.parametrize(
    ("place", "terms", "due"),
    [
        (Place.BOARD, TERMS, "2024-05-03"),  # received Thursday 25 April; the holiday does not count
        (Place.KIOSK, TERMS, "2024-05-03"),
        (Place.COMMUNE_PAGE, TERMS, "2024-05-03"),
        (Place.BOARD, Terms(5, "signed", 10, 20), "2024-04-29"),  # signed Monday 22 April
        (Place.NATIONAL_DATABASE, TERMS, "2024-05-07"),  # always from signing, ten days of a ministry
        (Place.NATIONAL_DATABASE, Terms(5, "received", 5, 5), "2024-04-29"),
    ],
)
def test_it_counts_working_days_to_the_closing(place, terms, due):
    found = posting.due_at(
        place, signed_on=date(2024, 4, 22), received_on=date(2024, 4, 25), terms=terms, calendar=HOLIDAY
    )

    assert found == datetime.combine(date.fromisoformat(due), time(17))


@pytest.mark.parametrize(
    ("signed", "effective", "days", "good"),
    [
        ("2024-09-16", "2024-09-23", 5, True),
        ("2024-09-17", "2024-09-23", 5, False),
        ("2024-09-14", "2024-09-23", 5, True),  # a Saturday
        ("2024-09-23", "2024-09-23", 5, False),
        ("2024-10-01", "2024-09-23", 5, False),  # signed after it took effect
        ("2024-08-26", "2024-09-23", 20, True),
        ("2024-08-27", "2024-09-23", 20, False),
    ],
)
def test_it_knows_whether_a_decision_came_early_enough(signed, effective, days, good):
    found = posting.published_on_time(
        signed_on=date.fromisoformat(signed),
        effective_on=date.fromisoformat(effective),
        days=days,
        calendar=Calendar(),
    )

    assert found is good


@pytest.mark.parametrize(
    ("progress", "due", "done", "standing"),
    [
        (Progress.OPEN, AT + timedelta(days=5), None, Standing.OPEN),
        (Progress.OPEN, NEAR, None, Standing.NEAR),
        (Progress.OPEN, AT, None, Standing.NEAR),
        (Progress.OPEN, AT - timedelta(minutes=1), None, Standing.LATE),
        (Progress.CLAIMED, AT - timedelta(days=1), None, Standing.WAITING),
        (Progress.DONE, AT, AT, Standing.ON_TIME),
        (Progress.DONE, AT, AT + timedelta(microseconds=1), Standing.DONE_LATE),
        (Progress.WITHDRAWN, AT - timedelta(days=1), None, Standing.WITHDRAWN),
    ],
)
def test_it_says_how_a_duty_stands(progress, due, done, standing):
    assert posting.standing(progress, due_at=due, done_at=done, at=AT, near_until=NEAR) is standing


@pytest.mark.parametrize(
    ("act", "text", "finding"),
    [
        (Act.POST, "1.000001#aaaaaaaaaaaa", Finding.RIGHT),
        (Act.POST, "1.000001#bbbbbbbbbbbb", Finding.OLD_VERSION),
        (Act.POST, "1.000001#aaaaaaaaaaaa 1.000001#bbbbbbbbbbbb", Finding.OLD_VERSION),
        (Act.POST, "1.000001", Finding.UNSURE),
        (Act.POST, "1.000001.000.00.00.H23", Finding.UNSURE),
        (Act.POST, "11.000001 1.0000012 1.000002#aaaaaaaaaaaa", Finding.MISSING),
        (Act.POST, "", Finding.MISSING),
        (Act.REMOVE, "1.000002", Finding.RIGHT),
        (Act.REMOVE, "1.000002 1.000001", Finding.STILL_THERE),
        (Act.REMOVE, "", Finding.UNSURE),  # an empty page proves nothing
        (Act.REMOVE, "Lỗi 404", Finding.UNSURE),
    ],
)
def test_it_says_what_a_page_proves(act, text, finding):
    shown = posting.read_page(text)

    found = posting.finding(act, "1.000001", versions={"aaaaaaaaaaaa"}, shown=shown)

    assert found is finding


def test_it_names_what_may_not_be_posted():
    known = {"1.000001", "1.000002", "1.000003"}

    found = posting.forbidden(
        {*known, "7.777777"}, offered={"1.000001"}, known=known, in_force={"1.000001", "1.000002"}
    )

    assert found == (("1.000002", "not_in_competence"), ("1.000003", "expired"))


def test_it_finds_all_seven_parts():
    whole = ProcedureBody(
        name="Đăng ký", online_level="full", subjects=("Công dân",), times=(Term(5, "working_day"),),
        components=(Component("form", "Tờ khai"),), authorities=(Authority("commune", "UBND xã"),),
        steps=(Step("receive", "Tiếp nhận", "Receive", "reception", 1.0),),
    )  # fmt: skip

    assert posting.missing_parts(whole) == ()
    assert len(posting.missing_parts(ProcedureBody(name="Đăng ký"))) == 6


@pytest.mark.parametrize(
    ("kind", "act"), [(Kind.NEW, Act.POST), (Kind.AMENDED, Act.POST), (Kind.ABOLISHED, Act.REMOVE)]
)
def test_it_takes_down_only_what_is_abolished(kind, act):
    assert posting.act_of(kind) is act


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://lamson.gov.vn/tthc?x=1", True),
        ("https://LAMSON.gov.vn", True),
        ("http://127.0.0.1:8235/", True),
        ("https://gov.vn/", False),
        ("https://lamson.gov.vn.evil.test/", False),
        ("https://evilgov.vn/", False),
        ("https://evil.test/lamson.gov.vn", False),
        ("https://lamson.gov.vn\\@evil.test/", False),
        ("https://user:word@lamson.gov.vn/", False),
        ("javascript:alert(1)//lamson.gov.vn", False),
        ("http://127.0.0.1:8236/", False),
        ("https://lamson.gov.vn/ x", False),
        ("", False),
    ],
)
def test_it_takes_listed_addresses_only(address, good):
    assert posting.is_page_address(address, ["*.gov.vn", "127.0.0.1:8235"]) is good


def test_it_looks_ever_more_seldom_and_gives_up_in_the_end():
    due_at = AT + timedelta(days=30)
    waits = [posting.next_check_at(n, at=AT, due_at=due_at) - AT for n in range(8)]

    assert [wait.total_seconds() / 3600 for wait in waits] == [1, 1, 2, 4, 8, 24, 24, 24]
    assert posting.next_check_at(posting.MOST_CHECKS, at=AT, due_at=due_at) is None
    assert posting.next_check_at(3, at=AT, due_at=AT + timedelta(hours=1)) == AT + timedelta(minutes=55)
    assert posting.next_check_at(3, at=AT, due_at=AT) == AT + timedelta(hours=4)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=12))
def test_one_more_late_time_never_raises_the_count(times):
    count, good = posting.once_each(times)

    worse = posting.once_each([*times, (0, False)])

    assert good <= count <= len(times)
    assert worse[1] <= good


def test_it_refuses_what_cannot_be():
    def check(**changed):
        told = {"signed_on": AT.date(), "effective_on": AT.date(), "today": AT.date()}
        posting.check(**(told | {"codes": ["1"], "places": {Place.BOARD}} | changed))

    check()
    with pytest.raises(posting.SignedInFuture):
        check(signed_on=AT.date() + timedelta(days=1))
    with pytest.raises(posting.BadDecision):
        check(effective_on=date(9999, 12, 31))
    with pytest.raises(posting.NothingPublished):
        check(codes=[])
    with pytest.raises(posting.NothingPublished):
        check(codes=["1", "1"])
    with pytest.raises(posting.NoPlace):
        check(places=set())
