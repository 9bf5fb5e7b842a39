"""The number of SQL statements of each verb."""

import pytest

from bench import statements

# Upper bounds: begin and commit left out. A verb that needs one more should say why in its commit.
# Three of them are the tallies, which PostgreSQL moves in one.
MOST = {
    "take_in": 13,
    "file": 13,
    "receive": 11,
    "keep_file": 2,
    "attach": 12,
    "ask_supplement": 12,
    "take_supplement": 16,
    "advance": 6,
    "propose": 6,
    "approve": 5,
    "sign": 5,
    "decide": 10,
    "pay": 8,
    "hand_over": 11,
    "rate": 10,
}


@pytest.fixture
def counts(an, lan, minh, hoa, intake, now):
    return statements.counts(statements.Cast(an, lan, minh, hoa, intake, now))


def test_none_costs_more_than_it_may(counts):
    dear = {verb: count for verb, count in counts.items() if count > MOST[verb]}

    assert not dear, f"{dear}, allowed { ({verb: MOST[verb] for verb in dear}) }"


def test_five_calls_cost_a_tenth_of_an_established_peer(counts):
    assert sum(counts[verb] for verb in statements.FIVE_CALLS) <= 40
