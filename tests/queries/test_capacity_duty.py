"""Who sits at the desks, and when, as the capacity twin takes it."""

from datetime import UTC, date, datetime, time, timedelta

from motcua.queries import capacity, capacity_duty
from motcua.queries.capacity import Source
from motcua.records.models import DeskPause, DeskSession
from tests import halls

FIRST = date(2024, 1, 15)  # a Monday
HOURS = ((450.0, 690.0), (810.0, 1020.0))
MORNING = {"hours": ["07:30-11:30"]}


def local(on, text):
    """A moment of a day in Vietnam, seven hours ahead."""
    return datetime.combine(on, time.fromisoformat(text), UTC) - timedelta(hours=7)


def sits(desk, officer, on, since, until, *rests):
    """Somebody sat at a desk, and rested."""
    row = DeskSession.objects.create(
        desk_id=desk.pk, officer_id=officer.user_id, from_at=local(on, since), until_at=local(on, until)
    )
    for rest in rests:
        DeskPause.objects.create(session=row, from_at=local(on, rest[0]), until_at=local(on, rest[1]))


def days(count):
    return [FIRST + timedelta(n) for n in range(count)]


def found(commune, on):
    rows = [{"name": "1", "serves": ["a"]}, {"name": "2", "serves": ["a"]}, {"name": "3", "serves": ["b"]}]
    return capacity_duty.hours(commune.pk, rows=rows, sessions=HOURS, days=on)


def test_it_opens_a_desk_when_somebody_was_there(commune, lan, now):
    one, two, three = halls.furnish(commune, now=now, desks=3)
    for on in days(5):
        sits(one, lan, on, "07:25", "17:10")
        sits(two, lan, on, "07:30", "11:32")
        sits(three, lan, on, "07:30", "17:00", ("09:28", "10:02"))

    rows = found(commune, days(5))

    assert rows == [
        {"name": "1", "serves": ["a"]},
        {"name": "2", "serves": ["a"], **MORNING},
        {"name": "3", "serves": ["b"], "hours": ["07:30-09:30", "10:00-11:30", "13:30-17:00"]},
    ]


def test_it_opens_as_many_of_a_kind_as_there_were_on_the_mean_day(commune, lan, now):
    one, two, three = halls.furnish(commune, now=now, desks=3)
    for number, on in enumerate(days(10)):
        sits(one if number % 2 else two, lan, on, "07:30", "17:00")  # by turns: one officer, two desks
        sits(three, lan, on, "07:30", "17:00")
    for on in days(10)[1:4:2]:
        sits(two, lan, on, "07:30", "11:30")  # helped out twice

    assert [row["name"] for row in found(commune, days(10))] == ["2", "3"]


def test_it_takes_a_desk_to_be_there_from_its_first_day_on(commune, lan, now):
    one, two, three = halls.furnish(commune, now=now, desks=3)
    for number, on in enumerate(days(10)):
        sits(one, lan, on, "07:30", "17:00")
        sits(three, lan, on, "07:30", "17:00")
        if number > 6:
            sits(two, lan, on, "07:30", "17:00")

    assert [row["name"] for row in found(commune, days(10))] == ["1", "2", "3"]


def test_it_lets_a_service_keep_its_only_desk(commune, lan, now):
    one, *_ = halls.furnish(commune, now=now, desks=3)
    for on in days(5):
        sits(one, lan, on, "07:30", "11:30")

    assert found(commune, days(5)) == [
        {"name": "1", "serves": ["a"], **MORNING}, {"name": "3", "serves": ["b"]}
    ]  # fmt: skip


def test_it_leaves_all_open_where_nobody_ever_signed_in(commune, now):
    halls.furnish(commune, now=now, desks=3)

    assert [row.get("hours") for row in found(commune, days(5))] == [None] * 3


def test_the_hall_it_learns_has_the_hours_of_the_calendar_and_of_its_officers(commune, lan, now):
    desks = halls.furnish(commune, now=now, desks=1)
    mornings = [local(on, "07:00") for on in days(5)]  # people come from half past seven on
    halls.past(commune, desks, lan, mornings=mornings)

    basis = capacity.basis(
        known=[Source(f"hall:{commune.pk}", "x")], key="", now=local(FIRST + timedelta(9), "09:00")
    )

    assert basis.data["hours"] == ["07:30-11:30", "13:30-17:00"]
    assert [row.get("hours") for row in basis.data["counters"]] == [["07:30-11:30", "13:30-16:00"]]
