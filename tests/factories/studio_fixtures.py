"""A small catalogue in the database, and two people who may work on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services_catalog.load import load_catalogue
from tests.factories.accounts import UserFactory
from tests.factories.services_catalog import write_catalogue
from tests.factories.studio import NOW


@pytest.fixture
def small_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Path:
    """One service, 05-98, with a shared criterion, a formula and a parameter; its files are the installation's."""
    root = write_catalogue(tmp_path / "catalogue")
    monkeypatch.setattr("services_catalog.files.CATALOGUE", root)
    load_catalogue(root=root, at=NOW)
    return root


@pytest.fixture
def editor(db: None) -> Any:
    return UserFactory(username="aygun", editor=True)


@pytest.fixture
def other_editor(db: None) -> Any:
    return UserFactory(username="kamran", editor=True)


@pytest.fixture
def publisher(db: None) -> Any:
    return UserFactory(username="rena", publisher=True)


@pytest.fixture
def viewer(db: None) -> Any:
    return UserFactory(username="vusal", viewer=True)


@pytest.fixture
def examiner(db: None) -> Any:
    return UserFactory(username="nigar")
