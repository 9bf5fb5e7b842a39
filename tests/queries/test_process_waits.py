"""Waits are counted in the sessions of the office and in days of the citizen, work against rest."""

import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from motcua.queries import process_waits, workdays
from motcua.queries.event_log import NO_PLAN, EventLog
from motcua.queries.process_waits import MICROS, Wait
from motcua.rules.process import work_and_rest
from motcua.rules.process_route import PAUSE, PICK_UP, Activity, Hand

ROOT = Path(__file__).parents[2]
KINDS = ("work", PAUSE, PICK_UP)
BEGIN = datetime(2024, 4, 22, tzinfo=UTC)  # a swapped Monday and the holidays of April lie ahead


def made(seed, cases=60):
    """Return an invented log with plans, three kinds of activities, and two units."""
    import polars as pl

    chance, rows = random.Random(seed), []
    for case in range(cases):
        at = BEGIN + timedelta(minutes=chance.randrange(20_000))
        for _ in range(chance.randint(1, 6)):
            plan = chance.choice((NO_PLAN, 3600, 28_800))
            rows.append((case, chance.randrange(3), round(at.timestamp()) * MICROS, 0, 0, plan))
            at += timedelta(minutes=chance.choice((0, 7, chance.randrange(9000))))
    names = ("case", "activity", "at", "hand", "actor", "plan")
    return EventLog(
        events=pl.DataFrame(rows, schema=list(names), orient="row"),
        cases=pl.DataFrame(
            {"code": list(map(str, range(cases))), "unit": [case % 2 for case in range(cases)]}
        ),
        activities=tuple(Activity(kind, kind, kind, kind) for kind in KINDS),
        hands=(Hand("specialist"),),
    )


def by_hand(log, calendar):
    """Return the waits after each activity, counted act by act."""
    rows, found = log.events.rows(), {}
    for (case, activity, at, _, _, plan), (after, _, until, *_) in zip(rows, rows[1:], strict=False):
        if case != after:
            continue
        begin, end = (workdays.wall(datetime.fromtimestamp(one / MICROS, UTC)) for one in (at, until))
        office = calendar.working_minutes(begin, end) * 60
        split = work_and_rest(office, None if plan == NO_PLAN else plan)
        known = found.setdefault(activity, [0] * 7)
        more = (
            1,
            until - at,
            office,
            *(split or (0, 0)),
            split is not None,
            split is not None and office > plan,
        )
        for at_, value in enumerate(more):
            known[at_] += value
    return {activity: Wait(*sums) for activity, sums in found.items()}


@pytest.mark.parametrize("seed", range(4))
def test_they_are_the_working_time_of_the_calendar(seed):
    log, calendar = made(seed), workdays.national()

    found = process_waits.by_activity(process_waits.stays(log, calendar=calendar))

    assert found == by_hand(log, calendar)


def test_they_add_up_from_links_to_acts():
    told = process_waits.stays(made(1), calendar=workdays.national())

    acts, links = process_waits.by_activity(told), process_waits.by_edge(told)

    for at, wait in acts.items():
        own = [link for (first, _), link in links.items() if first == at]
        assert sum(link.count for link in own) == wait.count
        assert sum(link.office for link in own) == wait.office


def test_they_know_no_office_time_without_a_calendar():
    found = process_waits.by_activity(process_waits.stays(made(2), calendar=None))

    assert {(wait.office, wait.work, wait.planned) for wait in found.values()} == {(None, 0, 0)}
    assert all(wait.citizen > 0 for wait in found.values())


def test_they_rank_the_dearest_first_and_hold_no_pause_against_the_office():
    log = made(3)
    told = process_waits.stays(log, calendar=workdays.national())

    places = process_waits.bottlenecks(log, waits=process_waits.by_activity(told))

    costs = [place.wait.citizen for place in places]
    assert costs == sorted(costs, reverse=True)
    assert {KINDS[place.activity]: place.is_office for place in places} == {
        "work": True,
        PAUSE: False,
        PICK_UP: False,
    }


def test_they_list_each_dossier_once():
    told = process_waits.stays(made(4), calendar=None)

    found = process_waits.passing(told, activity=0)

    assert found == sorted(set(found))
    assert sum(row.count for row in process_waits.by_unit(made(4), told=told, activity=0)) >= len(found)


def test_nobody_pays_for_them_at_the_start():
    program = (
        "import django; django.setup()\n"
        "from django.urls import get_resolver\n"
        "import sys, motcua.web.process.views, motcua.cli.process, motcua.cli.logs\n"
        "len(get_resolver().url_patterns)\n"
        "print([name for name in ('polars', 'r4pm') if name in sys.modules])"
    )
    surroundings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert done.stdout.strip() == "[]", done.stderr[-1000:]
