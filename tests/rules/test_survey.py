"""A survey on paper: who is asked, what counts, how sure it is, what may be shown."""

import dataclasses
from decimal import Decimal
from random import Random

import pytest
import yaml

from motcua.rules import survey, survey_rows, survey_sample
from motcua.rules import survey_scores as scores
from motcua.rules.survey_scores import Combine, Formula, Score
from tests.house.readings import PACKAGE


def shipped(name):
    return yaml.safe_load((PACKAGE / "data" / "survey" / f"{name}.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def citizens():
    return survey.read(shipped("citizens"))


@pytest.fixture
def officials():
    return survey.read(shipped("officials"))


def test_it_asks_five_factors_and_22_criteria_of_citizens(citizens):
    assert len(citizens.factors) == 5
    assert len(list(citizens.questions())) == 22
    assert citizens.is_illustrative
    assert citizens.question("E3").choices == ("1", "2", "3", "4", "5")


def test_it_gives_options_their_weights_unless_others_are_said(officials):
    data = shipped("officials")
    data["factors"][0]["questions"][0]["options"][1] = {
        "letter": "B", "weight": "75", "text": {"vi": "Khá", "en": "Fair"},
    }  # fmt: skip

    changed = survey.read(data)

    assert [option.weight for option in officials.question("P1").options] == [100, 60, 20, 0]
    assert changed.question("P1").options[1].weight == 75


@pytest.mark.parametrize("name", ["citizens", "officials"])
def test_it_reads_what_it_wrote(name):
    questionnaire = survey.read(shipped(name))

    assert survey.read(survey.plain(questionnaire)) == questionnaire


def test_it_lists_all_that_is_wrong_with_a_questionnaire():
    option = {"letter": "A", "weight": "ten", "text": {"vi": "Tốt", "en": "Good"}}
    questions = [
        {"key": "A1", "text": {"vi": "Có"}},
        {"key": "A1", "text": {"vi": "Có", "en": "Yes"}, "options": [option, {**option, "weight": "101"}]},
    ]
    data = {
        "name": {"vi": "Tên", "en": "Name"},
        "about": {"vi": "Về", "en": "About"},
        "drawn_from": "lists",
        "factors": [
            {"key": "f", "name": {"vi": "F", "en": "F"}, "questions": questions},
            {"key": "", "name": {}, "questions": 7},
        ],
    }

    with pytest.raises(survey.BadQuestionnaire) as refused:
        survey.read(data)

    said = "\n".join(refused.value.facts["problems"])
    for part in (
        "question A1: text is not said in both languages",
        "the key is empty, odd or used twice",
        "the weight of A is not between 0 and 100",
        "options are A, B and so on, not AA",
        "asks nothing",
        "nobody is asked",
        "neither dossiers nor officials",
    ):
        assert part in said


def test_it_refuses_a_questionnaire_without_questions():
    with pytest.raises(survey.BadQuestionnaire, match="0 questions"):
        survey.read({})


def test_it_keeps_a_form_in_the_order_of_its_questions(citizens):
    kept = survey.answer(citizens, {"B1": "x", "A1": " 5 ", "A2": ""})

    assert list(kept.items()) == [("A1", "5"), ("B1", "x")]


@pytest.mark.parametrize("given", [{"Z9": "1"}, {"A1": "6"}, {"A1": "A"}])
def test_it_refuses_what_is_not_asked_or_offered(citizens, given):
    with pytest.raises(survey.BadAnswer):
        survey.answer(citizens, given)


@pytest.mark.parametrize(
    ("population", "error", "asked"),
    [
        (30_000, "0.05", 395),
        (100, "0.05", 80),
        (400, "0.05", 200),
        (0, "0.05", 0),
        (1, "0.1", 1),
        (10, "0.001", 10),
    ],
)
def test_it_rounds_the_size_of_a_sample_up_and_exactly(population, error, asked):
    assert survey_sample.size(population, Decimal(error)) == asked


@pytest.mark.parametrize("error", ["0", "0.0009", "0.21"])
def test_it_refuses_a_margin_that_makes_no_sense(error):
    with pytest.raises(survey_sample.BadMargin):
        survey_sample.size(100, Decimal(error))


def test_it_shares_a_sample_out_in_proportion_with_a_least_number():
    found = survey_sample.shared({1: 20_000, 2: 9_970, 3: 30, 4: 5, 5: 0}, Decimal("0.05"), 30)

    assert found[1] + found[2] == pytest.approx(395, abs=2)
    assert (found[3], found[4], found[5]) == (30, 5, 0)


@pytest.mark.parametrize("seed", range(20))
def test_it_shares_out_no_more_and_no_less_than_the_sample(seed):
    rng = Random(seed)
    frame = {unit: rng.randrange(1, 900) for unit in range(12)}

    found = survey_sample.shared(frame, Decimal("0.05"), 0)

    assert sum(found.values()) == survey_sample.size(sum(frame.values()), Decimal("0.05"))
    assert all(0 <= found[unit] <= frame[unit] for unit in frame)


def test_it_asks_nobody_where_there_is_nobody():
    for ask in (
        lambda: survey_sample.each({1: 0}, Decimal("0.05")),
        lambda: survey_sample.shared({}, Decimal("0.05"), 3),
    ):
        with pytest.raises(survey_sample.NobodyToAsk):
            ask()
    assert survey_sample.each({1: 100, 2: 0}, Decimal("0.05")) == {1: 80, 2: 0}


def test_it_draws_every_code_about_as_often():
    frame = [(f"H-{number:03d}", number) for number in range(40)]
    often = dict.fromkeys((code for code, _ in frame), 0)

    for seed in range(2000):
        for code in survey_sample.draw(frame, 10, seed=str(seed)):
            often[code] += 1

    assert all(410 < count < 590 for count in often.values())  # 500, five standard deviations either way


def test_it_leaves_blanks_and_dont_knows_out_of_the_base(citizens):
    forms = [{"A1": "5"}, {"A1": "4"}, {"A1": "2"}, {"A1": "x"}, {"B1": "5"}]

    found = scores.result(citizens, forms, formula=Formula.TOP_TWO)

    assert found.questions["A1"].value == Decimal(200) / 3
    assert found.questions["A1"].valid == 3
    assert (found.counts["A1"]["x"], found.counts["A1"][""]) == (1, 1)
    assert found.questions["A2"] is None


@pytest.mark.parametrize(
    ("formula", "value"), [(Formula.TOP_TWO, 50), (Formula.MEAN_5, 65), (Formula.MEAN_4, Decimal("56.25"))]
)
def test_it_counts_by_the_formula_that_is_said(citizens, formula, value):
    forms = [{"A1": level} for level in ("5", "4", "3", "1")]

    assert scores.result(citizens, forms, formula=formula).questions["A1"].value == value


def test_it_counts_options_by_their_weights_under_any_formula(officials):
    forms = [{"P1": letter} for letter in "ABCD"]

    assert {scores.result(officials, forms, formula=one).questions["P1"].value for one in Formula} == {45}


def test_it_combines_by_simple_mean_or_by_pooling(citizens):
    forms = [{"A1": "5", "B1": "1"}, {"A1": "5"}, {"A1": "5"}]

    simple = scores.result(citizens, forms, formula=Formula.TOP_TWO, combine=Combine.MEAN)
    pooled = scores.result(citizens, forms, formula=Formula.TOP_TWO, combine=Combine.POOLED)

    assert simple.whole.value == 50
    assert pooled.whole.value == 75
    assert simple.factors["access"].value == 100
    assert simple.factors["feedback"] is None


def test_it_says_nothing_of_no_forms(citizens):
    assert scores.result(citizens, [], formula=Formula.TOP_TWO).whole is None


def test_it_is_less_sure_when_one_person_answers_alike_throughout(citizens):
    keys = [question.key for question in citizens.questions()]
    alike = [dict.fromkeys(keys, "5" if number % 2 else "1") for number in range(40)]
    rng = Random(7)
    mixed = [{key: rng.choice("51") for key in keys} for _ in range(40)]

    width = [
        (found.whole.high - found.whole.low)
        for found in (scores.result(citizens, forms, formula=Formula.TOP_TWO) for forms in (alike, mixed))
    ]

    assert width[0] > 3 * width[1]  # 40 answers, not 880


@pytest.mark.parametrize("combine", list(Combine))
def test_it_covers_the_truth_about_as_often_as_it_says(citizens, combine):
    rng, hits = Random(11), 0

    for _ in range(300):
        forms = []
        for _person in range(60):
            mood = rng.random() * 0.6 + 0.4  # people differ, on average 0.7 are content
            forms.append({key: "5" if rng.random() < mood else "2" for key in ("A1", "A2", "B1", "C1")})
        whole = scores.result(citizens, forms, formula=Formula.TOP_TWO, combine=combine).whole
        hits += whole.low <= 70 <= whole.high

    assert 0.91 <= hits / 300 <= 0.985


def test_it_never_says_that_it_is_quite_sure():
    f2 = {level: Decimal(level) * 20 for level in survey.LEVELS}

    score = scores.of_counts({"5": 8}, f2)

    assert (score.value, score.high) == (100, 100)
    assert score.low < 70


def test_it_bounds_a_mean_by_its_spread_as_drawing_again_does():
    f2 = {level: Decimal(level) * 20 for level in survey.LEVELS}
    counts = {"5": 40, "4": 30, "3": 15, "2": 10, "1": 5}

    score = scores.of_counts(counts, f2)
    low, high = scores.bootstrap(counts, f2, rng=Random(3))

    assert abs(low - score.low) < Decimal("0.8")
    assert abs(high - score.high) < Decimal("0.8")
    with pytest.raises(ValueError, match="no valid answer"):
        scores.bootstrap({"x": 4}, f2, rng=Random(3))


def test_it_ranks_on_what_is_not_rounded_and_shares_places():
    def score(value):
        return Score(Decimal(value), Decimal(value) - 1, Decimal(value) + 1, 99)

    found = scores.standings({1: score("84.941"), 2: score("84.944"), 3: score("70"), 4: score("70")})

    assert [(one.of, one.rank) for one in found] == [(2, 1), (1, 2), (3, 3), (4, 3)]
    assert [one.like for one in found] == [(1,), (2,), (4,), (3,)]


@pytest.mark.parametrize(
    ("forms", "seen", "is_of_all"),
    [
        ({1: 10, 2: 12}, {1, 2}, True),
        ({1: 10, 2: 9}, {1}, False),  # the one hidden could be worked out
        ({1: 10, 2: 5, 3: 4}, {1}, False),
        ({1: 10, 2: 5, 3: 6}, {1}, True),
        ({1: 3}, set(), False),
    ],
)
def test_it_hides_small_units_and_what_would_tell_them(forms, seen, is_of_all):
    assert scores.shown(forms, 10) == (seen, is_of_all)


def test_it_puts_letters_under_the_options_of_a_leaf(officials):
    question = officials.question("P1")

    assert scores.by_options(question, {"A": 3, "D": 2}, ["a", "b", "c", "d"]) == {
        "a": 3,
        "b": 0,
        "c": 0,
        "d": 2,
    }
    assert scores.by_options(question, {"A": 3, "D": 2}, ["yes", "no"]) == {"yes": 3, "no": 2}


def test_it_seals_forms_whatever_their_order():
    one, two = {"unit": 1, "answers": {"A1": "5"}}, {"unit": 2, "answers": {"A1": "x"}}

    assert survey.sealed([one, two]) == survey.sealed([two, one]) != survey.sealed([one, one])


GRID = [
    ["Kết quả khảo sát", "", "", ""],
    ["Đơn vị", "Đối tượng", "A1", "a2"],
    ["Xã Lam Sơn", "", 5.0, "Rất hài lòng"],
    ["xa lam son", "Tổ chức, doanh nghiệp", "x", "2"],
    ["", "", "", ""],
    ["Xã Không Có", "", "5", "5"],
    ["Xã Lam Sơn", "Khách", "5", "5"],
    ["Xã Lam Sơn", "", "7", "5"],
    ["Xã Lam Sơn", "", "", None],
    ["Xã Lam Sơn"],
]


def test_it_reads_rows_one_by_one_and_refuses_what_it_cannot(citizens):
    found = survey_rows.read(GRID, citizens, {"xa lam son": 7})

    assert [(form.unit_id, form.respondents, dict(form.answers)) for form in found.filled] == [
        (7, "citizen", {"A1": "5", "A2": "5"}),
        (7, "company", {"A1": "x", "A2": "2"}),
    ]
    assert [(one.row, one.reason) for one in found.refused] == [
        (6, "unit_unknown"),
        (7, "group_unknown"),
        (8, "bad_choice"),
        (9, "empty"),
        (10, "empty"),
    ]


def test_it_reads_small_letters_of_options(officials):
    found = survey_rows.read([["unit", "P1"], ["X", "b"], ["X", "E"]], officials, {"x": 1})

    assert [dict(form.answers) for form in found.filled] == [{"P1": "B"}]
    assert [one.what for one in found.refused] == ["P1: E"]


@pytest.mark.parametrize("grid", [[], [["A1", "A2"]], [["Đơn vị", "Ghi chú"]]])
def test_it_refuses_a_table_without_titles(citizens, grid):
    with pytest.raises(survey_rows.UnreadableForms):
        survey_rows.read(grid, citizens, {})


def test_it_holds_values_that_do_not_change(citizens):
    with pytest.raises(dataclasses.FrozenInstanceError):
        citizens.key = "x"
