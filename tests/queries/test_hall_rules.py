"""The installation's own numbers of the hall."""

from datetime import date

import pytest

from motcua.cli import database
from motcua.queries import hall_rules
from motcua.rules.hall_numbers import BadNumbers


@pytest.fixture
def home(settings, tmp_path):
    """A home whose file of numbers says what is given."""

    def with_rows(text, name="hall.yaml"):
        settings.HOME = tmp_path / str(len(list(tmp_path.iterdir())))  # numbers are read once for a home
        settings.HOME.mkdir()
        (settings.HOME / name).write_text(text, "utf-8")

    return with_rows


def test_they_are_laid_over_the_houses(home):
    home("- {key: bound, value: 5}\n- {key: bound, value: 7, since: 2030-01-01}")

    assert [hall_rules.value("bound", date(year, 1, 1)) for year in (2029, 2030)] == [5, 7]
    assert hall_rules.broken() == []


def test_an_empty_file_changes_nothing(home):
    home("# nothing yet")

    assert hall_rules.fairness().bound == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {key: bound, value: 0}", "hall.yaml, bound: value is 0, and has to be a whole number from 1 to"),
        ("- {key: bound, value: 2.5}", "hall.yaml, bound: value is 2.5, and has to be a whole number"),
        ("- {key: bound, value: yes}", "hall.yaml, bound: value is True, and has to be a whole number"),
        ("- {key: bound}", "hall.yaml, bound: value is missing, and has to be a whole number"),
        ("- {key: bounds, value: 3}", "hall.yaml, bounds: there is no such number; known are amber_minutes,"),
        ("- {key: bound, vale: 3}", "hall.yaml, bound: there is no “vale”; known are key, value,"),
        ("- {key: appointment_percent, value: 130}", "hall.yaml, appointment_percent: value is 130, and"),
        ("- {key: bound, value: 3, since: soon}", "hall.yaml, bound: since is 'soon', and has to be a day"),
        ("bound: 3", "hall.yaml: expected a list of rows"),
        ("- bound", "hall.yaml, row 1: expected a row such as"),
        ("- {key: bound, value: 3\n- {", "hall.yaml, line 2: this cannot be read as YAML"),
    ],
)
def test_a_bad_one_is_refused_in_one_line(home, text, said):
    home(text)

    with pytest.raises(BadNumbers):
        hall_rules.fairness()
    assert [line[: len(said)] for line in hall_rules.broken()] == [said]
    assert "\n" not in hall_rules.broken()[0]


def test_a_bad_class_is_refused_too(home):
    home("- {key: x, vi: Một, en: One, weight_minutes: -5, source: a, confidence: L}", "hall_classes.yaml")

    assert hall_rules.broken() == [
        "hall_classes.yaml, x: weight_minutes is -5, and has to be a whole number from 0 to 100000"
    ]


def test_the_product_does_not_start_on_a_bad_one(home):
    home("- {key: bound, value: 0}")

    assert any(line.startswith("hall.yaml, bound:") for line in database.broken())
