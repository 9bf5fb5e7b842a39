"""The database a command needs: made on a fresh home, brought up to date, never half."""

import sys
from datetime import timedelta

from django.conf import settings
from django.core import checks
from django.db import connection

from motcua.actions import making, rebuild
from motcua.queries import hall_rules, journal, moment


def prepare() -> None:
    """Make or upgrade the database if its tables are older than the program. Quiet when nothing is to do."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    if making.is_behind():
        print("motcua: preparing the database", file=sys.stderr)
        making.make()
        if journal.lacks_tallies():
            print("motcua: counting the figures anew from the journal", file=sys.stderr)
            rebuild.tallies(now=moment.now())


def unsafe() -> list[str]:
    """Return what makes this installation unsafe to serve, each in one plain sentence."""
    found = [sentence for wrong, sentence in _settings() if wrong] if settings.PRODUCTION else []
    last_at = journal.last_moment()
    if last_at is not None and last_at > moment.now() + timedelta(seconds=60):
        found.append(f"the clock is behind the journal, whose last line is of {last_at.isoformat()}")
    if connection.vendor == "sqlite":
        found += _sqlite()
    return found


def _settings() -> tuple[tuple[bool, str], ...]:
    return (
        (settings.DEBUG, "MOTCUA_DEBUG is on in production"),
        ("*" in settings.ALLOWED_HOSTS, "MOTCUA_HOSTS allows every host in production"),
        (len(settings.SECRET_KEY) < 32, "MOTCUA_SECRET_KEY is shorter than 32 characters"),
        (settings.IS_DEMO, "the home holds a demonstration district, whose passwords are public"),
        (not settings.PUBLIC_URL.startswith("https://"), "MOTCUA_PUBLIC_URL is not an https address"),
    )


def _sqlite() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0]).lower()
        cursor.execute("PRAGMA synchronous")
        synchronous = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA quick_check(1)")
        health = str(cursor.fetchone()[0])
    found = []
    if (mode, synchronous) not in {("delete", 3), ("wal", 2), ("memory", 3), ("memory", 2)}:
        found.append(f"SQLite runs with journal_mode={mode} and synchronous={synchronous}")
    if health != "ok":
        found.append(f"SQLite finds the file damaged: {health}")
    return found


def broken() -> list[str]:
    """Return what makes pages fail: an address that cannot be loaded, a missing setting, a bad number."""
    found = [str(one.msg).splitlines()[0] for one in checks.run_checks() if one.is_serious()]
    return [*found, *hall_rules.broken()]
