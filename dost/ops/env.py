"""Typed readers of environment variables: a bad value fails at once, naming the variable and what would be right."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Sequence
from datetime import time
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


def text(name: str, default: str) -> str:
    """The variable without surrounding space, or ``default`` when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool) -> bool:
    """A switch written as 1/0, true/false, yes/no or on/off."""
    value = text(name, "").lower()
    if not value:
        return default
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: expected one of 1, 0, true, false, yes, no, on, off")


def integer(name: str, default: int, *, minimum: int | None = None, maximum: int | None = None) -> int:
    """A whole number, within the bounds given."""
    value = text(name, "")
    if not value:
        return default
    bounds = f"{'' if minimum is None else minimum}..{'' if maximum is None else maximum}"
    if not re.fullmatch(r"-?[0-9]{1,18}", value):
        raise ImproperlyConfigured(f"{name}={value!r}: expected a whole number ({bounds})")
    number = int(value)
    if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
        raise ImproperlyConfigured(f"{name}={value!r}: expected a whole number within {bounds}")
    return number


def seconds(name: str, default: float) -> float:
    """A positive length of time in seconds, such as 2 or 0.5."""
    value = text(name, "")
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", value) or float(value) == 0:
        raise ImproperlyConfigured(f"{name}={value!r}: expected seconds, such as 2 or 0.5")
    return float(value)


def choice(name: str, default: str, *, among: Sequence[str]) -> str:
    """One of a few words."""
    value = text(name, default)
    if value not in among:
        raise ImproperlyConfigured(f"{name}={value!r}: expected one of {', '.join(among)}")
    return value


def words(name: str, default: Sequence[str]) -> list[str]:
    """A comma-separated list; empty parts are dropped."""
    value = text(name, "")
    if not value:
        return list(default)
    return [part.strip() for part in value.split(",") if part.strip()]


def hours(name: str, default: str) -> tuple[time, time] | None:
    """Hours of the day written as 21:00-09:00, the first belonging to them and the last not; None for "none"."""
    value = text(name, default)
    if value == "none":
        return None
    match = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])", value)
    if match is None or match[1] + match[2] == match[3] + match[4]:
        raise ImproperlyConfigured(f"{name}={value!r}: expected hours such as 21:00-09:00, or none")
    first_hour, first_minute, last_hour, last_minute = map(int, match.groups())
    return time(first_hour, first_minute), time(last_hour, last_minute)


def http_url(name: str, default: str) -> str:
    """An http or https address without a trailing slash."""
    value = text(name, default)
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{name}={value!r}: expected an address such as http://127.0.0.1:8001")
    return value.rstrip("/")


def aes_keys(name: str) -> list[bytes]:
    """Keys of 32 bytes in base64, separated by commas; none where it is unset. An error message never holds one."""
    expected = f"{name}: expected keys of 32 bytes in base64, separated by commas; `openssl rand -base64 32` makes one"
    keys = []
    for word in words(name, []):
        try:
            key = base64.b64decode(word.replace("-", "+").replace("_", "/"), validate=True)
        except ValueError as error:
            raise ImproperlyConfigured(expected) from error
        if len(key) != 32:
            raise ImproperlyConfigured(expected)
        keys.append(key)
    if len(set(keys)) != len(keys):
        raise ImproperlyConfigured(f"{name}: a key stands there twice")
    return keys


def clamd_url(name: str) -> str:
    """Where a ClamAV daemon listens; empty where it is unset."""
    value = text(name, "")
    expected = f"{name}={value!r}: expected tcp://HOST[:PORT] or unix:///PATH"
    try:
        where = urlsplit(value)
        tcp = where.scheme == "tcp" and bool(where.hostname) and where.port != 0 and where.path in {"", "/"}
    except ValueError as error:
        raise ImproperlyConfigured(expected) from error
    unix = where.scheme == "unix" and not where.netloc and where.path.startswith("/")
    if value and not tcp and not unix:
        raise ImproperlyConfigured(expected)
    return value


def redis_url(name: str, default: str) -> str:
    """The address of a Redis or Valkey server. A password in it never reaches the error message."""
    value = text(name, default)
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"redis", "rediss"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or not re.fullmatch(r"/?[0-9]{0,3}", parts.path):
        raise ImproperlyConfigured(f"{name}: expected redis://[:PASSWORD@]HOST[:PORT][/NUMBER]")
    return value


def database(name: str, default: str) -> dict[str, Any]:
    """A PostgreSQL address as Django's connection settings; its query part becomes ``OPTIONS`` for libpq.

    The address holds a password, so an error says what shape is expected and never repeats the value.
    """
    value = text(name, default)
    expected = f"{name}: expected postgresql://USER[:PASSWORD]@HOST[:PORT]/DATABASE[?option=value]"
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(expected) from error
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(expected)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
