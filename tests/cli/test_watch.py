"""`motcua watch backtest`: recall and false alarms, printed."""

import json

import pytest

from motcua.__main__ import main


def test_it_prints_recall_and_false_alarms(capsys):
    main(["watch", "backtest", "--dossiers", "2500", "--days", "90", "--json"])

    told = json.loads(capsys.readouterr().out)
    assert told["recall"] >= 0.9
    assert told["false_alarms_per_1000_dossier_days_officer"] <= 15
    assert told["stalls_found"] <= told["stalls_planted"]


def test_it_prints_lines_for_people(capsys):
    main(["watch", "backtest", "--dossiers", "600", "--days", "60"])

    assert "false alarms per 1000 dossier days leader" in capsys.readouterr().out


@pytest.mark.django_db
def test_it_says_that_there_is_nothing_to_try(capsys, monkeypatch):
    from motcua.cli import database

    monkeypatch.setattr(database, "prepare", lambda: None)
    main(["watch", "backtest", "--own"])

    assert "no stall was planted" in capsys.readouterr().err
