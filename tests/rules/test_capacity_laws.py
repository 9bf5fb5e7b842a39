"""Laws of service minutes."""

import random

import pytest

from motcua.rules.capacity_laws import TooLittle, by_procedure, laws


def drawn(mean, cv, count, seed=1):
    """Minutes of a lognormal."""
    import math

    spread = math.log(1 + cv**2)
    chance = random.Random(seed)
    return [chance.lognormvariate(math.log(mean) - spread / 2, math.sqrt(spread)) for _ in range(count)]


@pytest.mark.parametrize("faults", [0.0, 0.02, 0.05, 0.10])
def test_they_keep_the_mean_however_many_clicks_were_slips(faults):
    real = drawn(13, 0.7, 2000)
    slips = [0.0] * int(len(real) * faults)

    found = laws({"land": real + slips, "civil": drawn(5, 0.5, 2000, 2)})["land"]

    assert found.mean_minutes == pytest.approx(sum(real) / len(real), rel=0.01)
    assert found.cv == pytest.approx(0.7, rel=0.1)
    assert (found.n, found.faults) == (2000, len(slips))


def test_they_keep_the_mean_of_minutes_that_are_not_lognormal():
    real = [1.0] * 500 + [25.0] * 500  # two kinds of visit, nothing between

    found = laws({"land": real, "civil": drawn(5, 0.5, 1000)})["land"]

    assert found.mean_minutes == pytest.approx(13, rel=0.01)


def test_they_draw_the_rare_toward_the_others():
    found = laws({"a": drawn(10, 0.6, 900), "b": drawn(14, 0.6, 900, 2), "rare": [90.0, 110.0]})

    assert 14 < found["rare"].mean_minutes < 90


def test_they_are_refused_where_every_visit_was_a_slip():
    with pytest.raises(TooLittle):
        laws({"land": [0.0, 0.1]})


def test_procedures_of_a_service_have_laws_of_their_own_and_together_its_mean():
    parts = {"land": {"first": drawn(25, 0.5, 300), "change": drawn(12, 0.5, 300, 2), "rare": [80.0],
                      "": drawn(5, 0.5, 300, 3)}}  # fmt: skip
    services = laws({"land": [one for part in parts["land"].values() for one in part]})

    found = by_procedure(parts, services)["land"]

    whole = sum(law.n * law.mean_minutes for law in found.values()) / sum(law.n for law in found.values())
    assert whole == pytest.approx(services["land"].mean_minutes)
    assert found["first"].mean_minutes == pytest.approx(25, rel=0.1)
    assert found["change"].mean_minutes == pytest.approx(12, rel=0.1)
    assert found["rare"].mean_minutes < 80
