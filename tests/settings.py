"""The product's own settings, in a home that lasts as long as the run, on the database asked for.

MOTCUA_DATABASE_URL chooses the database; without it, a SQLite file in that home.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker shares its parent's home
    os.environ["MOTCUA_HOME"] = tempfile.mkdtemp(prefix="motcua-test-")
    atexit.register(shutil.rmtree, os.environ["MOTCUA_HOME"], ignore_errors=True)

from motcua.project.settings import *  # noqa: F403
from motcua.project.settings import DATABASES, HOME

# The tables at once instead of by their whole history: tests/records/test_making.py proves both equal.
DATABASES["default"]["TEST"] = {"MIGRATE": False}
# A file, not memory: threads and locks must behave as they do in service.
if "sqlite" in str(DATABASES["default"]["ENGINE"]):
    DATABASES["default"]["TEST"]["NAME"] = str(Path(HOME) / "test.sqlite3")

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, and guards invented people only
