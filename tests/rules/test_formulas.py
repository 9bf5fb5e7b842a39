"""A formula is read whole or refused, and is worked out in decimals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.rules.formulas import BadFormula, DividedByZero, NoValue, parse

D = Decimal


@pytest.mark.parametrize(
    ("text", "values", "value"),
    [
        ("1 + 2 * 3", {}, "7"),
        ("(1 + 2) * 3", {}, "9"),
        ("-a + 2", {"a": D("0.5")}, "1.5"),
        ("0.1 + 0.2", {}, "0.3"),
        ("min(a, 2, 5)", {"a": 3}, "2"),
        ("max(a)", {"a": 3}, "3"),
        ("round_(a / 3, 2)", {"a": 2}, "0.67"),
        ("round_(2.345, 2)", {}, "2.35"),
        ("if_(all = 0, 0, done / all)", {"done": 0, "all": 0}, "0"),
        ("if_(yes, 2, 1)", {"yes": True}, "2"),
        ("(a >= 2) * (a < 5)", {"a": 4}, "1"),
        ("a != 4", {"a": 4}, "0"),
        ("8 / 2 / 2", {}, "2"),
        ("8 - 2 - 2", {}, "4"),
    ],
)
def test_it_works_out(text, values, value):
    assert parse(text).of(values) == D(value)


@pytest.mark.parametrize(
    ("text", "at", "why"),
    [
        ("", 1, "unfinished"),
        ("1 +", 4, "unfinished"),
        ("1 2", 3, "unexpected"),
        ("(1", 3, "bracket"),
        ("a.b", 2, "letter"),
        ("a ** 2", 4, "unexpected"),
        ("__import__('os')", 1, "letter"),
        ("min()", 5, "unexpected"),
        ("round_(1)", 1, "arguments"),
        ("if_(1, 2)", 1, "arguments"),
        ("min 3", 5, "bracket"),
        ("1 < 2 < 3", 7, "unexpected"),
        ("1e5", 2, "unexpected"),
        ("A", 1, "letter"),
        ("1 + " * 200 + "1", 600, "too_long"),
        ("(" * 40 + "1" + ")" * 40, 32, "too_deep"),
    ],
)
def test_it_refuses(text, at, why):
    with pytest.raises(BadFormula) as refused:
        parse(text)

    assert (refused.value.facts["at"], refused.value.facts["why"]) == (at, why)


def test_it_tells_the_names_it_uses_once_each():
    assert parse("a + b * a").names == ("a", "b")


def test_it_refuses_a_name_without_a_value():
    with pytest.raises(NoValue):
        parse("a + 1").of({})


def test_it_refuses_to_divide_by_zero():
    with pytest.raises(DividedByZero):
        parse("1 / a").of({"a": 0})


def test_a_guarded_division_is_never_worked_out():
    assert parse("if_(b > 0, a / b, 1)").of({"a": 1, "b": 0}) == 1


@given(st.text(alphabet="ab01.+-*/(),=<> minx_", max_size=60))
def test_any_text_is_a_formula_or_refused_at_a_place_of_its_own(text):
    place = _refused_at(text)

    assert place is None or 1 <= place <= len(text) + 1


def _refused_at(text):
    try:
        parse(text)
    except BadFormula as bad:
        return bad.facts["at"]
    return None


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(1, 1000))
def test_it_agrees_with_arithmetic(a, b, c):
    found = parse("(a + b) * c - a / c").of({"a": a, "b": b, "c": c})

    assert abs(found - ((D(a) + b) * c - D(a) / c)) < D("1e-20")
