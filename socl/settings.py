"""Settings: one file, everything that differs between machines from environment variables.

``make run`` writes what it started to ``.local/env.json``; a variable in the environment wins over it, so that
any ``manage.py`` command finds the running embedded servers by itself.
"""

import json
import os
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL = BASE_DIR / ".local"


def _started() -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads((LOCAL / "env.json").read_text())
    except (OSError, ValueError):
        return {}
    return found


_env: dict[str, str] = {**_started(), **os.environ}

DEBUG = _env.get("DEBUG", "") == "1"
SECRET_KEY = _env.get("SECRET_KEY", "")  # Django refuses to start without one
ALLOWED_HOSTS = _env.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
BASE_URL = _env.get("BASE_URL", "http://127.0.0.1:8000")
HTTPS = BASE_URL.startswith("https://")  # a proxy in front speaks TLS and sets X-Forwarded-Proto itself
# The proxies in front, as networks ("10.0.0.0/8,172.18.0.1"): only what they say of a client's address is believed.
TRUSTED_PROXIES = [
    ip_network(net.strip()) for net in _env.get("TRUSTED_PROXIES", "").split(",") if net.strip()
]
STREAM_PORT = int(_env.get("STREAM_PORT", "0"))  # 0: the stream is served under /stream/ by a proxy
SOCL_DEMO = _env.get("SOCL_DEMO", "") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "oauth2_provider",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "rest_framework",
    "drf_spectacular",
    "socl.core",
    "socl.journal",
    "socl.post",
    "socl.orga",
    "eakte",
    "atv.kalender",
    "routing.rufkreis",
    "routing.escalation",
    "rollout",
    "atv.otv",
    "socl.lab",
    "socl.web",
]
MIDDLEWARE = [
    "socl.web.middleware.observed",
    "socl.web.middleware.client_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "socl.web.middleware.hardened",
    "socl.web.middleware.stream_origin",
    "socl.core.api.problems.ProblemMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "socl.web.middleware.bounded",
    "socl.web.sessions.session_guard",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "socl.web.middleware.heartbeat",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "socl.urls"
WSGI_APPLICATION = "socl.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "socl.web.context.page",
            ],
        },
    }
]
FORM_RENDERER = "socl.web.forms.KernRenderer"

DATABASE_URL = _env.get("DATABASE_URL", "postgres://localhost/socl")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, "socl.core.postgres", 600, True)}  # health checks
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = _env.get("REDIS_URL", "redis://localhost:6379/0")

AUTH_USER_MODEL = "orga.Person"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# Wrong passwords are counted per account and device: nobody locks a colleague out, nor a whole house behind one
# address. They are forgotten after the pause; nothing about a login that succeeds is kept.
AXES_FAILURE_LIMIT = 5
AXES_HANDLER = "socl.web.passwords.Handler"  # and per account over all devices, ten times as often
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "socl.web.account.locked_out"
AXES_RESET_ON_SUCCESS = AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "SOC-L"
# Roles that configure (orga.rules.roles.SECOND_FACTOR) show a second factor; not in the demo, unless asked for.
SECOND_FACTOR = _env.get("SECOND_FACTOR", "0" if SOCL_DEMO else "1") == "1"

# An identity provider, where OIDC_CLIENT_ID names this application there (docs/decisions/0015).
OIDC_RP_CLIENT_ID = _env.get("OIDC_CLIENT_ID", "")
OIDC_RP_CLIENT_SECRET = _env.get("OIDC_CLIENT_SECRET", "")
OIDC_NAME = (_env.get("OIDC_NAME", "") or "Anmeldedienst") if OIDC_RP_CLIENT_ID else ""
OIDC_ISSUER = _env.get("OIDC_ISSUER", "")
OIDC_OP_AUTHORIZATION_ENDPOINT = _env.get("OIDC_AUTHORIZATION_ENDPOINT", "")
OIDC_OP_TOKEN_ENDPOINT = _env.get("OIDC_TOKEN_ENDPOINT", "")
OIDC_OP_USER_ENDPOINT = _env.get("OIDC_USER_ENDPOINT", "")
OIDC_OP_JWKS_ENDPOINT = _env.get("OIDC_JWKS_ENDPOINT", "")
OIDC_RP_SIGN_ALGO, OIDC_RP_SCOPES = "RS256", "openid profile"
OIDC_CREATE_USER, OIDC_USE_PKCE, OIDC_TIMEOUT = False, True, 10
LOGIN_REDIRECT_URL_FAILURE = "/anmelden/?anmeldedienst=abgelehnt"
if OIDC_RP_CLIENT_ID:
    AUTHENTICATION_BACKENDS.append("socl.web.oidc.Backend")

SESSION_COOKIE_AGE = 10 * 3600  # the longest a session lasts: one working day
SESSION_IDLE = timedelta(minutes=int(_env.get("SESSION_IDLE_MINUTES", "60")))  # without an act of the person
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True  # no script reads it: forms and htmx carry the token in the page
if HTTPS:  # bound to this host and to TLS by the browser itself
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CSRF_FAILURE_VIEW = "socl.web.views.csrf_failed"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024  # bytes of a body without its files
DATA_UPLOAD_MAX_NUMBER_FILES = 5

