"""Programs of their own beside the test: they share the test's database, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def database_url() -> str:
    """Return the address of the database this test writes to."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    whom = f"{settings['USER']}:{quote(settings['PASSWORD'])}"
    return f"postgres://{whom}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


def start(*command: str, alone: bool = False, **variables: str) -> subprocess.Popen[str]:
    """Start a Python program on the test's database; `alone` gives it a process group to be killed by."""
    surroundings = os.environ | {
        "MOTCUA_DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "motcua.project.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=surroundings | variables,
        stdout=subprocess.PIPE,
        stderr=None if alone else subprocess.PIPE,
        text=True,
        start_new_session=alone,
    )
