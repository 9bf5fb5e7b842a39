"""`motcua index compute` and its kin: files in, CSV or one object out, and every fault by its place."""

import csv
import io
import json
from pathlib import Path

import pytest

from motcua.__main__ import main

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SHARED = (
    ROOT.parent / "shared" / "data" / "index" / "papi_2011_2016_published_dimensions_and_subdimensions.csv"
)
FOUR = (str(EXAMPLES / "four-levels" / "framework.yaml"), str(EXAMPLES / "four-levels" / "data.csv"))


def run(capsys, *words):
    code = main(["index", *map(str, words)])
    told = capsys.readouterr()
    return code, told.out, told.err


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def files(tmp_path):
    """A framework and a table to be broken."""

    def write(framework, data):
        (tmp_path / "f.yaml").write_text(framework, encoding="utf-8")
        (tmp_path / "d.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
        return tmp_path / "f.yaml", tmp_path / "d.csv"

    return write


TWO = "key: x\ntree: {code: t, children: [{code: a}, {code: b}]}\n"


@pytest.mark.parametrize("name", ["weighted-mean", "geometric", "four-levels"])
def test_it_computes_the_examples_as_they_are_worked_by_hand(capsys, name):
    folder = EXAMPLES / name

    code, out, _ = run(capsys, "compute", folder / "framework.yaml", folder / "data.csv")

    expected = rows((folder / "expected.csv").read_text(encoding="utf-8"))
    assert code == 0
    for found, wanted in zip(rows(out), expected, strict=True):
        assert found.keys() == wanted.keys()
        for key, value in wanted.items():
            if key in ("unit", "group") or not value:
                assert found[key] == value
            else:
                assert float(found[key]) == pytest.approx(float(value), abs=1e-12)


@pytest.mark.skipif(
    not SHARED.exists(), reason="the published data lie beside the checkout, and are not here"
)
def test_it_computes_378_published_totals_again(capsys, tmp_path):
    framework, out = EXAMPLES / "papi-2016" / "framework.yaml", tmp_path / "out.csv"

    code, told, _ = run(capsys, "compute", framework, SHARED, "--check", "papi_unweighted", "--out", out)

    found = {(row["unit"], row["year"]): row for row in rows(out.read_text(encoding="utf-8"))}
    published = rows(SHARED.read_text(encoding="utf-8"))
    assert (code, len(found), len(published)) == (0, 378, 378)
    for row in published:
        one = found[row["province"], row["year"]]
        assert float(one["papi_unweighted"]) == pytest.approx(float(row["papi_unweighted"]), abs=5e-6)
    assert "378 rows checked, 0 differ" in told
    assert sum(row["rank"] == "" for row in found.values()) == 2


@pytest.mark.skipif(
    not SHARED.exists(), reason="the published data lie beside the checkout, and are not here"
)
def test_it_holds_every_published_dimension_too(capsys):
    framework = EXAMPLES / "papi-2016" / "framework.yaml"

    code, told, _ = run(capsys, "compute", framework, SHARED, "--check", "papi_service")

    assert code == 0
    assert "376 rows checked" in told


def test_it_lists_the_rows_that_do_not_follow_and_answers_one(capsys):
    folder = EXAMPLES / "weighted-mean"

    code, out, _ = run(
        capsys, "compute", folder / "framework.yaml", folder / "data.csv", "--check", "published"
    )

    lines = out.splitlines()
    assert code == 1
    assert lines[0] == "unit,year,computed,published,difference"
    assert [line.split(",")[0] for line in lines[1:3]] == ["Cam", "Dao"]
    assert "does not follow from its parts" in lines[3]


def test_it_holds_published_ranks_too(capsys, files):
    given = files("key: x\ntree: {code: a}\n", "u,a,place\nX,3,1\nY,2,3\nZ,2,2\n")

    code, out, _ = run(capsys, "compute", *given, "--check", "place=rank")

    assert (code, out.splitlines()[1]) == (1, "Y,,2.0,3.0,-1.0")


def test_it_tells_the_same_as_one_object(capsys):
    folder = EXAMPLES / "weighted-mean"
    words = ["compute", folder / "framework.yaml", folder / "data.csv", "--json", "--check", "published"]

    code, out, _ = run(capsys, *words, "--tolerance", "1.2")

    found = json.loads(out)
    assert (code, found["check"]["reproduces"]) == (1, False)
    assert [one["unit"] for one in found["check"]["differences"]] == ["Cam"]
    assert [row["rank"] for row in found["rows"]] == [1, 3, 4, 5, 1]
    assert found["effective_weights"]["access"] == 0.5


def test_it_rounds_only_what_it_writes_and_only_where_asked(capsys):
    folder = EXAMPLES / "geometric"

    _, out, _ = run(capsys, "compute", folder / "framework.yaml", folder / "data.csv", "--round", "3")

    assert [row["total"] for row in rows(out)] == ["0.585", "0.585", "0.737", "0.532"]


def test_it_writes_one_year_with_the_scores_of_all(capsys, files):
    given = files("key: x\ntree: {code: a, normalise: minmax}\n", "u,year,a\nX,2020,0\nX,2021,5\nY,2021,10\n")

    code, out, _ = run(capsys, "compute", *given, "--year", "2021")

    assert code == 0
    assert [(row["unit"], row["a"], row["rank"]) for row in rows(out)] == [
        ("X", "0.5", "2"),
        ("Y", "1.0", "1"),
    ]
    assert run(capsys, "compute", *given, "--year", "1999")[0] == 2


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfunit;a;b\r\nX;1,5;2\r\n",
        b"unit\ta\tb\nX\t1.5\t2\n",
        b"unit,a,b\nX,1.5,2\n",
        b'unit,a,b\n"X","1,5",2\n',
    ],
)
def test_it_reads_csv_as_spreadsheets_write_it(capsys, files, data):
    code, out, _ = run(capsys, "compute", *files(TWO, data))

    assert (code, rows(out)[0]["t"]) == (0, "1.75")


