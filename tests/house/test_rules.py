"""Rules are pure, and each names its source."""

import datetime as dt
import importlib
import pkgutil
import subprocess
import sys

import pytest

import motcua.rules
from tests.house import readings

REGISTER = readings.PACKAGE / "data" / "sources"
RULE = '''"""Rules."""


def due_on():
    """Return the day.

    Source: {}.

    >>> 1
    1
    """
'''


def plant(package, name, text):
    path = package / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_it_imports_nothing_but_the_quiet_standard_library():
    found = readings.impure_imports(readings.PACKAGE)

    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "import django",
        "import os",
        "from time import time",
        "import secrets",
        "from motcua.actions import dossier",
        "import numpy",
        "import highspy",
    ],
)
def test_it_notices_an_impure_import(tmp_path, line):
    plant(tmp_path, "rules/bad.py", f"{line}\n")
    plant(tmp_path, "rules/good.py", "import datetime\nfrom motcua.rules.text import fold\n")
    plant(tmp_path, "rules/composite.py", "import numpy\n")

    assert len(readings.impure_imports(tmp_path)) == 1


def test_it_keeps_arrays_and_solvers_out_of_a_process_that_serves_pages():
    asked = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings';"
        "import django; django.setup();"
        "import motcua.project.urls;"
        "print(*sorted({'numpy', 'numba', 'highspy', 'polars'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", asked], cwd=readings.ROOT, capture_output=True, text=True)

    assert (said.returncode, said.stdout.strip()) == (0, ""), said.stderr


def test_it_cites_a_source_of_the_register():
    found = readings.uncited(readings.PACKAGE, set(readings.register(REGISTER)))

    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("source", "faults"), [("TIME-01", 0), ("TIME-01 first day, TIME-02", 1), ("the law", 1)]
)
def test_it_notices_a_rule_without_a_source(tmp_path, source, faults):
    plant(tmp_path, "rules/clock.py", RULE.format(source))

    assert len(readings.uncited(tmp_path, {"TIME-01"})) == faults


def test_it_keeps_a_register_that_can_be_read():
    rows = readings.register(REGISTER)

    assert rows
    for name, row in rows.items():
        assert set(row) == {"id", "citation", "fixes", "from_on", "until_on", "confidence"}, name
        assert readings.SOURCE_ID.fullmatch(name), f"{name} is not an id like TIME-01"
        assert row["citation"], f"{name} has no citation"
        assert row["fixes"], f"{name} does not say what it fixes"
        for column in ("from_on", "until_on"):
            assert not row[column] or dt.date.fromisoformat(row[column]), f"{name}: {column}"


def test_it_imports_every_module_without_django():
    for module in pkgutil.walk_packages(motcua.rules.__path__, "motcua.rules."):
        assert importlib.import_module(module.name).__doc__, module.name
