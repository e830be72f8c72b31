"""What search engines are told of: pages that say something, each in every language.

That no public page is left out is told by walking the table of addresses (`tests/dost/test_public_pages.py`).
"""

from __future__ import annotations

import pytest
from django.utils import translation

from dost.portal.sitemap import ONE_PAGE, sitemap_entries
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db

BASE = "https://dost.example"


def azerbaijani() -> list[str]:
    """The paths of the pages, in the language that has no prefix."""
    paths = [entry.url.removeprefix(BASE) for entry in sitemap_entries(BASE)]
    return [path for path in paths if not path.startswith(("/en/", "/ru/"))]


def test_without_services_there_are_the_pages_that_are_always_there() -> None:
    assert sorted(azerbaijani()) == ["/", "/accessibility/", "/centres/", "/check/", "/privacy/", "/screening/"]
    assert len(sitemap_entries(BASE)) == 3 * len(ONE_PAGE)


def test_only_published_services_and_what_they_belong_to_are_told_of() -> None:
    VersionFactory(service=ServiceFactory(code="05-92", audiences=["families"], life_events=["child_born", "illness"]))
    VersionFactory(service=ServiceFactory(code="05-91", audiences=["families"]))
    VersionFactory(service=ServiceFactory(code="05-93"), status="withdrawn")
    ServiceFactory(code="05-94")
    assert azerbaijani()[len(ONE_PAGE) :] == [
        "/events/child_born/",
        "/events/illness/",
        "/areas/benefits/",
        "/audiences/families/",
        "/services/05-91/",
        "/services/05-92/",
    ]


@pytest.mark.parametrize("reader", ["az", "ru"])
def test_each_language_is_an_entry_that_names_the_others(reader: str) -> None:
    with translation.override(reader):
        found = [entry for entry in sitemap_entries(BASE) if entry.url.endswith("/centres/")]
    urls = {"az": f"{BASE}/centres/", "en": f"{BASE}/en/centres/", "ru": f"{BASE}/ru/centres/"}
    assert sorted(entry.url for entry in found) == sorted(urls.values())
    for entry in found:
        assert dict(entry.alternates) == {**urls, "x-default": urls["az"]}
