"""The command line says in one line what the surroundings got wrong."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "surroundings",
    [
        {"MOTCUA_DATABASE_URL": "postgres://x:y@127.0.0.1:1/z"},
        {"MOTCUA_DATABASE_URL": "nothing://x"},
        {"MOTCUA_HOME": "/proc/nowhere"},
    ],
    ids=["no server", "no such database", "no home"],
)
def test_it_ends_with_two_and_without_a_trace(tmp_path, surroundings):
    env = os.environ | {"MOTCUA_HOME": str(tmp_path)} | surroundings
    env.pop("DJANGO_SETTINGS_MODULE", None)  # the settings of the tests make a home of their own
    done = subprocess.run(
        [sys.executable, "-m", "motcua", "unit", "list"], env=env, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("motcua unit: ")
