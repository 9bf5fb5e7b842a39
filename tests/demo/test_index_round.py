"""The rounds of the model district: the story's two facts come out of scored marks, by any chance drawn."""

import random

import pytest

from motcua.actions import past_round
from motcua.actions.past_round import AlreadyBegun, PastMark, UnknownLeaves
from motcua.demo import district, index_round, province, year
from motcua.queries import round_results, rounds
from motcua.records.models import Entry, LeafMark
from motcua.rules.people import SYSTEM

FALLEN = ("2", "3", "5", "6")  # institutions, procedures, civil service, public finance


@pytest.fixture
def around(db):
    offices = district.build(random.Random(1), year.OPENING)
    return province.build(random.Random(2), offices[0].unit, year.OPENING)


def of_thanh_mien(key):
    return next(r for r in rounds.results(rounds.published(key)) if r.participant.unit.gso_code == "300")


@pytest.mark.parametrize("seed", [20240927, pytest.param(3, marks=pytest.mark.full)])
def test_thanh_mien_falls_six_places_to_the_last_of_twelve(around, seed):
    index_round.take_over(random.Random(seed), around, now=year.OPENING)

    before, after = of_thanh_mien("hai-duong-2022"), of_thanh_mien("hai-duong-2023")
    assert (before.rank, after.rank) == (6, 12)
    was, now = ({a["code"]: float(a["points"]) for a in r.body["areas"]} for r in (before, after))
    assert {code for code in was if now[code] < was[code] - 0.3} == set(FALLEN)


def test_a_round_taken_over_can_be_worked_out_again_and_is_told_in_the_journal(around):
    index_round.take_over(random.Random(3), around, now=year.OPENING)

    assert round_results.verify(rounds.published("hai-duong-2023")).holds
    assert Entry.objects.filter(verb="take_over_round").count() == 2


def test_a_round_somebody_marked_is_not_taken_over_again(around):
    index_round.open_past(around, 2022, now=year.OPENING)
    unit = around.districts["300"][0]
    leaf = next(rounds.set_of(rounds.round_("hai-duong-2022", by=SYSTEM)).leaves()).code
    told = {unit.pk: [PastMark(leaf, {})]}
    past_round.take_over(
        by=around.first, key="hai-duong-2022", sheets=told, why=index_round.WHY, now=year.OPENING
    )

    with pytest.raises(AlreadyBegun):
        past_round.take_over(
            by=around.first, key="hai-duong-2022", sheets=told, why=index_round.WHY, now=year.OPENING
        )


def test_a_sheet_with_a_strange_leaf_is_refused_whole(around):
    index_round.open_past(around, 2022, now=year.OPENING)
    unit = around.districts["300"][0]

    with pytest.raises(UnknownLeaves):
        past_round.take_over(
            by=SYSTEM,
            key="hai-duong-2022",
            sheets={unit.pk: [PastMark("9.9.9", {})]},
            why=index_round.WHY,
            now=year.OPENING,
        )
    assert not LeafMark.objects.exists()
