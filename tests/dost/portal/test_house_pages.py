"""What the house says about itself is so."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dost.accounts.throttle import WINDOW_SECONDS
from dost.ops.grants import GRANTS, Removal, Retention
from dost.portal.house_pages import WRITTEN, accessibility_page, privacy_page
from tests.factories.readers import Reader


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize("address", ["/accessibility/", "/privacy/"])
@pytest.mark.django_db
def test_the_pages_are_in_the_readers_language_and_lead_to_142(address: str, language: str) -> None:
    response = Reader(language).get(address)
    page = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in page
    assert page.split("<main", 1)[1].count('href="tel:142"') == 2  # in the page and in the footer
    assert f'<time datetime="{WRITTEN.isoformat()}">' in page


@pytest.mark.django_db
def test_a_demonstration_says_so_and_a_production_does_not(client: Client, settings: Any) -> None:
    said = "buradakı insanlar uydurmadır"
    assert said in client.get("/privacy/").content.decode()
    settings.PRODUCTION = True
    assert said not in client.get("/privacy/").content.decode()


def test_how_long_things_are_kept_is_what_the_grants_say() -> None:
    """Each sentence under “For how long” and “Who looks” beside the table that it is about."""
    for table in ("cases_case", "cases_decision", "payments_paymentorder", "notifications_notice"):
        assert GRANTS[table].retention is Retention.CASE_FILE
        assert GRANTS[table].delete is Removal.NEVER
    looks = GRANTS["accounts_accesslog"]
    assert looks.retention is Retention.LOOKS
    assert (looks.update, looks.delete) == (False, Removal.NEVER)
    assert GRANTS["cache"].delete is Removal.CACHE
    assert WINDOW_SECONDS == 5 * 60


def test_every_section_says_something() -> None:
    for page in (accessibility_page(), privacy_page(demonstration=False)):
        assert page.sections
        assert all(section.before or section.points for section in page.sections)
