"""The language of management commands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from django.utils.translation import gettext

from dost.ops.command_line import CommandLine


@pytest.fixture(autouse=True)
def _as_in_a_new_process() -> Iterator[None]:
    with translation.override("az"):
        yield


@pytest.mark.parametrize(("chosen", "said"), [("", "Service"), ("en", "Service"), ("az", "Xidmət"), ("ru", "Услуга")])
def test_commands_speak_english_or_what_is_chosen(monkeypatch: pytest.MonkeyPatch, chosen: str, said: str) -> None:
    monkeypatch.setenv("DOST_LANGUAGE", chosen)
    CommandLine(["manage.py"]).fetch_command("status")
    assert gettext("Service") == said


def test_language_that_we_do_not_speak_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOST_LANGUAGE", "fr")
    with pytest.raises(ImproperlyConfigured, match="DOST_LANGUAGE='fr': expected one of az, en, ru"):
        CommandLine(["manage.py"]).fetch_command("status")
