"""The detectors on synthetic months: how many planted cheats they ask about, how many honest months too.

`make prove` runs the long form; both print their rates.
"""

import random
from collections import Counter

import pytest

from motcua.rules import detectors, detectors_ratings
from motcua.rules.honest import Detector
from tests.cheats import months
from tests.proofs.sizes import FULL, size

HONEST = size(short=150, full=3000)
PLANTED = size(short=20, full=200)
RECALL_LEAST, FALSE_MOST = 0.90, 0.02
SEED = 20240926
BY_MONTH = (
    Detector.LATE_PAUSES, Detector.PAUSE_UNHEARD, Detector.LATE_TRANSFERS, Detector.HURRIED_STEPS,
    Detector.LAST_HOUR, Detector.NO_RESULT, Detector.WITHDRAWN_UNPROVEN, Detector.FILED_AGAIN,
    Detector.REFUSALS_UNDONE, Detector.SPLIT, Detector.UNWITNESSED, Detector.SHARED_PHONE, Detector.MONTH_END,
)  # fmt: skip
BY_RATING = (Detector.QUICK_RATINGS, Detector.SAME_RATINGS, Detector.ONE_DEVICE, Detector.FEW_RATINGS)


def asked(month):
    return {found.detector for found in detectors.of_month(month)}


def test_honest_months_are_left_in_peace(capsys):
    rng, bothered, by = random.Random(SEED), 0, Counter()
    for _ in range(HONEST):
        of, month = months.honest(rng)
        count = rng.randint(20, 160)
        found = asked(month) | {
            one.detector
            for one in detectors_ratings.of_ratings(
                7, months.ratings(rng, of, count), handed_over=count * rng.randint(2, 4)
            )
        }
        bothered += bool(found)
        by.update(found)

    share = bothered / HONEST
    with capsys.disabled():
        print(f"\nhonest months asked about: {bothered} of {HONEST} = {share:.2%} {dict(by) or ''}")
    assert share <= FALSE_MOST


@pytest.mark.parametrize("detector", BY_MONTH)
def test_planted_cheats_are_asked_about(detector, capsys):
    rng, hit = random.Random(f"{SEED}.{detector}"), 0
    for _ in range(PLANTED):
        of, month = months.honest(rng)
        hit += detector in asked(months.plant(rng, detector, of, month))

    _say(capsys, detector, hit)
    assert hit / PLANTED >= RECALL_LEAST


@pytest.mark.parametrize("detector", BY_RATING)
def test_planted_ratings_are_asked_about(detector, capsys):
    rng, hit = random.Random(f"{SEED}.{detector}"), 0
    for _ in range(PLANTED):
        of, _ = months.honest(rng)
        rows, handed = months.ratings(rng, of, 120), 240
        if detector is Detector.FEW_RATINGS:
            rows = rows[: rng.randint(0, 15)]
        else:
            rows = months.plant_ratings(rng, detector, of, rows)
        found = {one.detector for one in detectors_ratings.of_ratings(7, rows, handed_over=handed)}
        hit += detector in found

    _say(capsys, detector, hit)
    assert hit / PLANTED >= RECALL_LEAST


def _say(capsys, detector, hit):
    with capsys.disabled():
        print(f"\nplanted, asked about by {detector}: {hit} of {PLANTED} = {hit / PLANTED:.0%}", end="")


def test_without_weighing_chance_honest_months_are_bothered(monkeypatch):
    """The positive control: a detector that asks about every case is no use to anybody."""
    monkeypatch.setattr(detectors, "is_habit", lambda count, of, usual, before=0.0: count > 0)
    rng = random.Random(SEED)

    bothered = sum(bool(asked(months.honest(rng)[1])) for _ in range(20))

    assert bothered > 10
    assert isinstance(FULL, bool)
