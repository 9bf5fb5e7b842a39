"""The indices at the terminal."""

import json

import pytest

from motcua.__main__ import main


def made(capsys, *words):
    assert main(["index", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_it_prints_decision_766_as_one_object(received, capsys):
    found = made(capsys, "766", "--unit", "H23.34", "--period", "2024-01")

    row = next(one for one in found["indicators"] if one["code"] == "2.1")
    assert (found["unit_name"], found["period"], found["running"]) == ("Huyện Thanh Miện", "2024-01", False)
    assert (row["numerator"], row["denominator"]) == (0, 1)  # five days have long passed
    assert found["readings"] == ["a", "linear", "absent"]


def test_it_prints_a_table_in_either_language(received, capsys):
    for lang, word in (("vi", "điểm đo được"), ("en", "points measured")):
        assert main(["index", "766", "--unit", "H23.34", "--period", "2024Q1", "--lang", lang]) == 0
        assert word in capsys.readouterr().out


def test_it_prints_a_unit_alone_in_another_reading(received, capsys):
    found = made(capsys, "766", "--unit", "H23.34.15", "--period", "2024", "--profile", "b,text", "--alone")

    assert {"3.0"} == {one["code"] for one in found["indicators"] if one["group"] == "online"}


@pytest.mark.parametrize("which", ["61", "service"])
def test_it_prints_the_other_sets(received, capsys, which):
    found = made(capsys, which, "--unit", "H23.34", "--period", "2024Q1")
    main(["index", which, "--unit", "H23.34", "--period", "2024Q1"])

    assert found["set"] == which
    assert "Huyện Thanh Miện" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["766", "--unit", "H99", "--period", "2024"],
        ["766", "--unit", "H23.34", "--period", "summer"],
        ["766", "--unit", "H23.34", "--period", "2024", "--profile", "zz"],
        ["61", "--unit", "H23.34", "--period", "2010"],
    ],
)
def test_it_says_in_one_line_what_it_cannot_do(district, capsys, words):
    assert main(["index", *words]) == 2

    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 1
