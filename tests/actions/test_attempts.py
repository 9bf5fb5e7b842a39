"""Guessing at dossiers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from motcua.actions import attempts
from motcua.queries.access import NoSuch
from motcua.records.models import Attempt
from motcua.rules.attempts import MOST_PER_CODE, TooManyAttempts, network
from tests import make

THREADS = 24


def guess(code, digits, now, address="203.0.113.1"):
    try:
        attempts.look_up(code=code, last_digits=digits, address=address, now=now)
    except (NoSuch, TooManyAttempts) as no:
        return type(no).__name__
    finally:
        if not connections["default"].in_atomic_block:
            connections["default"].close()
    return "opened"


def test_it_opens_the_right_pair(received, now):
    found = attempts.look_up(code=received.code, last_digits="5678", address="203.0.113.1", now=now)

    assert found.pk == received.pk


def test_it_frees_a_code_after_an_hour(received, now):
    for _ in range(MOST_PER_CODE):
        guess(received.code, "0000", now)

    held = guess(received.code, "5678", now + timedelta(minutes=59))
    freed = guess(received.code, "5678", now + timedelta(minutes=60))

    assert (held, freed) == ("TooManyAttempts", "opened")


def test_it_says_when_the_next_try_is_possible(received, now):
    for _ in range(MOST_PER_CODE):
        guess(received.code, "0000", now)

    with pytest.raises(TooManyAttempts) as refusal:
        attempts.look_up(code=received.code, last_digits="0000", address="203.0.113.1", now=now)

    assert refusal.value.facts["again_at"] == now + timedelta(hours=1)


def test_it_is_not_made_longer_by_trying(received, now):
    for minute in range(50):
        guess(received.code, "0000", now + timedelta(minutes=minute))

    assert guess(received.code, "5678", now + timedelta(hours=1)) == "opened"


def test_it_counts_one_code_in_any_spelling(received, now):
    spellings = [received.code, received.code.lower(), f" {received.code} "]
    answers = [guess(spelling, "0000", now, f"198.51.{n}.1") for n, spelling in enumerate(spellings * 2)]

    assert answers == ["NoSuch"] * 5 + ["TooManyAttempts"]


def test_it_forgets_past_hours(received, now):
    guess(received.code, "0000", now)
    guess("H23.34.15-240112-7777", "0000", now + timedelta(hours=2), "198.51.100.7")

    assert Attempt.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_it_lets_no_crowd_guess_more_often_than_one(commune, now):
    code = "H23.34.15-240112-0001"

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(lambda n: guess(code, "0000", now, f"198.51.{n}.1"), range(THREADS)))

    assert answers.count("NoSuch") == MOST_PER_CODE
    assert answers.count("TooManyAttempts") == THREADS - MOST_PER_CODE


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::5", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_it_counts_networks(address, known_as):
    assert network(address) == known_as


def test_it_reaches_nobody_without_a_telephone(lan, procedure, commune, now):
    from motcua.actions import dossier as dossiers
    from motcua.rules.intake import Person

    row = dossiers.take_in(
        by=lan, intake=make.intake(procedure, commune, Person(name="Trần Thị Bốn")), now=now
    ).dossier

    assert guess(row.code, "", now) == guess(row.code, "0000", now) == "NoSuch"
