"""Homes to measure in: a model district on SQLite or PostgreSQL, copied for each measurement."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
SOURCES = f"{ROOT / 'src'}{os.pathsep}{ROOT}"


@dataclass(slots=True)
class Home:
    """One installation: its folder, its database, and how its processes find them."""

    name: str
    folder: Path
    server: str = ""  # URL of the PostgreSQL server; empty: SQLite
    more: dict[str, str] = field(default_factory=dict)

    @property
    def is_sqlite(self) -> bool:
        return not self.server

    @property
    def url(self) -> str:
        if self.is_sqlite:
            return f"sqlite:///{self.folder / 'motcua.sqlite3'}"
        return urlunsplit(urlsplit(self.server)._replace(path=f"/bench_{self.name}"))

    @property
    def surroundings(self) -> dict[str, str]:
        own = {
            "MOTCUA_HOME": str(self.folder),
            "MOTCUA_DATABASE_URL": self.url,
            "MOTCUA_SECRET_KEY": "bench-" * 8,
            "DJANGO_SETTINGS_MODULE": "motcua.project.settings",
            "PYTHONPATH": SOURCES,
        }
        return os.environ | own | self.more

    def run(self, *words: object, django: bool = True) -> str:
        """Run a Python program in this home and return what it printed.

        Raises: RuntimeError with its complaint.
        """
        command = [sys.executable, *map(str, words)]
        done = subprocess.run(
            command, env=self.surroundings, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command[1:])}: {done.stderr[-2000:]}")
        return done.stdout

    def ask(self, module: str, *words: object) -> Any:
        """Run `python -m MODULE` in this home and return the JSON of its last line."""
        return json.loads(self.run("-m", module, *words).strip().splitlines()[-1])


@contextmanager
def made(name: str, parent: Path, server: str, dossiers: int) -> Iterator[Home]:
    """Yield a home with a model district of about so many dossiers; it is removed afterwards."""
    home = Home(name, parent / name, server)
    home.folder.mkdir()
    try:
        if server:
            _administer(server, f"DROP DATABASE IF EXISTS bench_{name}", f"CREATE DATABASE bench_{name}")
        home.run("-m", "motcua.demo", "--dossiers", dossiers)
        yield home
    finally:
        remove(home)


@contextmanager
def copied(of: Home, name: str) -> Iterator[Home]:
    """Yield a copy of a home, so that one measurement does not grow what the next one reads."""
    home = Home(name, of.folder.parent / name, of.server, dict(of.more))
    shutil.copytree(of.folder, home.folder)
    try:
        if home.server:
            fresh = f"CREATE DATABASE bench_{name} TEMPLATE bench_{of.name}"
            _administer(home.server, f"DROP DATABASE IF EXISTS bench_{name}", fresh)
        yield home
    finally:
        remove(home)


def remove(home: Home) -> None:
    """Throw a home away with its database."""
    if home.server:
        for name in (f"bench_{home.name}", f"helpdesk_bench_{home.name}"):
            _administer(home.server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    shutil.rmtree(home.folder, ignore_errors=True)


def _administer(server: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
