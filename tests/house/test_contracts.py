"""The contracts of the house go red when they are broken on purpose."""

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house import readings

BIN = Path(sys.executable).parent

# contract -> (file, line that breaks it); one for each rung, and one for each exception that must stay narrow
BROKEN = {
    "rules import records": ("rules/planted_a.py", "import motcua.records.models"),
    "rules import edge": ("rules/planted_b.py", "import motcua.edge"),
    "edge imports rules": ("edge/planted_c.py", "import motcua.rules"),
    "records import queries": ("records/planted_d.py", "import motcua.queries"),
    "queries import actions": ("queries/planted_e.py", "import motcua.actions"),
    "actions import jobs": ("actions/planted_f.py", "import motcua.jobs"),
    "web imports api": ("web/planted_g.py", "import motcua.api"),
    "api imports project": ("api/planted_h.py", "import motcua.project"),
    "rules know django": ("rules/planted_i.py", "import django"),
    "web touches tables": ("web/planted_j.py", "import motcua.records.models"),
    "cli touches tables": ("cli/planted_k.py", "import motcua.records.models"),
    "actions speak to the outside": ("actions/planted_l.py", "import motcua.edge"),
    "web speaks to the outside": ("web/planted_m.py", "import motcua.edge.planted_c"),
    "edge knows django": ("edge/planted_n.py", "import django"),
}
CONTRACTS = {"ladder", "pure", "tables", "outside", "foundation"}

BAD_LINES = {
    "rules/clock_a.py": "from datetime import datetime\n\nX = datetime.now(tz=None)\n",
    "rules/clock_b.py": "from datetime import date\n\nX = date.today()\n",
    "actions/clock_c.py": "from django.utils import timezone\n\nX = timezone.now()\n",
    "actions/clock_d.py": "import time\n\nX = time.time()\n",
    "actions/http_e.py": "from django.http import HttpResponse\n\nX = HttpResponse\n",
    "queries/http_f.py": "from django.shortcuts import render\n\nX = render\n",
    "rules/chance_g.py": "import random\n\nX = random.random()\n",
    "queries/clock_i.py": "from motcua.queries import moment\n\nX = moment.now()\n",
    "actions/signal_h.py": "from django.db.models.signals import post_save\n\nX = post_save\n",
}
GOOD_LINES = {
    "web/clock_a.py": "from motcua.queries import moment\n\nX = moment.now()\n",
    "jobs/clock_b.py": "from motcua.queries import moment\n\nX = moment.now()\n",
    "web/http_c.py": "from django.http import HttpResponse\n\nX = HttpResponse\n",
    "rules/chance_d.py": "import random\n\nX = random.Random(1).random()\n",
}


@pytest.fixture
def house(tmp_path):
    """A copy of the sources that may be broken."""
    skip = shutil.ignore_patterns("static", "__pycache__", "data", "assets", "*.po", "*.mo", "*.html")
    shutil.copytree(readings.PACKAGE, tmp_path / "src" / "motcua", ignore=skip)
    shutil.copy(readings.ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(house, lines):
    for name, text in lines.items():
        path = house / "src" / "motcua" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def lint_imports(house):
    # PYTHONPATH first: the copy must be read, not the sources it was copied from.
    surroundings = {"PYTHONPATH": str(house / "src"), "PATH": str(BIN), "NO_COLOR": "1", "COLUMNS": "200"}
    command = [str(BIN / "lint-imports"), "--no-cache", "--config", str(house / "pyproject.toml")]
    return subprocess.run(command, cwd=house, env=surroundings, capture_output=True, text=True)


def ruff(house):
    command = [str(BIN / "ruff"), "check", "--no-cache", "--output-format=json", "--select=TID251", "src"]
    told = json.loads(subprocess.run(command, cwd=house, capture_output=True, text=True).stdout)
    return {str(Path(fault["filename"]).relative_to(house / "src" / "motcua")) for fault in told}


def test_it_is_green_as_it_stands(house):
    done = lint_imports(house)

    assert done.returncode == 0, done.stdout


def test_it_turns_red_at_every_rung(house):
    plant(house, {name: f"{line}\n" for name, line in BROKEN.values()})

    told = lint_imports(house).stdout

    missed = [why for why, (name, _) in BROKEN.items() if Path(name).stem not in told]
    assert not missed, f"the contracts let pass: {missed}\n{told}"


def test_it_turns_every_contract_red(house):
    plant(house, {name: f"{line}\n" for name, line in BROKEN.values()})

    told = lint_imports(house).stdout

    assert f"{len(CONTRACTS)} broken" in told
    assert "0 kept" in told


def test_it_refuses_a_new_room(house):
    plant(house, {"attic/__init__.py": '"""A room that nobody argued for."""\n'})

    assert lint_imports(house).returncode == 1


def test_it_bans_the_clock_http_chance_and_signals_where_they_do_not_belong(house):
    plant(house, BAD_LINES | GOOD_LINES)

    found = ruff(house)

    assert set(BAD_LINES) <= found
    assert not set(GOOD_LINES) & found


def test_it_types_the_rules_strictly(house):
    plant(house, {"rules/untyped.py": '"""A rule."""\n\n\ndef due_on(day):\n    return day\n'})
    command = [str(BIN / "mypy"), "--no-incremental", "--config-file", str(house / "pyproject.toml")]
    command += ["--follow-imports=silent", "src/motcua/rules/untyped.py"]
    surroundings = {"PYTHONPATH": str(house / "src"), "PATH": str(BIN), "MOTCUA_HOME": str(house / "var")}

    done = subprocess.run(command, cwd=house, env=surroundings, capture_output=True, text=True)

    assert "Function is missing a type annotation" in done.stdout, done.stdout + done.stderr


def test_it_is_drawn_in_the_architecture_as_it_is():
    contract = tomllib.loads((readings.ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = next(c["layers"] for c in contract["contracts"] if c["id"] == "ladder")
    page = (readings.ROOT / "ARCHITECTURE.md").read_text("utf-8")

    drawing = page.split("## The ladder", 1)[1].split("```")[1].strip().splitlines()

    assert [line.split("  ")[0].strip() for line in drawing] == [
        rung for rung in layers if rung != "__main__"
    ]
