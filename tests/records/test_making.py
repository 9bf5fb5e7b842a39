"""A fresh database: made in one go, it is what all migrations together make."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

pytestmark = pytest.mark.database

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("MOTCUA_DATABASE_URL", "")


@pytest.fixture
def home(tmp_path):
    """Yield what makes a home of a name, with a database of its own, on the database under test."""
    made = []

    def surroundings(name):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        url = f"sqlite:///{folder / 'motcua.sqlite3'}"
        if SERVER:
            database = f"making_{os.getpid()}_{name}"
            if database not in made:
                administer(f"DROP DATABASE IF EXISTS {database}", f"CREATE DATABASE {database}")
                made.append(database)
            url = urlunsplit(urlsplit(SERVER)._replace(path=f"/{database}"))
        own = {"MOTCUA_HOME": str(folder), "MOTCUA_DATABASE_URL": url}
        own |= {"DJANGO_SETTINGS_MODULE": "motcua.project.settings"}
        own |= {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        return os.environ | own

    yield surroundings
    for database in made:
        administer(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def administer(*statements):
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def run(surroundings, *words):
    command = [sys.executable, "-W", "ignore", *words]
    done = subprocess.run(command, env=surroundings, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def shape(surroundings, way):
    return json.loads(run(surroundings, "-m", "tests.records.shape", way).splitlines()[-1])


# By default on SQLite only: walking all migrations costs half a minute on each database.
@(pytest.mark.full if SERVER else lambda test: test)
def test_it_is_what_all_migrations_together_make(home):
    by_migrations, at_once = shape(home("migrated"), "migrate"), shape(home("made"), "make")

    assert sorted(by_migrations) == sorted(at_once)
    ours = [table for table in at_once if table.startswith("records_") or table == "triggers"]
    assert [table for table in ours if at_once[table] != by_migrations[table]] == []
    # Others' packages may have indexes and widths of keys that their own history left behind.
    for table in set(at_once) - set(ours):
        first, second = ({name for name, *_ in made[table]["columns"]} for made in (at_once, by_migrations))
        assert first == second
    assert len(at_once["triggers"]) >= 3


INTERRUPT = """
import django
django.setup()
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from motcua.actions import making
recorder = MigrationRecorder(connection)
recorder.ensure_schema()
recorder.record_applied("motcua", "making")
with connection.schema_editor() as editor:
    editor.execute("CREATE TABLE records_entry (id integer)")
"""


@pytest.mark.full
def test_it_begins_anew_where_it_was_interrupted(home):
    interrupted = home("interrupted")
    run(interrupted, "-c", INTERRUPT)

    found = shape(interrupted, "make")

    assert found == shape(home("made"), "make")
