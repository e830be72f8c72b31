"""The services as their files say, ready to be found, without their rules."""

from __future__ import annotations

import pytest

from services_catalog.files import read_catalogue
from services_catalog.finding.index import rebuild
from services_catalog.models import Service


@pytest.fixture
def whole_catalogue(db: None) -> frozenset[str]:
    """Every service of the catalogue, indexed; returns their codes."""
    catalogue, _problems = read_catalogue()
    Service.objects.bulk_create(Service(code=one.code, **one.passport) for one in catalogue.services.values())
    rebuild()
    return frozenset(catalogue.services)
