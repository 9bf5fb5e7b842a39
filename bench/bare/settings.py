"""Settings of the bare project: no middleware, the same database, the same durability."""

import sqlite3
from pathlib import Path

import environ

env = environ.Env()
HOME = Path(env("MOTCUA_HOME"))
SECRET_KEY = env("MOTCUA_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["bench.bare"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.bare.urls"
WSGI_APPLICATION = "bench.bare.wsgi.application"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STORE = HOME / "bare-store"


def _database() -> dict[str, object]:
    found: dict[str, object] = env.db_url_config(env("BARE_DATABASE_URL"))
    if found["ENGINE"] != "django.db.backends.sqlite3":
        return found | {"CONN_MAX_AGE": None}
    is_safe = sqlite3.sqlite_version_info >= (3, 51, 3)  # as the house decides
    mode = (
        "journal_mode=WAL;PRAGMA synchronous=FULL"
        if is_safe
        else "journal_mode=DELETE;PRAGMA synchronous=EXTRA"
    )
    options = {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": f"PRAGMA {mode}"}
    return found | {"OPTIONS": options, "CONN_MAX_AGE": None}


DATABASES = {"default": _database()}
