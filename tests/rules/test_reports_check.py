"""A file held against the issued report, cell by cell."""

from motcua.rules.reports_check import Difference, differences, hashes


def test_it_finds_nothing_in_the_same_cells():
    assert differences([["a", 1.0], []], [["a", 1.0 + 1e-12]]) == []


def test_it_names_each_cell_that_differs_and_stops_at_the_most():
    found = differences([["a", 1.0], ["b"]], [["a", 2.0], ["b", "x"], ["more"]])

    assert found == [Difference("B1", 1.0, 2.0), Difference("B2", "", "x"), Difference("A3", "", "more")]
    assert len(differences([["a"] * 40], [["b"] * 40], most=20)) == 20


def test_a_number_and_its_text_differ():
    assert differences([[1.0]], [["1"]]) == [Difference("A1", 1.0, "1")]


def test_it_finds_whole_hashes_only():
    text = "f" * 64

    assert hashes([["x", f"SHA-256: {text}"], [1.0, f"?hash={text}"], ["f" * 65]]) == [text]
