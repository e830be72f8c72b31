"""Which version of a service its page is about: the one in force, else the next, else the last."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from dost.portal.service.versions import stands, version_on
from services_catalog.models import ServiceVersion
from tests.factories.services_catalog import ServiceFactory, VersionFactory

FIRST, SECOND, END = date(2026, 1, 1), date(2026, 5, 1), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("valid", "on", "said"),
    [
        (DateRange(SECOND, END), date(2026, 4, 30), "coming"),
        (DateRange(SECOND, END), SECOND, "in_force"),
        (DateRange(SECOND, END), date(2026, 12, 31), "in_force"),
        (DateRange(SECOND, END), END, "ended"),
        (DateRange(SECOND, None), date(2199, 1, 1), "in_force"),
        (DateRange(None, SECOND), date(1990, 1, 1), "in_force"),
    ],
)
def test_a_version_stands_from_its_first_day_until_the_day_it_ends(valid: DateRange, on: date, said: str) -> None:
    assert stands(ServiceVersion(valid=valid), on) == said


@pytest.fixture
def _three(db: None) -> None:
    """Two versions with a gap between them, and one that was withdrawn."""
    made = ServiceFactory()
    VersionFactory(service=made, number=3, valid=DateRange(date(2026, 7, 1), END))
    VersionFactory(service=made, number=1, valid=DateRange(FIRST, SECOND))
    VersionFactory(service=made, number=2, valid=DateRange(SECOND, date(2026, 7, 1)), status="withdrawn")


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    ("on", "number"),
    [
        (date(2025, 1, 1), 1),  # the first of those that come
        (FIRST, 1),
        (SECOND, 3),  # nothing is in force: the next
        (date(2026, 7, 1), 3),
        (date(2030, 1, 1), 3),  # the last there was
    ],
)
def test_the_page_is_about_the_one_in_force_else_the_next_else_the_last(on: date, number: int) -> None:
    version = version_on("05-99", on)
    assert version is not None
    assert version.number == number


@pytest.mark.usefixtures("_three")
def test_it_comes_with_its_service_in_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        version = version_on("05-99", FIRST)
        assert version is not None
        assert version.service.code == "05-99"


@pytest.mark.django_db
def test_a_service_without_a_published_version_has_none() -> None:
    VersionFactory(status="withdrawn")
    assert version_on("05-99", FIRST) is None
    assert version_on("05-98", FIRST) is None
