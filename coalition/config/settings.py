"""Settings, all of them, from the environment. `.env.example` explains each variable.

Without PRODUCTION=1 everything has a local default: an own PostgreSQL under var/, a broker of plain
files, a generated secret key. With it, a missing variable stops the start with one sentence.
"""

import os
import re
import secrets
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from coalition.config import bells
from coalition.config.environment import (
    describe_database,
    read_amount,
    read_database,
    read_flag,
    read_list,
    read_number,
)
from coalition.config.logs import describe_logging
from coalition.config.storage import describe_page_store
from coalition.config.telemetry import describe_spans, start_sentry

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve()
SEEDS_DIR = BASE_DIR / "seeds"


PRODUCTION = read_flag("PRODUCTION")
REQUIRED = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "CELERY_BROKER_URL")
if PRODUCTION and (missing := [name for name in REQUIRED if not os.environ.get(name)]):
    raise ImproperlyConfigured(
        f"PRODUCTION=1 needs {', '.join(missing)}: see .env.example for what each one holds."
    )


def read_secret_key() -> str:
    """SECRET_KEY, or locally one that is made once and kept in var/, readable by its owner only."""
    if key := os.environ.get("SECRET_KEY"):
        if PRODUCTION and len(key) < 50:
            raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters.")
        return key
    file = VAR_DIR / "secret-key"
    try:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text()
    with os.fdopen(descriptor, "w") as stream:
        stream.write(key := secrets.token_urlsafe(48))
    return key


SECRET_KEY = read_secret_key()
DEBUG = False  # our error pages are the ones that people see, locally too
ALLOWED_HOSTS = read_list("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = read_list("CSRF_TRUSTED_ORIGINS")
CONTACT = os.environ.get("CONTACT", "")  # shown to sites that we read, and to readers

INSTALLED_APPS = [
    "coalition.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "coalition",
]
MIDDLEWARE = [
    "coalition.config.requests.follow",
    # Those that only add headers come first: files, redirects and errors of the others bear them too.
    "coalition.config.headers.add_headers",
    "coalition.config.headers.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "coalition.api.door.ShortWay",  # who reads the API needs nothing of what follows
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "coalition.config.health.answer_probes",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]
ROOT_URLCONF = "coalition.config.urls"
WSGI_APPLICATION = "coalition.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["coalition.web.links"],
            "libraries": {"words": "coalition.admin.words"},
        },
    }
]

