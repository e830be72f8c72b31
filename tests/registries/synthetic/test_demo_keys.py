"""Keys of simulated institutions: kept in the home, registered once, and never made in production."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from joserfc.jwk import Key

from registries.bridge.directory import OPERATORS
from registries.data.reporting import reporting
from registries.models import InstitutionKey
from registries.synthetic.demo_keys import ALGORITHM, FILE, demo_keys, register_demo_keys
from tests.factories.keys import Sender
from tests.factories.registries import InstitutionFactory


def prints(keys: Mapping[str, Key]) -> dict[str, str]:
    return {code: key.thumbprint() for code, key in keys.items()}


def test_keys_are_made_once_for_whoever_reports_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = demo_keys(tmp_path)

    assert set(first) == {*reporting(), *OPERATORS.values()}
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    again = demo_keys(tmp_path)
    assert {code: key.thumbprint() for code, key in first.items()} == {
        code: key.thumbprint() for code, key in again.items()
    }
    assert list(tmp_path.iterdir()) == [tmp_path / FILE]


@pytest.mark.django_db
def test_public_halves_are_registered_once_and_what_they_sign_is_taken(tmp_path: Path) -> None:
    for code in ("EDLIYYE", "DTSERA"):
        InstitutionFactory(code=code)

    assert register_demo_keys(tmp_path, now=timezone.now()) == 2
    assert register_demo_keys(tmp_path, now=timezone.now()) == 0

    stored = InstitutionKey.objects.get(institution="EDLIYYE")
    assert stored.demonstration
    assert "d" not in stored.jwk
    by = Sender(demo_keys(tmp_path)["EDLIYYE"], stored, ALGORITHM)
    assert Client().post("/bridge/events", b"[]", "application/json", headers=by.headers(b"[]")).status_code == 200


@pytest.mark.django_db
def test_production_makes_none(tmp_path: Path, settings: Any) -> None:
    settings.PRODUCTION, settings.DOST_HOME = True, tmp_path
    with pytest.raises(CommandError, match="for demonstrations only"):
        call_command("demo_keys", stdout=StringIO())
    with pytest.raises(CommandError, match="for demonstrations only"):
        call_command("life", "--once", "--post", "http://127.0.0.1:1/bridge/events")
    assert list(tmp_path.iterdir()) == []
