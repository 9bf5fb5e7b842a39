"""Decision 766 over sums: worked by hand, and true for all sums."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.rules import indicator_rows, indicators, standing
from motcua.rules.indicator_sets import NoSet, UnknownReading, book, formula, in_force
from motcua.rules.indicators import Status, evaluate, rounded
from motcua.rules.standing import Light

SETS = yaml.safe_load(files("motcua.data").joinpath("indicators/766.yaml").read_text("utf-8"))
BOOK = book(SETS[0])
NAMES = sorted({name for one in BOOK.indicators for name in one.numerator.names + one.denominator.names})
SAMPLE = {
    "closed": 183, "open_end": 33, "on_time_766": 182, "overdue_end": 1, "waiting_again_end": 0,
    "late_766": 1, "net_minutes": 79205, "received": 208, "online_whole": 142, "procedures": 47,
    "procedures_online": 41, "procedures_online_used": 30, "procedures_fee": 30, "procedures_charged": 14,
    "procedures_paid_online": 10, "charged": 122, "paid_online": 58, "disliked": 1, "document_due": 181,
    "document_given": 181, "digitised_whole": 172, "communes": 17, "communes_certifying": 12, "reused": 47,
    "received_full": 120, "received_full_online": 90,
}  # fmt: skip
many = st.integers(0, 5000)
some_sums = st.fixed_dictionaries({}, optional={name: many for name in NAMES})


def points(code, **sums):
    return evaluate(BOOK, sums, level="commune").result(code).points


@pytest.mark.parametrize(
    ("code", "sums", "expected"),
    [
        pytest.param("1.1", {"published_on_time": 14, "published": 17}, "4.94", id="line"),
        pytest.param("1.2", {"made_public_on_time": 14, "made_public": 17}, "3.29", id="three of 17 late"),
        pytest.param("P1", {"procedures_charged": 12, "procedures_fee": 30}, "1.00", id="2.5 times the rate"),
        pytest.param("P2", {"procedures_paid_online": 24, "procedures_fee": 30}, "2.00", id="full at 80 %"),
        pytest.param("P3", {"paid_online": 58, "charged": 122}, "2.85", id="six times the rate"),
        pytest.param("4.3", {"reused": 40, "received": 100}, "1.00", id="twice the rate by 80 %"),
        pytest.param("4.2", {"digitised_whole": 80, "received": 100}, "3.20", id="straight line"),
        pytest.param("3.1", {"procedures_online": 40, "procedures": 100}, "1.00", id="half of 80 %"),
        pytest.param("4.x", {"communes_certifying": 1, "communes": 1}, "2.00", id="a commune that offers it"),
        pytest.param("5.2", {"petitions_on_time": 0, "petitions": 0}, "6.00", id="no petition gives all"),
    ],
)
def test_it_gives_the_points_of_the_rule(code, sums, expected):
    assert rounded(points(code, **sums)) == Decimal(expected)


def test_it_counts_what_waits_after_a_second_request_as_overdue():
    sums = {"closed": 90, "open_end": 10, "on_time_766": 88, "overdue_end": 1, "waiting_again_end": 2}

    found = evaluate(BOOK, sums, level="commune").result("2.1")

    assert (found.numerator, found.denominator) == (95, 100)
    assert found.points == 19


def test_it_takes_the_overdue_and_the_disliked_off_satisfaction():
    sums = {"closed": 90, "open_end": 10, "on_time_766": 80, "overdue_end": 0, "waiting_again_end": 0}

    found = evaluate(BOOK, sums | {"disliked": 9}, level="commune").result("5.4")

    assert (found.numerator, rounded(found.points)) == (81, Decimal("5.40"))


def test_it_multiplies_online_dossiers_by_the_share_synchronised():
    sums = {"online_whole": 40, "received": 100}

    alone = evaluate(BOOK, sums, level="commune").result("3.3")
    synced = evaluate(BOOK, sums | {"synced": 50}, level="commune").result("3.3")

    assert (rounded(alone.points), alone.factor) == (Decimal("4.80"), None)
    assert (rounded(synced.points), synced.factor) == (Decimal("2.40"), Fraction(1, 2))


def test_what_nobody_feeds_is_not_measured_and_gives_nothing():
    found = evaluate(BOOK, {"received": 0}, level="commune")

    assert found.result("5.2").status is Status.NOT_YET_MEASURED  # no six points for what is not kept
    assert found.result("1.4").points is None
    assert (found.won, found.measured, found.of_hundred, found.band) == (0, 0, None, None)


def test_nothing_to_divide_by_stands_aside_unless_the_rule_says_otherwise():
    nothing = dict.fromkeys(NAMES, 0)

    found = evaluate(BOOK, nothing, level="commune")

    assert found.result("2.1").status is Status.NO_DENOMINATOR
    assert found.result("2.1").points is None
    assert (found.result("5.2").points, found.result("5.4").points) == (6, 0)


def test_it_leaves_the_provinces_own_indicators_to_the_province():
    fed = SAMPLE | {"population_data": 100, "procedures_population_data": 1, "procedures_of_people": 2}

    below = evaluate(BOOK, fed, level="commune")
    above = evaluate(BOOK, fed, level="province")
    awarded = evaluate(book(SETS[0], ["award"]), fed, level="commune")

    assert below.result("4.5b").status is Status.NOT_APPLICABLE
    assert above.result("4.5a").points == 1
    assert awarded.result("4.5a").points == awarded.result("4.5b").points == 2


def test_the_sample_month_is_as_worked_by_hand():
    found = evaluate(BOOK, SAMPLE, level="district")

    won = {one.group.key: rounded(one.won) for one in found.groups}
    assert won == {
        "transparency": Decimal("0.00"),
        "progress": Decimal("19.81"),  # 20 * 214 / 216
        "online": Decimal("10.93"),  # 2 + 4 * 30 / 41 + 6
        "payment": Decimal("4.85"),  # 2.5 * 14 / 30 + 2.5 * 10 / 30 + 6 * 58 / 122
        "satisfaction": Decimal("6.00"),  # (214 - 1) / 216 is over 90 %
        "digitised": Decimal("11.28"),  # 6 + 4 * 172 / 208 + 2 * 12 / 17 + 2.5 * 47 / 208
    }
    assert (rounded(found.won), found.measured, found.band.key) == (Decimal("52.88"), 62, "good")


@pytest.mark.parametrize("chosen", [(), ("b",), ("text", "award"), ("b", "linear", "absent")], ids=str)
def test_its_maxima_add_up_to_a_hundred_however_it_is_read(chosen):
    read = book(SETS[0], chosen)

    by_group = {
        group.key: sum(one.points for one in read.indicators if one.group == group.key)
        for group in read.groups
    }
    assert by_group == {group.key: group.points for group in read.groups}
    assert sum(by_group.values()) == 100


@pytest.mark.parametrize("chosen", [("c",), ("a", "b")], ids=["unknown", "two of one question"])
def test_it_refuses_a_reading_that_is_none(chosen):
    with pytest.raises(UnknownReading):
        book(SETS[0], chosen)


def test_it_was_not_in_force_before_its_day():
    assert in_force(SETS, "766", date(2022, 6, 23))["version"] == "2022-06-23"
    with pytest.raises(NoSet):
        in_force(SETS, "766", date(2022, 6, 22))


@pytest.mark.parametrize("text", ["", "closed open_end", "2 * closed", "closed +"])
def test_it_refuses_a_formula_that_is_none(text):
    with pytest.raises(ValueError, match="formula"):
        formula(text)


@pytest.mark.parametrize(
    ("value", "band"),
    [("90", "excellent"), ("89.995", "excellent"), ("89.99", "good"), ("50", "average"), ("0", "weak")],
)
def test_a_limit_belongs_to_the_band_it_opens(value, band):
    assert indicators.band(BOOK.bands, Fraction(value)).key == band


@settings(deadline=None)
@given(some_sums)
def test_no_indicator_gives_less_than_nothing_or_more_than_its_maximum(sums):
    found = evaluate(BOOK, sums, level="commune")

    for one in found.results:
        assert one.points is None or 0 <= one.points <= one.indicator.points
        assert (one.points is None) or one.status is not Status.NOT_YET_MEASURED
    assert found.won <= found.measured <= found.whole == 100
    assert found.won == sum(group.won for group in found.groups)


@settings(deadline=None)
@given(some_sums, st.sampled_from([one.code for one in BOOK.indicators if one.points]), st.fractions(0, 1))
def test_closing_a_gap_never_costs_points_and_reaches_the_rate(sums, code, rate):
    before = evaluate(BOOK, sums, level="commune")

    found = standing.closing(BOOK, sums, level="commune", code=code, rate=rate)

    if found is None:
        assert before.result(code).rate is None
        return
    assert found.own >= 0
    assert found.gain >= found.own or found.gain >= 0
    after = found.after.result(code)
    assert after.rate >= min(rate, after.rate)
    assert after.rate >= rate
    if found.more:
        assert Fraction(after.numerator - 1, after.denominator) < rate


def test_closing_the_gap_of_on_time_lifts_satisfaction_too():
    late = SAMPLE | {"on_time_766": 100, "late_766": 83}

    found = standing.closing(BOOK, late, level="district", code="2.1", rate=Fraction(1))

    assert found.more == 216 - (100 + 33 - 1)
    assert found.gain > found.own


def test_the_best_gaps_come_first():
    found = standing.best(BOOK, SAMPLE, level="district")

    gains = [one.gain for one in found]
    assert gains == sorted(gains, reverse=True)
    assert found[0].code == "P3"
    assert all(gain > 0 for gain in gains)


@settings(deadline=None)
@given(st.dictionaries(st.integers(), st.fractions(0, 100)))
def test_equal_points_share_a_rank_and_more_points_rank_higher(values):
    found = standing.ranks(values)

    for one, points_of_one in values.items():
        higher = sum(rounded(value) > rounded(points_of_one) for value in values.values())
        assert found[one] == higher + 1


def test_what_was_not_measured_before_is_no_progress():
    before = {name: value for name, value in SAMPLE.items() if name != "reused"}

    found = standing.changes(
        evaluate(BOOK, SAMPLE, level="district"), evaluate(BOOK, before, level="district")
    )

    assert found["4.3"].light is Light.UNKNOWN
    assert found["2.1"].light is Light.SAME


@settings(deadline=None)
@given(st.fractions(-1000, 1000, max_denominator=10**6))
def test_it_rounds_once_half_up(value):
    shown = rounded(value)

    assert abs(Fraction(shown) - value) <= Fraction(1, 200)
    assert shown.as_tuple().exponent == -2
    assert rounded(-value) == -shown


def test_it_tells_what_was_lost_and_knows_no_other_indicator():
    found = evaluate(BOOK, SAMPLE, level="district")

    assert rounded(found.result("P3").lost) == Decimal("3.15")
    assert (found.result("1.4").lost, found.groups[0].share, found.is_complete) == (None, None, False)
    assert str(found.result("2.1").indicator.denominator) == "closed + open_end"
    with pytest.raises(KeyError):
        found.result("9.9")


def test_its_rows_carry_the_exact_figures():
    found = evaluate(BOOK, SAMPLE, level="district")

    made = indicator_rows.of_assessment(BOOK, found)

    row = next(one for one in made["indicators"] if one["code"] == "P3")
    assert row["points"] == pytest.approx(6 * 58 / 122, abs=1e-12)
    assert set(row) == set(indicator_rows.COLUMNS)
    assert made["total"] == "52.88"