@pytest.mark.parametrize(
    ("framework", "data", "said"),
    [
        (TWO, "u,a,b\nX,abc,2\nX,1,\n", "d.csv: 2, a: “abc” is not a number"),
        (TWO, "u,a\nX,1\n", "d.csv: b: the table has no such column"),
        (TWO, "", "names the columns, and is empty"),
        (TWO, "u;a;b\nX;1,5;2.5\n", "which is meant is not guessed"),
        (
            TWO.replace("code: b", "code: b, weight: heavy"),
            "u,a,b\nX,1,2\n",
            'weight: "heavy" is not a number',
        ),
        ("key: x\nkey: y\n", "u,a,b\nX,1,2\n", "stands here twice"),
        ("a: &x [1]\nb: *x\n", "u,a,b\nX,1,2\n", "aliases are not read"),
        ("[", "u,a,b\nX,1,2\n", "this is no YAML"),
        ("", "u,a,b\nX,1,2\n", "lines of “key: value” are needed"),
        (TWO + "missing: refuse\n", "u,a,b\nX,1,\n", "X, b: absent, and the framework refuses gaps"),
    ],
)
def test_it_refuses_with_the_place(capsys, files, framework, data, said):
    code, out, err = run(capsys, "compute", *files(framework, data))

    assert (code, out) == (2, "")
    assert said in err.replace("should name the columns", "names the columns")


def test_it_says_all_faults_of_a_file_at_once(capsys, files):
    code, _, err = run(
        capsys, "compute", *files("missing: no\ntree: {code: a b}\n", "u\nX\n"), "--lang", "vi"
    )

    assert code == 2
    assert len(err.splitlines()) == 2
    assert "dấu cách" in err


@pytest.mark.parametrize("words", [("no.yaml", FOUR[1]), (FOUR[0], "no.csv")])
def test_it_names_a_file_that_is_not_there(capsys, words):
    code, _, err = run(capsys, "compute", *words)

    assert (code, err.count("\n")) == (2, 1)


def test_it_adds_rank_intervals_to_the_scores(capsys):
    code, out, _ = run(capsys, "compute", *FOUR, "--uncertainty", "50", "--seed", "3")

    assert code == 0
    assert list(rows(out)[0])[-4:] == ["rank_in_group", "rank_low", "rank_median", "rank_high"]
    assert rows(out)[1]["rank_high"] == "1.0"


def test_it_keeps_a_design_and_runs_it_again_to_the_bit(capsys, tmp_path):
    first, again = tmp_path / "first.json", tmp_path / "again.json"

    run(capsys, "uncertainty", *FOUR, "--runs", "40", "--seed", "8", "--design", first)
    code, _, _ = run(capsys, "uncertainty", *FOUR, "--replay", first, "--design", again)

    assert code == 0
    assert first.read_bytes() == again.read_bytes()
    assert len(json.loads(first.read_text())["design"]["factors"]["weights"]) == 40


def test_it_refuses_a_step_that_the_index_does_not_have(capsys, tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text("uncertainty:\n- {step: impute, choices: [mean, median]}\n", encoding="utf-8")

    code, out, err = run(capsys, "uncertainty", *FOUR, "--spec", spec)

    assert (code, out) == (2, "")
    assert "refused, not passed over" in err


def test_it_tells_which_choice_moves_the_ranks(capsys, tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text("- {step: weights, noise: 0.5}\n- {step: leave_one_out}\n", encoding="utf-8")

    code, out, _ = run(capsys, "sensitivity", *FOUR, "--spec", spec, "--evaluations", "400", "--json")

    found = json.loads(out)
    assert (code, found["evaluations"], [row["step"] for row in found["rows"]]) == (
        0,
        400,
        ["weights", "leave_one_out"],
    )


def test_it_prints_statistics_in_three_tables(capsys):
    code, out, _ = run(capsys, "statistics", *FOUR)
    _, told, _ = run(capsys, "statistics", *FOUR, "--json")

    assert code == 0
    assert [part.splitlines()[0].split(",")[0] for part in out.split("\n\n")] == ["code", "group", "code"]
    assert json.loads(told)["present"][0] == {"unit": "An", "share": 1}


def test_it_names_the_strong_and_the_weak_sides_of_a_unit(capsys):
    code, out, _ = run(capsys, "unit", *FOUR, "--unit", "An")
    refused, _, err = run(capsys, "unit", *FOUR, "--unit", "Nobody")

    assert (code, [(row["side"], row["code"]) for row in rows(out)][0]) == (0, ("strong", "late"))
    assert (refused, "no row of the table is that" in err) == (2, True)


def test_it_follows_units_over_the_years(capsys, files):
    given = files("key: x\ntree: {code: a}\n", "u,year,a\nX,2020,100\nX,2022,121\nY,2020,50\n")

    code, out, _ = run(capsys, "trends", *given)

    assert (code, rows(out)[0]["change"], rows(out)[1]["yearly_rate"]) == (0, "21.0", "")
    assert float(rows(out)[0]["yearly_rate"]) == pytest.approx(0.1)
    assert run(capsys, "trends", *FOUR)[0] == 2


def test_it_compares_two_frameworks_over_the_same_data(capsys, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(
        Path(FOUR[0]).read_text(encoding="utf-8").replace("weight: 3", "weight: 0.1"), encoding="utf-8"
    )

    code, out, _ = run(capsys, "compare", *FOUR, "--with", other)

    assert code == 0
    assert {row["unit"] for row in rows(out)} == {"An", "Binh", "Cam", "Dao"}
