"""A checkpoint is printed, kept, compared; a month's random check is drawn."""

import json

import pytest

from motcua import __main__ as command
from motcua.jobs import questions
from motcua.records.models import ChainHead, Checkpoint, Entry
from tests.cheats import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def test_it_prints_what_can_be_compared_later(home, received, capsys):
    assert command.main(["checkpoint", "--out", str(home / "kept.txt")]) == 0
    assert command.main(["verify", "--checkpoint", str(home / "kept.txt")]) == 0

    origin, size, _, at, formula = (home / "kept.txt").read_text("utf-8").split("\n")[:5]
    assert origin.startswith("motcua-")
    assert (int(size), at[:3], formula[:8]) == (Entry.objects.count(), "at ", "formula ")


def test_it_tells_a_journal_that_lost_lines(home, lan, received, filed, capsys):
    command.main(["checkpoint", "--out", str(home / "kept.txt")])
    last = Entry.objects.order_by("-seq").first()
    Entry.objects.filter(pk=last.pk).delete()
    ChainHead.objects.update(size=last.seq - 1, hash=last.prev)

    assert command.main(["verify"]) == 0  # from inside it looks whole
    assert command.main(["verify", "--checkpoint", str(home / "kept.txt")]) == 1
    assert "a checkpoint saw" in capsys.readouterr().out


def test_a_changed_checkpoint_is_told(home, received, capsys):
    command.main(["checkpoint", "--out", str(home / "kept.txt")])
    text = (home / "kept.txt").read_text("utf-8").replace("formula ", "formula 0", 1)
    (home / "kept.txt").write_text(text, "utf-8")

    assert command.main(["verify", "--checkpoint", str(home / "kept.txt")]) == 1
    assert command.main(["verify", "--checkpoint", __file__]) == 2


def test_an_empty_journal_has_none(home, db, capsys):
    assert command.main(["checkpoint"]) == 1
    assert command.main(["sample", "--unit", "X", "--month", "2024-01"]) == 2


def test_the_worker_keeps_one_and_lays_it_out(home, received, now):
    questions.seal(now)
    questions.seal(now)

    assert Checkpoint.objects.count() == 1
    assert (home / "checkpoints" / "latest.txt").read_text("utf-8") == Checkpoint.objects.get().note


def test_the_sweep_asks_nothing_twice(commune, procedure, lan, minh, hoa):
    office = stage.Office(commune, procedure, lan, minh, hoa)
    for row in [office.begun() for _ in range(4)]:
        office.finish(row, stage.IN_TIME, with_result=False)
    at = stage.make.at("2024-01-25 08:00")

    assert (questions.sweep(at), questions.sweep(at)) == (1, 0)


def test_the_random_check_is_drawn_by_the_first_checkpoint_after_the_month(
    home, commune, received, now, capsys
):
    command.main(["checkpoint"])
    capsys.readouterr()

    assert command.main(["sample", "--unit", commune.agency_code, "--month", "2024-01", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["codes"] == []
