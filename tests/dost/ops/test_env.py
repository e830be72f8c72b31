"""The typed readers of the environment."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from dost.ops import env


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("Yes", True), ("off", False), ("0", False)])
def test_boolean_with_a_known_word(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("SWITCH", value)
    assert env.boolean("SWITCH", not expected) is expected


def test_boolean_with_an_unknown_word_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCH", "maybe")
    with pytest.raises(ImproperlyConfigured, match=r"SWITCH='maybe': expected one of 1, 0, true"):
        env.boolean("SWITCH", False)


def test_defaults_when_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMPTY", " ")
    assert env.boolean("EMPTY", True) is True
    assert env.integer("EMPTY", 7) == 7
    assert env.seconds("EMPTY", 1.5) == 1.5
    assert env.words("EMPTY", ["a"]) == ["a"]
    assert env.text("EMPTY", "x") == "x"


@pytest.mark.parametrize("value", ["8x", "1.5", "70000", "-1", "١٢"])
def test_integer_refuses(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(ImproperlyConfigured, match=r"PORT=.*whole number"):
        env.integer("PORT", 8000, minimum=1, maximum=65535)


def test_integer_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", " 8080 ")
    assert env.integer("PORT", 1, minimum=1, maximum=65535) == 8080


@pytest.mark.parametrize("value", ["0", "-1", "soon", "1e3"])
def test_seconds_refuses(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PATIENCE", value)
    with pytest.raises(ImproperlyConfigured, match=r"PATIENCE=.*expected seconds"):
        env.seconds("PATIENCE", 1)


def test_choice_refuses_another_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODE", "staging")
    with pytest.raises(ImproperlyConfigured, match="MODE='staging': expected one of demo, production"):
        env.choice("MODE", "demo", among=("demo", "production"))


def test_words_splits_and_drops_empty_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTS", "a.az, b.az,,")
    assert env.words("HOSTS", []) == ["a.az", "b.az"]


@pytest.mark.parametrize("value", ["127.0.0.1:8001", "ftp://host", "http://", "http://h:99999", "http://h?x=1"])
def test_http_url_refuses(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ADDRESS", value)
    with pytest.raises(ImproperlyConfigured, match=r"ADDRESS=.*expected an address"):
        env.http_url("ADDRESS", "http://127.0.0.1")


def test_http_url_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADDRESS", "https://dost.gov.az/")
    assert env.http_url("ADDRESS", "http://127.0.0.1") == "https://dost.gov.az"


def test_database_reads_every_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB", "postgresql://us%40er:p%2Fw@db.local:6432/name?sslmode=require")
    assert env.database("DB", "") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "name",
        "USER": "us@er",
        "PASSWORD": "p/w",
        "HOST": "db.local",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize(
    "value", ["mysql://u:hunter2@h/n", "postgresql://u:hunter2@h/", "postgresql://u:hunter2@h:x/n"]
)
def test_database_refuses_without_repeating_the_password(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DB", value)
    with pytest.raises(ImproperlyConfigured, match="DB: expected postgresql://") as caught:
        env.database("DB", "")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("value", ["http://:hunter2@h", "redis://", "redis://:hunter2@h:x/0", "redis://h/zero"])
def test_redis_url_refuses_without_repeating_the_password(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BROKER", value)
    with pytest.raises(ImproperlyConfigured, match=r"BROKER: expected redis://") as caught:
        env.redis_url("BROKER", "")
    assert "hunter2" not in str(caught.value)


KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def test_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.aes_keys("KEYS") == []
    monkeypatch.setenv("KEYS", f"{KEY}, {'/' * 42}8=")
    assert env.aes_keys("KEYS") == [bytes(range(32)), b"\xff" * 32]
    monkeypatch.setenv("KEYS", f"{'_' * 42}8=")
    assert env.aes_keys("KEYS") == [b"\xff" * 32]


@pytest.mark.parametrize("value", ["c2hvcnQ=", "no key", f"{KEY},{KEY}", f"{KEY},x"])
def test_what_is_no_key_is_never_shown(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("KEYS", value)
    with pytest.raises(ImproperlyConfigured, match="KEYS: ") as refused:
        env.aes_keys("KEYS")
    assert value not in str(refused.value)


@pytest.mark.parametrize("value", ["", "tcp://127.0.0.1", "tcp://clamav:3310", "unix:///run/clamav/clamd.ctl"])
def test_where_a_scanner_is(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CLAMD", value)
    assert env.clamd_url("CLAMD") == value


@pytest.mark.parametrize(
    "value", ["clamav", "http://clamav", "tcp://", "tcp://h:99999", "unix://run/x", "unix:", "tcp://h/x"]
)
def test_where_no_scanner_can_be(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CLAMD", value)
    with pytest.raises(ImproperlyConfigured, match="CLAMD="):
        env.clamd_url("CLAMD")
