"""`motcua deadline`: the due moment and its ledger, in a table or as one object."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from motcua.__main__ import main

SOURCE = Path(__file__).parents[2] / "src"


def test_it_prints_one_object(capsys):
    code = main(["deadline", "--received", "2026-04-24T09:00", "--working-days", "1", "--json"])

    printed = json.loads(capsys.readouterr().out)
    assert (code, printed["due_at"], printed["due_on"]) == (0, "2026-04-28T17:00:00", "2026-04-28")
    assert [set(line) for line in printed["ledger"]] == [{"from", "to", "counted", "reason"}] * 5
    assert sum(line["counted"] for line in printed["ledger"]) == 1


def test_it_prints_a_table_in_the_language_asked_for(capsys):
    given = ["deadline", "--received", "2026-11-23T15:30", "--working-days", "0", "--cutoff", "15:00"]

    main([*given, "--lang", "en"])
    english = capsys.readouterr().out
    main(given)
    vietnamese = capsys.readouterr().out

    assert english.startswith("Due 17:00 Wednesday 25/11/2026")
    assert vietnamese.startswith("Hẹn trả 17:00 Thứ Tư 25/11/2026")


@pytest.mark.parametrize(
    ("extra", "due_at"),
    [
        pytest.param(["--hours", "4"], "2026-03-02T15:00:00", id="hours"),
        pytest.param(["--days", "5"], "2026-03-09T17:00:00", id="days"),
        pytest.param(["--months", "1"], "2026-04-02T17:00:00", id="months"),
        pytest.param(
            ["--hours", "4", "--pause", "2026-03-02T10:00/2026-03-02T10:30"], "2026-03-02T15:30:00", id="wait"
        ),
        pytest.param(
            ["--working-days", "2", "--restart", "--pause", "2026-03-03T10:00/2026-03-05T10:00"],
            "2026-03-09T17:00:00",
            id="anew",
        ),
        pytest.param(["--working-days", "2", "--pause", "2026-03-03T10:00"], None, id="open"),
    ],
)
def test_it_counts(capsys, extra, due_at):
    main(["deadline", "--received", "2026-03-02T02:00Z", *extra, "--json"])
    printed = json.loads(capsys.readouterr().out)

    main(["deadline", "--received", "2026-03-02T09:00", *extra])
    table = capsys.readouterr().out

    assert printed["due_at"] == due_at
    assert ("Hẹn trả" in table) is (due_at is not None)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(["--received", "yesterday", "--days", "1"], id="no moment"),
        pytest.param(["--received", "2026-02-30", "--days", "1"], id="an impossible date"),
        pytest.param(["--received", "2026-03-02"], id="no term"),
        pytest.param(["--received", "2026-03-02", "--days", "1", "--hours", "1"], id="two terms"),
        pytest.param(["--received", "2026-03-02", "--days", "-1"], id="below zero"),
        pytest.param(["--received", "2026-03-02", "--working-days", "999999"], id="past the calendar"),
        pytest.param(["--received", "2026-03-02", "--days", "1", "--cutoff", "noon"], id="no time of day"),
        pytest.param(
            ["--received", "2026-03-02", "--days", "1", "--pause", "2026-03-04/2026-03-03"], id="backwards"
        ),
    ],
)
def test_it_refuses_in_one_line(capsys, given):
    try:
        code = main(["deadline", *given])
    except SystemExit as stop:
        code = stop.code

    captured = capsys.readouterr()
    assert (code, captured.out, captured.err.count("\n")) == (2, "", 1)


def test_it_runs_as_a_module_without_django():
    program = "import sys; from motcua.__main__ import main; main(); sys.exit('django' in sys.modules)"
    given = ["deadline", "--received", "2026-03-02T09:00", "--days", "1"]

    done = subprocess.run(
        [sys.executable, "-c", program, *given],
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        timeout=30,
    )

    assert (done.returncode, done.stderr) == (0, b"")
