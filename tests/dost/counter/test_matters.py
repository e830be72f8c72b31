"""What somebody comes for, in words; and that every service of the catalogue belongs to an area a desk may serve."""

from __future__ import annotations

import pytest
from django.utils import translation

from dost.counter.matters import AREAS, area_name, areas_in_words, matter_of
from services_catalog import plain_yaml
from services_catalog.files import CATALOGUE
from tests.factories.centres import MORNING, waiting
from tests.factories.services_catalog import ServiceFactory


def test_every_service_of_the_catalogue_begins_with_the_digits_of_its_area() -> None:
    found: dict[str, set[str]] = {}
    for path in sorted(CATALOGUE.rglob("[0-9]*.yaml")):
        service = plain_yaml.read(path.read_bytes())
        found.setdefault(path.name[:2], set()).add(service["area"])
    assert {digits: set(areas) for digits, areas in AREAS.items()} == found


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        pytest.param([], "All services", id="all"),
        pytest.param(["05", "04"], "Benefits, Pensions; Finding work", id="two"),
        pytest.param(["77"], "77", id="unknown"),
    ],
)
def test_what_a_desk_serves_is_said(areas: list[str], words: str) -> None:
    with translation.override("en"):
        assert areas_in_words(areas) == words
        assert area_name("06") == "Targeted social assistance"


@pytest.mark.django_db
def test_a_service_goes_before_a_life_event_and_nothing_is_nothing() -> None:
    ServiceFactory(code="05-01", name={"az": "Müavinət", "en": "A benefit", "ru": "Пособие"})
    plain, named = waiting(at=MORNING), waiting(at=MORNING, service="05-01")
    with translation.override("en"):
        assert matter_of(plain) == ""
        plain.event = "child_born"
        assert matter_of(plain) == "A child is born"
        assert matter_of(named) == "A benefit"
