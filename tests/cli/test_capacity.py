"""`motcua capacity`, as a person types it."""

import json
from pathlib import Path

import pytest

from motcua.__main__ import main

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "capacity"
KEYS = ("mean_wait_min", "p90_wait_min", "served", "unserved", "overtime_min", "utilisation")


@pytest.fixture
def motcua(capsys):
    """Run a command; answer with its code, and what it printed and said."""

    def run(*words):
        code = main([str(word) for word in words])
        return code, *capsys.readouterr()

    return run


def test_it_prints_every_figure_with_its_interval(motcua):
    code, out, _ = motcua("capacity", "simulate", EXAMPLES / "hall.yaml", "--replications", 50, "--json")

    answer = json.loads(out)
    assert code == 0
    assert set(answer) == {"all", "land", "civil", "run"}
    for name in ("all", "land", "civil"):
        for key in KEYS:
            low, high = answer[name][f"{key}_ci"]
            assert low <= answer[name][key] <= high


def test_it_prints_the_same_with_the_same_seed(motcua):
    words = ("capacity", "simulate", EXAMPLES / "hall.yaml", "--replications", 20, "--json", "--seed")

    assert motcua(*words, 5) == motcua(*words, 5)
    assert motcua(*words, 5) != motcua(*words, 6)


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*.yaml")))
def test_it_can_play_every_example(motcua, name):
    code, out, err = motcua("capacity", "simulate", EXAMPLES / name, "--replications", 2)

    assert (code, err) == (0, "")
    assert "95 % intervals" in out


def test_it_names_every_problem_on_a_line_of_its_own(motcua, tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(
        "hours: ['07:30-07:00']\nservices: {a: {arrivals_per_hour: -1, minutes: x}}\n", encoding="utf-8"
    )

    code, out, err = motcua("capacity", "simulate", path, "--json")

    assert (code, out) == (2, "")
    assert len(err.splitlines()) >= 4
    assert motcua("capacity", "check", path)[0] == 2


def test_it_names_the_officers_for_a_promise_and_fresh_days_confirm_them(motcua):
    code, out, _ = motcua(
        "capacity", "staff", EXAMPLES / "land-counter.yaml", "--promise", "p90 < 15 min", "--json"
    )

    answer = json.loads(out)
    assert code == 0
    assert answer["officers"] == {"land": 4, "business": 2, "justice": 2}
    assert answer["confirmed"] is True
    for service in answer["services"].values():
        for plan in service.values():
            assert plan["share_within"] >= 0.9
    assert answer["hours_by_half_hour"] < answer["hours_all_day"]
    assert answer["roster"]["duties"]


@pytest.mark.parametrize("promise", ["soon", "p0<15", "p90>15", "p90<"])
def test_it_refuses_what_is_no_promise(motcua, promise):
    code, _, err = motcua("capacity", "staff", EXAMPLES / "hall.yaml", "--promise", promise)

    assert code == 2
    assert "p90<15" in err


def test_it_sets_scenarios_side_by_side_with_the_same_people(motcua):
    now, then = EXAMPLES / "land-counter.yaml", EXAMPLES / "land-counter-4.yaml"

    code, out, _ = motcua("capacity", "simulate", now, then, "--replications", 100, "--json")

    answer = json.loads(out)
    [against] = answer["differences"]
    assert code == 0
    assert against["land"]["mean_wait_min_ci"][1] < 0
    assert against["justice"]["mean_wait_min"] == 0


def test_it_pools_two_halls(motcua):
    words = ("capacity", "simulate", EXAMPLES / "commune-a.yaml", "--replications", 100, "--json")

    _, alone, _ = motcua(*words)
    _, pooled, _ = motcua(*words, "--pool", EXAMPLES / "commune-b.yaml")

    assert json.loads(pooled)["all"]["served"] > json.loads(alone)["all"]["served"]
    assert json.loads(pooled)["all"]["mean_wait_min"] < json.loads(alone)["all"]["mean_wait_min"]
