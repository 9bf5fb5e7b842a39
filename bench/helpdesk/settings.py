"""Settings of the peer: as its own guide sets it up, token sign-in, the same durability; no mail is sent."""

import os
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

HOME = Path(os.environ["HELPDESK_HOME"])
SECRET_KEY = "bench-" * 8
DEBUG = False
ALLOWED_HOSTS = ["*"]
SITE_ID = 1
INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites",
    "django.contrib.messages", "django.contrib.humanize", "django.contrib.staticfiles",
    "django.contrib.admin",
    "rest_framework", "rest_framework.authtoken", "helpdesk",
]  # fmt: skip
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "bench.helpdesk.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
HELPDESK_ACTIVATE_API_ENDPOINT = True
HELPDESK_TEAMS_MODE_ENABLED = False
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
MEDIA_ROOT = HOME / "helpdesk-media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _database() -> dict[str, object]:
    url = urlsplit(os.environ["HELPDESK_SERVER"])
    if url.hostname:
        name = {"NAME": "helpdesk_" + url.path.strip("/"), "HOST": url.hostname, "PORT": url.port}
        who = {"USER": url.username, "PASSWORD": url.password}
        return {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None} | name | who
    is_safe = sqlite3.sqlite_version_info >= (3, 51, 3)
    mode = (
        "journal_mode=WAL;PRAGMA synchronous=FULL"
        if is_safe
        else "journal_mode=DELETE;PRAGMA synchronous=EXTRA"
    )
    options = {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": f"PRAGMA {mode}"}
    name = {"NAME": HOME / "helpdesk.sqlite3", "OPTIONS": options, "CONN_MAX_AGE": None}
    return {"ENGINE": "django.db.backends.sqlite3"} | name


DATABASES = {"default": _database()}
