"""The land counter of the model district: how many officers it needs, and what two more did."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from motcua.__main__ import main
from motcua.actions import bulk
from motcua.demo import district, hall, year
from motcua.demo.__main__ import PRESENT, SEED
from motcua.records.models import Ticket
from tests.simulated import standing

OWN = ("--unit", "H23.37", "--service", "dat-dai")


def nine_months() -> None:
    """The tickets of the district's own hall, as `motcua demo` has them."""
    offices = district.build(random.Random(SEED), year.OPENING)
    [land, *_] = hall.furnish(offices, now=year.OPENING)
    bulk.write([], also=hall.Past([land], [], PRESENT).write)


@pytest.fixture(scope="module", autouse=True)
def halls(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    with standing(django_db_blocker, nine_months):
        yield


@pytest.fixture
def told(db, settings, capsys):
    """Run a command in the model's present that must succeed; answer with its object."""
    settings.CLOCK_OFFSET_SECONDS = PRESENT.timestamp() - datetime.now(UTC).timestamp()

    def run(*words):
        assert main(["capacity", words[0], *OWN, *words[1:], "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def test_it_needs_three_land_officers_for_nine_of_ten_within_a_quarter_hour(told):
    answer = told("staff", "--promise", "p90 < 15 min")

    assert answer["learned_from"].startswith("Huyện Thanh Miện: ")
    assert list(answer["services"]) == ["Đất đai"]
    assert answer["officers"] == {"Đất đai": 3}
    assert answer["confirmed"] is True
    assert answer["one_fewer"]["Đất đai"] < 0.9


def test_fresh_seeds_confirm_it(told):
    answer = told("staff", "--promise", "p90 < 15 min", "--fresh", "5")

    assert len({one["seed"] for one in answer["fresh_seeds"]}) == 5
    assert all(one["all_day"] >= 0.9 and one["by_half_hour"] >= 0.9 for one in answer["fresh_seeds"])


def test_two_more_counters_shortened_the_wait_beyond_chance(told):
    answer = told("change")

    assert answer["desks"] == [2, 4]
    assert "2024-03-01" <= answer["from"] < "2024-03-15"
    low, high = answer["difference_min_ci"]
    assert low < answer["difference_min"] < high < 0
    assert answer["before"]["people"] + answer["after"]["people"] <= Ticket.objects.count()
