"""A table of answers, taken in by the command line."""

import json

import pytest

from motcua.__main__ import main
from motcua.records.models import SurveyAnswer
from motcua.rules.people import Role
from tests import make
from tests.queries.test_surveys import opened

HEAD = "Đơn vị,A1,A2\n"


@pytest.fixture
def table(tmp_path, district, lan, now, settings):
    from motcua.queries import access

    settings.HOME = tmp_path
    account = make.official("Bùi Tiến Dũng", unit=district, role=Role.REFORM, user_name="dung")
    opened(access.actor_of(account, now.date()), now)
    path = tmp_path / "ks.csv"
    path.write_text(f"{HEAD}Xã Lam Sơn,5,4\nXã Lam Sơn,x,\nXã Xa,5,5\nXã Lam Sơn,9 9,5\n", encoding="utf-8")
    return path


def test_it_keeps_what_it_can_and_names_what_it_cannot(table, tmp_path, capsys):
    out = tmp_path / "refused.csv"

    assert main(["import", "survey", str(table), "--survey", "q1", "--json", "--refused", str(out)]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["kept"], told["refused"]) == (2, 2)
    assert told["reasons"] == {"unit_unknown": 1, "bad_choice": 1}
    assert "4,unit_unknown,Xã Xa" in out.read_text(encoding="utf-8")
    assert SurveyAnswer.objects.filter(source="imported").count() == 2


def test_it_writes_nothing_when_it_is_only_asked(table, capsys):
    assert main(["import", "survey", str(table), "--survey", "q1", "--dry-run"]) == 0

    assert "2 forms kept, 2 rows refused" in capsys.readouterr().out
    assert not SurveyAnswer.objects.exists()


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [("A,B\n1,2\n", "q1", "no row of titles"), (f"{HEAD}X,1,1\n", "q9", "no survey q9")],
)
def test_it_refuses_a_table_or_a_survey_that_is_not_one(table, capsys, text, key, said):
    table.write_text(text, encoding="utf-8")

    assert main(["import", "survey", str(table), "--survey", key]) == 2

    assert said in capsys.readouterr().err


def test_it_takes_a_table_in_once(table, capsys):
    assert main(["import", "survey", str(table), "--survey", "q1"]) == 0
    assert main(["import", "survey", str(table), "--survey", "q1"]) == 2

    assert SurveyAnswer.objects.count() == 2