# --- the database -----------------------------------------------------------------------------
TIMEOUTS = (
    "-c statement_timeout={} -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
    # The server, too, gives up a host that is cut off, whose locks would hold up the others.
    " -c tcp_user_timeout=20000 -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5"
    " -c tcp_keepalives_count=2"
)
# A host that is cut off, or a database host that vanishes, is noticed after 20 s: the kernel's own
# default leaves a worker waiting for a quarter of an hour.
DATABASE_OPTIONS = {
    "connect_timeout": 5,
    "tcp_user_timeout": 20_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "options": TIMEOUTS.format(read_number("STATEMENT_TIMEOUT_MS", 60_000)),
}
LOCAL_DATABASE = {"ENGINE": "coalition.config.local_database", "NAME": "coalition"}
DATABASES = {
    "default": describe_database(read_database("DATABASE_URL") or LOCAL_DATABASE, DATABASE_OPTIONS)
}
# What a removal took down, or an editor put right, may be seen for so long at a replica that is behind.
REPLICA_BEHIND_SECONDS = read_number("REPLICA_BEHIND_SECONDS", 5)
if given := read_database("READ_DATABASE_URL"):
    # Nobody waits for a replica that is away: the primary is there.
    quick = DATABASE_OPTIONS | {"connect_timeout": 2}
    DATABASES["replica"] = describe_database(given, quick) | {"TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["coalition.replica.Router"]
POSTGRES_PROGRAMS = os.environ.get("POSTGRES_PROGRAMS") or ""
# Drawings, in each process, by names that say all that they show (coalition/web/drawn.py): what is
# not there is drawn anew. A panel takes 5 to 60 kB, the sketch of a line about 5.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 3_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- history by triggers -----------------------------------------------------------------------
PGHISTORY_APPEND_ONLY = True  # a trigger also forbids to change or delete what history holds
PGHISTORY_ADMIN_CLASS = None
# Not NOW(): a transaction that began long ago could still add to a past that was read (vintages.py).
PGHISTORY_CREATED_AT_FUNCTION = "coalition_history_instant()"
# Reads need no history context; asking who reads would make every reply vary by cookie.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True

# --- the workers -------------------------------------------------------------------------------
# The database owns the work, the broker is a doorbell: a lost message costs seconds, nothing else.
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or "filesystem://"
BROKER_DIR = VAR_DIR / "broker"
if CELERY_BROKER_URL == "filesystem://":
    for name in ("queue", "processed", "control"):
        (BROKER_DIR / name).mkdir(mode=0o700, parents=True, exist_ok=True)
CELERY_BROKER_TRANSPORT_OPTIONS = bells.describe_broker(CELERY_BROKER_URL, BROKER_DIR)
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_PUBLISH_RETRY = (
    False  # a bell that is lost costs seconds; nobody waits for a second try
)
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_TASK_QUEUES = bells.QUEUES
CELERY_TASK_DEFAULT_QUEUE = CELERY_TASK_DEFAULT_ROUTING_KEY = bells.CLOCK
CELERY_TASK_ROUTES = bells.ROUTES
CELERY_BEAT_SCHEDULE = bells.SCHEDULE
# How far workers step back behind whoever else computes on their machine; 0: not at all.
WORKER_NICE = read_number("WORKER_NICE", 10)
JOB_LEASE_SECONDS = read_number("JOB_LEASE_SECONDS", 180)  # longer than a task may run
JOB_ATTEMPTS = 6  # then a person should look

# --- what we read with, and what we take in ----------------------------------------------------
READER = os.environ.get("READER") or "offline"
INGEST_MAX_BYTES = read_number("INGEST_MAX_BYTES", 10_000_000)  # as the door to the web

# --- what is let go of, after how many days ----------------------------------------------------
RAW_PAGE_DAYS = read_number("RAW_PAGE_DAYS", 0)  # 0: never
DELIVERY_DAYS = read_number("DELIVERY_DAYS", 90)

# --- the API -----------------------------------------------------------------------------------
# Requests a minute of one address (of IPv6: one /64), and of one key. Whoever wants nearly
# everything takes the bulk export; a hundred pages of a list are within the first.
API_PER_MINUTE = read_number("API_PER_MINUTE", 300)
API_PER_MINUTE_WITH_KEY = read_number("API_PER_MINUTE_WITH_KEY", 3_000)
# Where the bulk files stand: web servers and workers must share it.
EXPORT_DIR = Path(os.environ.get("EXPORT_DIR") or VAR_DIR / "exports").resolve()
# Whether a proxy of our own stands in front, which alone may say whom it speaks for.
TRUST_PROXY = PRODUCTION and read_flag("TRUST_PROXY")

# --- the door to the web -----------------------------------------------------------------------
# A switch for tests: where it is set, the door reaches these loopback networks, on any port, and
# nothing else at all. In production it would open what must stay closed.
FETCH_ALLOW_NETS = read_list("FETCH_ALLOW_NETS")
try:
    loopback_only = all(ip_network(net).is_loopback for net in FETCH_ALLOW_NETS)
except ValueError:
    loopback_only = False
if FETCH_ALLOW_NETS and (PRODUCTION or not loopback_only):
    raise ImproperlyConfigured(
        "FETCH_ALLOW_NETS is for tests only: loopback networks such as 127.0.0.0/8, between commas, "
        "and never with PRODUCTION=1."
    )
SITE_HOSTS = [name for name in read_list("ALLOWED_HOSTS") if name != "*"]  # never fetched

# --- the language model, asked only with READER=llm or by --reader llm ---------------------------
LLM_BASE_URL = os.environ.get("LLM_BASE_URL") or ""
LLM_API_KEY = os.environ.get("LLM_API_KEY") or ""
LLM_MODEL = os.environ.get("LLM_MODEL") or ""
LLM_PRICE_IN = read_amount("LLM_PRICE_IN")
LLM_PRICE_OUT = read_amount("LLM_PRICE_OUT")
LLM_DAILY_BUDGET_USD = read_amount("LLM_DAILY_BUDGET_USD")
LLM_TIMEOUT_SECONDS = read_number("LLM_TIMEOUT_SECONDS", 30)
LLM_NEEDS = ("LLM_BASE_URL", "LLM_MODEL", "LLM_PRICE_IN", "LLM_PRICE_OUT", "LLM_DAILY_BUDGET_USD")
if READER == "llm" and (missing := [name for name in LLM_NEEDS if not os.environ.get(name)]):
    raise ImproperlyConfigured(f"READER=llm needs {', '.join(missing)}: see .env.example.")

# --- the editors' desk ----------------------------------------------------------------------------
# A verdict that would flip a position waits for another editor's word.
SECOND_EDITOR = read_flag("SECOND_EDITOR")

# --- safety ------------------------------------------------------------------------------------
# To whom a fault of safety is told: an address that begins with mailto:, https: or tel: (RFC 9116).
SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT") or ""
if not re.fullmatch(r"((mailto:|https://|tel:)[!-~]+)?", SECURITY_CONTACT):
    raise ImproperlyConfigured(
        "SECURITY_CONTACT must begin with mailto:, https:// or tel: and hold no space."
    )
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        # Where coalition/config/csp_reports.py answers, for browsers of the old way and of the new.
        "report-uri": "/csp-reports",
        "report-to": "csp",
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# From the login on; coalition/login/sessions.py sees to that, and ends idle ones before.
SESSION_COOKIE_AGE = 8 * 3600
# A second factor for everybody at the desk. Off on one's own machine, where the demo's editor comes in
# with one step; who set one up is asked for it all the same.
REQUIRE_SECOND_FACTOR = read_flag("REQUIRE_SECOND_FACTOR", "1" if PRODUCTION else "0")
OTP_TOTP_ISSUER = "The Willing"  # what an authenticator app calls us
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
# Where the desk is: another address than everybody's keeps guessers from its door, and nobody else.
ADMIN_PATH = os.environ.get("ADMIN_PATH") or "admin"
TAKEN = {
    ".well-known", "api", "articles", "cards", "changes", "compare", "countries", "csp-reports", "embed", "figures", "healthz",
    "i18n", "methodology", "metrics", "proposals", "quality", "readyz", "revisions", "search", "sensitivity",
    "sources", "stances", "static", "status",
}  # fmt: skip
if not re.fullmatch(r"[a-z0-9][a-z0-9-]{2,60}", ADMIN_PATH) or ADMIN_PATH in TAKEN:
    raise ImproperlyConfigured(
        "ADMIN_PATH must be one word of a-z, 0-9 and strokes that no other page has, such as desk-7f3."
    )
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = read_flag("HSTS_PRELOAD")
    SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading is the operator's own decision
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    if TRUST_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- languages, times, files -------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("it", _("Italian"))]
LOCALE_PATHS = [BASE_DIR / "coalition" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static", ("clients", BASE_DIR / "clients")]
STATIC_ROOT = VAR_DIR / "static"
# Hashed names and files packed beforehand, by Brotli and gzip: in production, and in the demo, which
# collects them itself. Everything else finds files where they are edited.
PACKED_STATIC = PRODUCTION or read_flag("PACKED_STATIC")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PACKED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Raw pages: in the database, unless an address says otherwise (coalition/page_bytes.py).
PAGE_STORE = os.environ.get("PAGE_STORE") or ""
PAGE_STORE_FAULTS: tuple[type[Exception], ...] = ()
if PAGE_STORE:
    STORAGES["pages"], PAGE_STORE_FAULTS = describe_page_store(
        PAGE_STORE, os.environ.get("PAGE_STORE_ENDPOINT") or ""
    )
WHITENOISE_USE_FINDERS = not PACKED_STATIC

# --- being watched -----------------------------------------------------------------------------
# Who shows it may read /metrics; without one nobody may, and the address is not there.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN") or ""
if METRICS_TOKEN:
    if len(METRICS_TOKEN) < 20:
        raise ImproperlyConfigured("METRICS_TOKEN must have at least 20 characters.")
    # What each web process counts is summed up from files, before prometheus_client is imported.
    (VAR_DIR / "metrics").mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(VAR_DIR / "metrics"))
LOG_FORMAT = os.environ.get("LOG_FORMAT") or ("json" if PRODUCTION else "line")
if LOG_FORMAT not in {"json", "line"}:
    raise ImproperlyConfigured(f"LOG_FORMAT must be json or line, not {LOG_FORMAT!r}.")
LOGGING = describe_logging(LOG_FORMAT, os.environ.get("LOG_LEVEL") or "")
if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
    LOGGING["handlers"]["spans"] = describe_spans()
    LOGGING["handlers"]["console"]["level"] = LOGGING["loggers"]["coalition"]["level"]
    LOGGING["loggers"]["coalition"] = {"handlers": ["spans"], "level": "INFO"}
if os.environ.get("SENTRY_DSN"):
    start_sentry(os.environ["SENTRY_DSN"])
