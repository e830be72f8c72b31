"""Django settings, read from the environment in one place. ``docs/configuration.md`` lists the variables.

``DOST_ENV`` is ``demo`` (the default: plain http on the loopback interface) or ``production`` (https only, and
secrets and host names must be given).
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from dost.common import clock
from dost.ops import embedded, env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
DOST_HOME = embedded.dost_home()

ENVIRONMENT = env.choice("DOST_ENV", "demo", among=("demo", "production"))
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.boolean("DOST_DEBUG", False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DOST_DEBUG=1 shows secrets to visitors; it is refused with DOST_ENV=production")

CLOCK = env.text("DOST_CLOCK", "")
if CLOCK:
    if PRODUCTION:
        raise ImproperlyConfigured("DOST_CLOCK sets another time for a demonstration; refused with DOST_ENV=production")
    clock.install(Path(CLOCK))


def _secret(variable: str, name: str) -> str:
    """A secret the environment gives, or for a demonstration one made once and kept in ``DOST_HOME`` under ``name``."""
    given = env.text(variable, "")
    if given:
        if PRODUCTION and len(given) < 50:
            raise ImproperlyConfigured(f"{variable}: expected at least 50 random characters")
        return given
    if PRODUCTION:
        raise ImproperlyConfigured(f"{variable}: expected at least 50 random characters; production makes none itself")
    return _made_once(name)


def _made_once(name: str) -> str:
    """A secret of a demonstration, made once and kept in ``DOST_HOME``."""
    kept = DOST_HOME / name
    try:
        return kept.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        embedded.prepare_home(DOST_HOME)
        draft = DOST_HOME / f"{name}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, kept)  # unlike a rename, this never replaces the key another process has just made
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return kept.read_text(encoding="ascii").strip()


SECRET_KEY = _secret("DOST_SECRET_KEY", "secret_key")
# Keys that still open what was sealed and signed with them, while a new one is taken into use (docs/security.md).
SECRET_KEY_FALLBACKS = env.words("DOST_SECRET_KEY_FALLBACKS", [])

# -- addresses ---------------------------------------------------------------------------------------------------

PORT = env.integer("PORT", 8000, minimum=1, maximum=65533)
SIMULATOR_URL = env.http_url("SIMULATOR_URL", f"http://127.0.0.1:{PORT + 1}")
IDENTITY_URL = env.http_url("IDENTITY_URL", f"http://127.0.0.1:{PORT + 2}")
# By name: a passkey belongs to a host name, never to an IP address.
PUBLIC_URL = env.http_url("DOST_PUBLIC_URL", f"http://localhost:{PORT}")
ALLOWED_HOSTS = env.words("DOST_ALLOWED_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("DOST_ALLOWED_HOSTS: expected the host names of this installation, as in dost.example")
if PRODUCTION and not PUBLIC_URL.startswith("https://"):
    raise ImproperlyConfigured("DOST_PUBLIC_URL: expected the https address people know, as in https://dost.example")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []
ROOT_URLCONF = env.choice(
    "DOST_URLCONF",
    "dost.urls",
    among=("dost.urls",) if PRODUCTION else ("dost.urls", "registries.bridge.simulator.urls"),
)
WSGI_APPLICATION = "dost.wsgi.application"

# -- applications ------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "dost.celery.ProjectConfig",
    "registries",
    *([] if PRODUCTION else ["registries.bridge.simulator"]),
    "services_catalog",
    "dost.accounts",
    "dost.cases",
    "dost.centres",
    "dost.payments",
    "dost.notifications",
    "dost.proactive",
    "dost.portal",
    "dost.backoffice",
    "dost.counter",
    "dost.studio",
    "dost.ui",
    "pgtrigger",
    "csp",
    "django_htmx",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dost.ui.middleware.PublicPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dost.accounts.middleware.RefusalMiddleware",
    "dost.ui.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "dost.accounts.readable.ReadableTextMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dost.accounts.middleware.SecondStepMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- database ----------------------------------------------------------------------------------------------------

_known = embedded.known_urls()
_NOWHERE = "postgresql://dost@127.0.0.1:1/dost"  # for commands that need no database (`check`, `makemigrations`)

_APPLICATION = env.database("DATABASE_URL", _known.get("DATABASE_URL", _NOWHERE))
DATABASE_APPLICATION_ROLE = _APPLICATION["USER"]
"""Whom `migrate` gives the grants of dost/ops/grants.py."""


def _owner() -> dict[str, Any]:
    """Where the owner of the tables signs in: for `migrate` and whatever loads, see dost/ops/commands.py."""
    given = env.text("DATABASE_URL", "")
    if PRODUCTION and given and not env.text("DATABASE_OWNER_URL", ""):
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL: expected the address under which the owner of the tables signs in"
        )
    return env.database("DATABASE_OWNER_URL", given or _known.get("DATABASE_OWNER_URL", _NOWHERE))


_AS_OWNER = env.choice("DOST_DATABASE_ROLE", "application", among=("application", "owner")) == "owner"
DATABASES = {"default": _owner() if _AS_OWNER else _APPLICATION}
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", "5")
DATABASES["default"]["OPTIONS"].setdefault("application_name", env.text("DOST_PROCESS", "dost"))
# Only statements that ask for it are prepared (see dost.common.prepared_statements).
DATABASES["default"]["OPTIONS"].setdefault("prepare_threshold", 1_000_000)
DATABASES["default"]["TEST"] = {"NAME": env.text("TEST_DB_NAME", "test_dost")}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if env.boolean("DOST_DB_POOL", False):
    # Web processes: threads share connections, and a restarted server costs one failed check, not one request.
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.integer("DOST_DB_POOL_SIZE", 12, minimum=1, maximum=90),
        "timeout": 5,
        "max_idle": 120,
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counts of failed sign-ins. Shared by all processes, so that each of them counts what the others let through; in a
# table of PostgreSQL (made by a migration of dost.accounts), because losing the broker must not open the door.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# -- broker ------------------------------------------------------------------------------------------------------

REDIS_URL = env.redis_url("REDIS_URL", _known.get("REDIS_URL", "redis://127.0.0.1:1/0"))
BROKER_TIMEOUT = 1.0

# -- language, time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "az"
LANGUAGES = [("az", _("Azerbaijani")), ("en", _("English")), ("ru", _("Russian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
TIME_ZONE = "Asia/Baku"
USE_TZ = True

# -- static files ------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [folder] if (folder := BASE_DIR / "static").is_dir() else []
STATIC_ROOT = DOST_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DOST_HOME / "media"

# -- documents that people hand in (dost/cases/supporting/) --------------------------------------------------------

DOCUMENTS_ROOT = Path(env.text("DOST_DOCUMENTS_ROOT", str(DOST_HOME / "documents")))


def _document_keys() -> list[bytes]:
    """The keys documents lie under, the one that seals first; a demonstration makes one itself."""
    given = env.aes_keys("DOST_DOCUMENT_KEYS")
    if PRODUCTION and not given:
        raise ImproperlyConfigured(
            "DOST_DOCUMENT_KEYS: expected a key of 32 bytes in base64, for the documents that people hand in;"
            " production makes none itself"
        )
    return given or [hashlib.sha256(_made_once("document_key").encode()).digest()]


DOCUMENT_KEYS = _document_keys()
CLAMD_URL = env.clamd_url("CLAMD_URL")
CLAMD_SECONDS = env.seconds("CLAMD_SECONDS", 20)

# What is sent is read no further than it may be taken: of a larger file only so much that it can be called too large.
FILE_UPLOAD_HANDLERS = ["dost.ui.uploads.BoundedUploadHandler"]

# -- people ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["dost.accounts.backends.RoleBackend"]
LOGIN_URL = "/accounts/sign-in/"
LOGIN_REDIRECT_URL = "/accounts/start/"  # which leads on by the role (`accounts.landing`)
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# The second step of signing in is django-allauth's; the first, and the pages, are dost.accounts' (decision 7).
ACCOUNT_ADAPTER = "dost.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"reauthenticate": "dost.accounts.forms.PasswordAgainForm"}
ACCOUNT_LOGIN_TIMEOUT = 5 * 60  # seconds between password and code
ACCOUNT_RATE_LIMITS = {"login_failed": "50/5m/ip,5/5m/key", "reauthenticate": "10/5m/user"}
MFA_ADAPTER = "dost.accounts.adapters.SecondStepAdapter"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60  # seconds in which a privileged act asks for no password again
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # there are no addresses of staff to verify
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "DOST"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off; a code works once all the same
MFA_FORMS = {
    "activate_totp": "dost.accounts.forms.EnrolForm",
    "add_webauthn": "dost.accounts.passkey_forms.AddPasskeyForm",
    "authenticate_webauthn": "dost.accounts.passkey_forms.PasskeyForm",
    "reauthenticate_webauthn": "dost.accounts.passkey_forms.PasskeyAgainForm",
    "authenticate": "dost.accounts.forms.CodeForm",
    "reauthenticate": "dost.accounts.forms.CodeAgainForm",
}

# Citizens sign in with the state's provider of identities (OpenID Connect); in a demonstration with dost.ops.identity.
SOCIALACCOUNT_ADAPTER = "dost.accounts.openid.adapter.CitizenAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds that the provider has for each answer


def _oidc(variable: str, demonstration: str, what: str) -> str:
    """What the provider of identities has to be told or asked; a production has no default for it."""
    given = env.text(variable, "" if PRODUCTION else demonstration)
    if not given:
        raise ImproperlyConfigured(f"{variable}: expected {what}; citizens sign in with it (docs/configuration.md)")
    return given


OIDC_ISSUER = _oidc("DOST_OIDC_ISSUER", IDENTITY_URL, "the issuer of the identity provider, as in https://id.example")
OIDC_ISSUER = env.http_url("DOST_OIDC_ISSUER", OIDC_ISSUER)
if PRODUCTION and not OIDC_ISSUER.startswith("https://"):
    raise ImproperlyConfigured("DOST_OIDC_ISSUER: expected an https address, as in https://id.example")
OIDC_CLIENT_ID = _oidc("DOST_OIDC_CLIENT_ID", "dost", "the id this installation has with the identity provider")
_DEMO_CLIENT_SECRET = "dost-demo"  # noqa: S105 - printed for everyone, refused in production  # nosec B105
OIDC_CLIENT_SECRET = _oidc(
    "DOST_OIDC_CLIENT_SECRET", _DEMO_CLIENT_SECRET, "the secret that goes with DOST_OIDC_CLIENT_ID"
)
if PRODUCTION and OIDC_CLIENT_SECRET == _DEMO_CLIENT_SECRET:
    raise ImproperlyConfigured("DOST_OIDC_CLIENT_SECRET: that of the demonstration is published; name the real one")
OIDC_FIN_CLAIM = _oidc("DOST_OIDC_FIN_CLAIM", "fin", "the name of the claim that holds the FİN, as in fin")
OIDC_SCOPE = env.words("DOST_OIDC_SCOPE", ["openid", "profile"])
OIDC_ORIGINS = env.words("DOST_OIDC_ORIGINS", [])
"""Further origins that the provider leads a browser through, beside the issuer's own."""
CITIZEN_IDLE_SECONDS = 60 * env.integer("DOST_CITIZEN_IDLE_MINUTES", 20, minimum=5, maximum=60)
CITIZEN_SESSION_SECONDS = 3600 * env.integer("DOST_CITIZEN_SESSION_HOURS", 8, minimum=1, maximum=24)
CITIZEN_FRESH_SECONDS = 5 * 60
"""So long after signing in the account and the contact may be changed without signing in again."""

