"""The settings as a whole, read in processes of their own with other environments."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dost.ops.embedded import PROJECT_ROOT

PRODUCTION = {
    "DOST_ENV": "production",
    "DOST_SECRET_KEY": "k3" * 40,
    "DOST_ALLOWED_HOSTS": "dost.example",
    "DOST_PUBLIC_URL": "https://dost.example",
    "DOST_OIDC_ISSUER": "https://id.example",
    "DOST_OIDC_CLIENT_ID": "dost",
    "DOST_OIDC_CLIENT_SECRET": "a secret of the provider",
    "DOST_OIDC_FIN_CLAIM": "pin",
    "DOST_DOCUMENT_KEYS": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
}


def read(expression: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Evaluate an expression over the settings in a fresh process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DOST", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-c", f"from dost import settings as s; print({expression})"],
        cwd=PROJECT_ROOT,
        env={**kept, "DOST_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    first = read("s.SECRET_KEY", tmp_path).stdout
    assert len(first.strip()) >= 50
    assert read("s.SECRET_KEY", tmp_path).stdout == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_key_of_documents_is_made_once_in_a_demonstration_and_given_in_production(tmp_path: Path) -> None:
    first = read("[key.hex() for key in s.DOCUMENT_KEYS]", tmp_path).stdout
    assert len(first.strip()) == 68
    assert read("[key.hex() for key in s.DOCUMENT_KEYS]", tmp_path).stdout == first
    assert (tmp_path / "document_key").stat().st_mode & 0o777 == 0o600

    given = read("s.DOCUMENT_KEYS == [bytes(range(32))]", tmp_path, **PRODUCTION)
    assert given.stdout == "True\n"


def test_cookies_of_production_are_tied_to_the_host(tmp_path: Path) -> None:
    done = read("s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME", tmp_path, **PRODUCTION)
    assert done.stdout.count("__Host-") == 3
    assert read("hasattr(s, 'SESSION_COOKIE_NAME')", tmp_path).stdout == "False\n"  # plain http cannot carry such


def test_production_is_https_only(tmp_path: Path) -> None:
    done = read("s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.DEBUG, s.ALLOWED_HOSTS", tmp_path, **PRODUCTION)
    assert done.stdout == "True True False ['dost.example']\n"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("DOST_ENV", "test", "DOST_ENV='test': expected one of demo, production"),
        ("PORT", "eighty", "PORT='eighty': expected a whole number"),
        ("SIMULATOR_URL", "localhost", "SIMULATOR_URL='localhost': expected an address"),
        ("DATABASE_URL", "sqlite:///x", "DATABASE_URL: expected postgresql://"),
        ("DOST_DEBUG", "2", "DOST_DEBUG='2': expected one of 1, 0"),
        ("CLAMD_URL", "localhost:3310", "CLAMD_URL='localhost:3310': expected tcp://HOST"),
    ],
)
def test_bad_value_is_named(tmp_path: Path, name: str, value: str, message: str) -> None:
    done = read("1", tmp_path, **{name: value})
    assert done.returncode != 0
    assert message in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("DOST_SECRET_KEY", "short", "at least 50 random characters"),
        ("DOST_SECRET_KEY", "", "production makes none itself"),
        ("DOST_DOCUMENT_KEYS", "", "DOST_DOCUMENT_KEYS: expected a key of 32 bytes"),
        ("DOST_DOCUMENT_KEYS", "c2hvcnQ=", "DOST_DOCUMENT_KEYS: expected keys of 32 bytes"),
        ("DOST_URLCONF", "registries.bridge.simulator.urls", "expected one of dost.urls"),
        ("DOST_DEBUG", "1", "is refused"),
        ("DOST_ALLOWED_HOSTS", "", "expected the host names"),
        ("DOST_PUBLIC_URL", "http://dost.example", "expected the https address"),
        ("DOST_OIDC_ISSUER", "", "DOST_OIDC_ISSUER: expected the issuer"),
        ("DOST_OIDC_ISSUER", "http://id.example", "DOST_OIDC_ISSUER: expected an https address"),
        ("DOST_OIDC_CLIENT_ID", "", "DOST_OIDC_CLIENT_ID: expected the id"),
        ("DOST_OIDC_CLIENT_SECRET", "", "DOST_OIDC_CLIENT_SECRET: expected the secret"),
        ("DOST_OIDC_CLIENT_SECRET", "dost-demo", "DOST_OIDC_CLIENT_SECRET: that of the demonstration is published"),
        ("DOST_OIDC_FIN_CLAIM", "", "DOST_OIDC_FIN_CLAIM: expected the name of the claim"),
    ],
)
def test_production_refuses_what_is_unsafe(tmp_path: Path, name: str, value: str, message: str) -> None:
    done = read("1", tmp_path, **{**PRODUCTION, name: value})
    assert done.returncode != 0
    assert message in done.stderr.splitlines()[-1]


def test_a_bad_value_is_one_line_for_a_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=PROJECT_ROOT,
        env={**os.environ, "DOST_HOME": str(tmp_path), "PORT": "eighty"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 1
    assert done.stderr == "manage.py: PORT='eighty': expected a whole number (1..65533)\n"


def test_production_has_no_simulator(tmp_path: Path) -> None:
    done = read("'registries.bridge.simulator' in s.INSTALLED_APPS", tmp_path, **PRODUCTION)
    assert done.stdout == "False\n"
    assert read("'registries.bridge.simulator' in s.INSTALLED_APPS", tmp_path).stdout == "True\n"


def test_the_owner_of_the_tables_has_an_address_of_its_own(tmp_path: Path) -> None:
    addresses = {"DATABASE_URL": "postgresql://app@db/dost", "DATABASE_OWNER_URL": "postgresql://owner@db/dost"}
    users = "s.DATABASES['default']['USER'], s.DATABASE_APPLICATION_ROLE"

    assert read(users, tmp_path, **addresses).stdout == "app app\n"
    assert read(users, tmp_path, **addresses, DOST_DATABASE_ROLE="owner").stdout == "owner app\n"


def test_one_address_serves_a_demonstration_for_both(tmp_path: Path) -> None:
    alone = {"DATABASE_URL": "postgresql://both@db/dost", "DATABASE_OWNER_URL": "", "DOST_DATABASE_ROLE": "owner"}

    assert read("s.DATABASES['default']['USER']", tmp_path, **alone).stdout == "both\n"
    done = read("1", tmp_path, **PRODUCTION, **alone)
    assert "DATABASE_OWNER_URL: expected the address" in done.stderr.splitlines()[-1]
