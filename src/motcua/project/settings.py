"""Settings: one file, driven by a few MOTCUA_ variables (docs/guide/admin.md lists them)."""

import secrets
from contextlib import suppress
from pathlib import Path

import environ

from motcua.web.faces import FACES

env = environ.Env()
PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(env("MOTCUA_HOME", default="var")).resolve()
PRODUCTION = env.bool("MOTCUA_PRODUCTION", default=False)
DEBUG = env.bool("MOTCUA_DEBUG", default=False)


def _secret() -> str:
    """Return the installation's own key, made on the first start and kept in its home."""
    if given := env("MOTCUA_SECRET_KEY", default=""):
        return given
    kept = HOME / "secret.key"
    if not kept.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # two processes may start at once: the first name wins
            kept.hardlink_to(fresh)
        fresh.unlink()
    return kept.read_text().strip()


SECRET_KEY = _secret()
ALLOWED_HOSTS = env.list("MOTCUA_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_FAILURE_VIEW = "motcua.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("MOTCUA_ORIGINS", default=[])
PUBLIC_URL = env("MOTCUA_PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
# Where `motcua boards` is reached by browsers; without it boards ask again every two seconds.
BOARDS_URL = env("MOTCUA_BOARDS_URL", default="").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
    "ninja",
    "motcua.records",
    "motcua.web",
]

MIDDLEWARE = [
    "motcua.web.middleware.Proxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "motcua.web.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "motcua.web.middleware.Headers",
    "motcua.web.middleware.Who",
    "motcua.web.errors.Refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "motcua.project.urls"
WSGI_APPLICATION = "motcua.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"] + [PACKAGE / "web" / face / "templates" for face in FACES],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "motcua.web.frames.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "motcua.web.templatetags.parts",
            ],
        },
    },
]


# A line to PostgreSQL that went silent is given up after half a minute; by itself it is after hours.
LINE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
# How long PostgreSQL may wait, in milliseconds, before a request is told to try again.
PATIENCE = {"lock_timeout": 3000, "statement_timeout": 15000, "idle_in_transaction_session_timeout": 30000}


def _database() -> dict[str, object]:
    url = env("MOTCUA_DATABASE_URL", default=f"sqlite:///{HOME / 'motcua.sqlite3'}")
    found = env.db_url_config(url)
    if found["ENGINE"] == "django.db.backends.sqlite3":
        own = {"ENGINE": "motcua.records.sqlite", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}
        return found | own | {"CONN_MAX_AGE": None}  # opening costs a quarter of a short request
    return found | {
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **LINE,
            "options": " ".join(f"-c {name}={ms}" for name, ms in PATIENCE.items()),
            "prepare_threshold": 2,  # for records.prepared; Django's own cursors never prepare
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "records.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "motcua.web.accounts.adapter.Adapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # counters share machines: closing the browser signs out
ACCOUNT_FORMS = {
    "login": "motcua.web.accounts.forms.SignIn",
    "change_password": "motcua.web.accounts.forms.NewPassword",
    "reauthenticate": "motcua.web.accounts.forms.ItIsMe",
}
# Codes of the second factor, by account: django-axes counts wrong passwords, but never sees a code.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "citizen:home"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "motcua"
REQUIRE_TOTP = env.bool("MOTCUA_REQUIRE_TOTP", default=False)
AXES_FAILURE_LIMIT = env.int("MOTCUA_LOGIN_FAILURES", default=8)
AXES_COOLOFF_TIME = 0.25  # hours; a delay, never a permanent lock (TRUST A15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_VERBOSE = False

# How many proxies of ours stand in front and add to X-Forwarded-For; 0: nobody's word is taken.
TRUSTED_PROXIES = env.int("MOTCUA_TRUSTED_PROXIES", default=0)

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"] + [PACKAGE / "web" / face / "locale" for face in FACES]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("MOTCUA_TIME_ZONE", default="Asia/Ho_Chi_Minh")

STATIC_URL = "static/"
STATICFILES_DIRS = [path for path in [PACKAGE / "web" / "static"] if path.exists()]
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # or the server warns at every start
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{10}\.\w+$"  # tools/frontend.py puts a hash into each name
STORE = HOME / "store"

SESSION_COOKIE_AGE = 10 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = (
    200  # a checklist sends an empty field a paper; rules.files counts the real ones
)
FILE_UPLOAD_HANDLERS = [
    "motcua.web.uploads.Limits",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

# Pages on which units post their procedures: hosts that may be looked at ("*." for all below a name),
# and those of them, with their port, that may lie in a private network or speak without TLS.
PAGE_HOSTS = env.list("MOTCUA_PAGE_HOSTS", default=["*.gov.vn"])
PAGE_PRIVATE_HOSTS = env.list("MOTCUA_PAGE_PRIVATE_HOSTS", default=[])

# A demonstration district lives in 2024: its home keeps the distance to today.
_distance = HOME / "clock_offset"
CLOCK_OFFSET_SECONDS = int(_distance.read_text()) if _distance.exists() else 0
IS_DEMO = (HOME / "demo").exists()
if IS_DEMO:
    PAGE_HOSTS = [*PAGE_HOSTS, "*.example"]  # answered by edge.commune_twin on this machine