# -- security ----------------------------------------------------------------------------------------------------

if PRODUCTION:
    # A name that browsers take only from this host, over https, for all of it: a neighbouring host cannot set it.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
SESSION_ENGINE = "dost.accounts.sessions"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 3600 * env.integer("DOST_SESSION_HOURS", 10, minimum=1, maximum=24)
SESSION_IDLE_SECONDS = 60 * env.integer("DOST_SESSION_IDLE_MINUTES", 30, minimum=5, maximum=8 * 60)
STAFF_LINK_HOURS = env.integer("DOST_STAFF_LINK_HOURS", 48, minimum=1, maximum=14 * 24)  # a one-time link works so long
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = PRODUCTION
# A header anyone can send: believed only when a proxy stands in front and always sets it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.boolean("DOST_BEHIND_PROXY", False) else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# -- logging -----------------------------------------------------------------------------------------------------


class NotHealthz(logging.Filter):
    """Drops Django's error line for every 503 of /healthz: whoever asked already knows."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep everything else."""
        request = getattr(record, "request", None)
        return getattr(request, "path", None) != "/healthz"


class NoTracebackOfRefusals(logging.Filter):
    """A page that does not open to somebody is no fault of the program: its line needs no traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every line."""
        if getattr(record, "status_code", None) == HTTPStatus.FORBIDDEN:
            record.exc_info = record.exc_text = None
        return True


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {
        "not_healthz": {"()": "dost.settings.NotHealthz"},
        "no_traceback_of_refusals": {"()": "dost.settings.NoTracebackOfRefusals"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["not_healthz", "no_traceback_of_refusals"],
        },
    },
    "root": {
        "handlers": ["stderr"],
        "level": env.choice("DOST_LOG_LEVEL", "WARNING", among=("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    "loggers": {
        "dost": {"level": "INFO"},
        "registries": {"level": "INFO"},
        "services_catalog": {"level": "INFO"},
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}

# -- delivery across the process boundary (see dost/common/delivery.py) ------------------------------------------------

DELIVERY_DEADLINE_SECONDS = env.integer("DOST_DELIVERY_DEADLINE_SECONDS", 20, minimum=1, maximum=600)
DELIVERY_MARGIN_SECONDS = env.integer("DOST_DELIVERY_MARGIN_SECONDS", 3, minimum=1, maximum=600)
DELIVERY_ASK_AGAIN_SECONDS = env.integer("DOST_DELIVERY_ASK_AGAIN_SECONDS", 10, minimum=1, maximum=600)
# Hours of every day, in Baku, in which no text message is sent to whoever has chosen no hours of their own.
QUIET_HOURS = env.hours("DOST_QUIET_HOURS", "21:00-09:00" if PRODUCTION else "none")

EMAIL_HOST = env.text("DOST_EMAIL_HOST", "")
EMAIL_PORT = env.integer("DOST_EMAIL_PORT", 587, minimum=1, maximum=65535)
EMAIL_HOST_USER = env.text("DOST_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("DOST_EMAIL_PASSWORD", "")
EMAIL_SECURITY = env.choice("DOST_EMAIL_SECURITY", "starttls", among=("starttls", "tls", "none"))
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_SECURITY == "starttls", EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.text("DOST_EMAIL_FROM", f"DOST <no-reply@{urlsplit(PUBLIC_URL).hostname}>")
# Without a mail server a demonstration hands its e-mail to the mailbox of the simulator, and a production sends none.
SENDS_EMAIL = bool(EMAIL_HOST) or not PRODUCTION
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST or PRODUCTION
    else "registries.bridge.mailbox.MailboxBackend"
)
# The Civil Code of Azerbaijan, article 28: full legal capacity comes with the 18th birthday, and earlier with a lawful
# marriage (the wording is recalled, not quoted). Whoever is younger is paid once somebody has decided who receives it.
PAYEE_FULL_CAPACITY_AGE = env.integer("DOST_PAYEE_FULL_CAPACITY_AGE", 18, minimum=0, maximum=30)
PARTNER_BANKS = env.words("DOST_PARTNER_BANKS", ["ABB", "KAPITAL", "XALQ"])
