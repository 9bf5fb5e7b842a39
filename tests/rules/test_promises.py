"""A promise of minutes runs, is kept, or is broken."""

from datetime import datetime, timedelta

import pytest

from motcua.rules import promises
from motcua.rules.promises import Standing

AT = datetime.fromisoformat("2024-09-26T09:00")
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("now", "standing"), [(29, Standing.RUNNING), (30, Standing.RUNNING), (31, Standing.BROKEN)]
)
def test_it_is_broken_when_its_minutes_are_over_without_a_result(now, standing):
    told = promises.stands(AT, 30, result_at=None, now=AT + now * MINUTE)

    assert (told.standing, told.until_at, told.took_minutes) == (standing, AT + 30 * MINUTE, None)


@pytest.mark.parametrize(("took", "standing"), [(30, Standing.KEPT), (30.5, Standing.BROKEN)])
def test_it_is_judged_by_when_the_result_came_however_late_it_is_asked(took, standing):
    told = promises.stands(AT, 30, result_at=AT + took * MINUTE, now=AT + 600 * MINUTE)

    assert told.standing is standing


def test_a_begun_minute_counts_whole():
    told = promises.stands(AT, 30, result_at=AT + 12 * MINUTE + timedelta(seconds=1), now=AT)

    assert told.took_minutes == 13