LANGUAGE_CODE = "de"
TIME_ZONE = "Europe/Berlin"
USE_TZ = USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "socl" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = _env.get("STATIC_ROOT", str(LOCAL / "static"))
STATICFILES_DIRS: list[Any] = [
    BASE_DIR / "socl" / "static",
    ("kern", BASE_DIR / "node_modules" / "@kern-ux" / "native" / "dist"),
    ("htmx", BASE_DIR / "node_modules" / "htmx.org" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": _env.get("STATIC_STORAGE", "whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],  # KERN draws its icons as data: images
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]  # asked from inside, without TLS
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Whether browsers ship with the domain in their list is for the owner of the domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "socl.core.api.authentication.BearerAuthentication",
        "socl.core.api.authentication.BrowserSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["socl.core.api.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "socl.core.api.paging.ByIdPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "socl.core.api.problems.exception_handler",
    "COMPACT_JSON": True,
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "SOC-L und OTV: REST-Schnittstelle",
    "DESCRIPTION": "Anrufe, Rückrufe und Kalender nach Weisung 202302002. Fehler sind problem+json (RFC 9457).",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "socl.core.api.schema.name_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "Channel": "atv.kalender.models.Channel.choices",
        "CoordinatorKind": "socl.orga.models.CoordinatorKind.choices",
        "BookingKind": "atv.kalender.web.shapes.KINDS",
        "AnliegenCode": "routing.escalation.web.shapes.CODES",
        "AnliegenKind": "routing.escalation.web.shapes.KINDS",
        "RegionStage": "rollout.web.shapes.STAGES",
        "ItemState": "rollout.web.shapes.ITEM_STATES",
        "OtvChannel": "atv.otv.web.citizen_api.CHANNELS",
    },
}
RFC_9700 = "IMPLICIT_GRANT PASSWORD_GRANT PKCE_METHOD ACCESS_TOKEN_TRANSPORT AUTHZ_RESPONSE_ISS TOKEN_STORAGE"
OAUTH2_PROVIDER = {
    "ACCESS_TOKEN_EXPIRE_SECONDS": 24 * 3600,
    "SCOPES": {
        "api": "REST-Schnittstelle",
        "api:read": "REST-Schnittstelle, nur lesen",
        "cti": "Ereignisse der Telefonanlage",
    },
    "DEFAULT_SCOPES": ["api"],
    "PKCE_REQUIRED": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    # RFC 9700: no implicit and no password grant, no plain PKCE, no token in an address, tokens stored as checksums.
    **{f"COMPLIANT_BCP_RFC9700_{name}": True for name in RFC_9700.split()},
}

# How long what is kept: {"kalender.contact": 60}; the codes stand on the page "Aufbewahrung".
RETENTION_DAYS: dict[str, int] = json.loads(_env.get("RETENTION_DAYS") or "{}")
# Keeps OTV closed, but in the demo, until the prescribed text (Anlage 2 of 202202013) has been entered.
OTV_NEEDS_OFFICIAL_TEXT = _env.get("OTV_NEEDS_OFFICIAL_TEXT", "1") == "1"

# Outgoing post. A way that is not named here does not exist: its messages wait a day (docs/decisions/0010).
EMAIL_HOST = _env.get("EMAIL_HOST", "")
EMAIL_PORT = int(_env.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = _env.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _env.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _env.get("EMAIL_USE_TLS", "") == "1"
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = _env.get("DEFAULT_FROM_EMAIL", "socl@example.invalid")
SMS_URL = _env.get("SMS_URL", "")
SMS_TOKEN = _env.get("SMS_TOKEN", "")
POST_FOLDER = _env.get("POST_FOLDER", str(LOCAL / "post") if SOCL_DEMO else "")
_GATEWAYS = {True: "socl.lab.eakte.TakesAtOnce", False: "eakte.gateway.DropFolder"}
EAKTE_GATEWAY = _env.get("EAKTE_GATEWAY", _GATEWAYS[SOCL_DEMO])
EAKTE_DROP = _env.get("EAKTE_DROP", str(LOCAL / "eakte"))  # where the E-AKTE fetches what is handed over

CELERY_BROKER_URL, CELERY_TASK_IGNORE_RESULT = REDIS_URL, True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# Every process writes JSON lines to stderr (socl.core.logs); LOG_LEVEL=INFO adds one line per request.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "socl.core.logs.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": _env.get("LOG_LEVEL", "WARNING")},
    # Their own handlers would write whole tracebacks, or mail them.
    "loggers": {name: {"handlers": [], "propagate": True} for name in ("django", "django.server", "uvicorn")},
}
# Whoever asks for /metrics knows the token; the processes of a machine add up their counts in an empty folder.
METRICS_TOKEN, METRICS_DIR = _env.get("METRICS_TOKEN", ""), _env.get("METRICS_DIR", "")
if METRICS_DIR:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS_DIR  # read when prometheus_client is first imported
