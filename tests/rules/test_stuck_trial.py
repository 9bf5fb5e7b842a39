"""The watch finds planted stalls, and what it costs in false alarms is stated."""

import random

import pytest

from motcua.rules import stuck_trial
from motcua.rules.stuck import Level, Limits
from motcua.rules.stuck_trial import DAY, Lived, Outcome

LIMITS = Limits(0.95, 30, 240, {Level.OFFICER: 1.5, Level.LEADER: 2.0, Level.CITIZEN: 3.0})
KEYS = ((1, "", "verify"), (0, "short", "specialist"), (0, "", "specialist"))


def tried(seed, *, share=0.02, days=(5, 30), dossiers=4000):
    rng = random.Random(seed)
    work = stuck_trial.model(rng, dossiers=dossiers, days=100)
    planted = stuck_trial.plant(work, rng, share=share, days=days)
    return stuck_trial.run(planted, LIMITS, patience=240, warm_up=30 * DAY)


@pytest.mark.parametrize("seed", [1, 20240926])
def test_it_finds_nine_in_ten_planted_stalls_with_few_false_alarms(seed):
    found = tried(seed)

    rates = {level: round(found.false_rate(level), 2) for level in Level}
    print(f"recall {found.recall:.3f} of {found.planted}; false alarms per 1,000 dossier-days {rates}")
    assert found.planted >= 40
    assert found.recall >= 0.9
    assert rates[Level.OFFICER] <= 15
    assert rates[Level.LEADER] <= 4
    assert rates[Level.CITIZEN] <= 1
    assert found.delay_days <= 2


def test_it_still_finds_most_when_one_dossier_in_ten_stalls():
    found = tried(5, share=0.1)

    assert found.recall >= 0.85  # what is frequent begins to look usual: said in the guide


def test_it_raises_nothing_where_nothing_is_known():
    lonely = [Lived(0, ((KEYS, 50),)), Lived(20 * DAY, ((KEYS, 90 * DAY),), 0, 90 * DAY)]

    found = stuck_trial.run(lonely, LIMITS, patience=240, warm_up=0)

    assert (found.planted, found.found, found.recall) == (1, 0, 0.0)
    assert found.delay_days is None


def test_it_has_no_recall_without_stalls():
    assert stuck_trial.run([], LIMITS, patience=240, warm_up=0).recall is None
    assert Outcome().false_rate(Level.OFFICER) == 0.0


def test_it_plants_nothing_in_a_dossier_without_steps():
    empty = Lived(0, ())

    assert stuck_trial.plant([empty], random.Random(1), share=1.0, days=(5, 5)) == [empty]
