"""A window of a round ends, and whoever scores is told in time."""

from datetime import timedelta

import pytest

from motcua.jobs import round_reminders, wording
from motcua.records.models import Notice, Participant
from motcua.rules.rounds import Stand
from tests import rounds as story


@pytest.fixture
def cast(db):
    cast = story.stage()
    story.opened(cast)
    for name in ("dung", "hoa"):
        cast.accounts[name].email = f"{name}@example.vn"
        cast.accounts[name].save()
    return cast


@pytest.mark.parametrize(("days", "owed"), [(8, 0), (7, 2), (4, 0), (3, 2), (1, 2)])
def test_it_reminds_seven_three_and_one_days_before(cast, days, owed):
    assert round_reminders.sweep(story.SELF_END - timedelta(days=days)) == owed


def test_it_reminds_once(cast):
    at = story.SELF_END - timedelta(days=3)

    assert (round_reminders.sweep(at), round_reminders.sweep(at + story.HOUR)) == (2, 0)


def test_it_says_how_long_and_names_nobody(cast):
    round_reminders.sweep(story.SELF_END - timedelta(days=3))

    said = wording.text_of(Notice.objects.first())

    assert "17:00 20/11/2024" in said
    assert "Dung" not in said


def test_it_leaves_a_unit_alone_that_has_locked(cast):
    Participant.objects.filter(unit=cast.first).update(status=Stand.LOCKED)

    assert round_reminders.sweep(story.SELF_END - timedelta(days=3)) == 0
