"""A new service in Chromium: begun like one there is, its rule made another, handed in and published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from services_catalog.load import load_catalogue
from services_catalog.models import ChangeSet, Service, ServiceVersion
from tests.factories.accounts import UserFactory
from tests.factories.services_catalog import write_catalogue
from tests.factories.studio import looked_at

from .inspector import Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

SOON = timezone.localdate() + timedelta(days=60)


@pytest.fixture
def _catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> None:
    root = write_catalogue(tmp_path / "catalogue")
    monkeypatch.setattr("services_catalog.files.CATALOGUE", root)
    load_catalogue(root=root, at=timezone.now())


@pytest.mark.usefixtures("_catalogue")
def test_a_service_like_another_becomes_one_of_its_own(window: Callable[..., Page]) -> None:
    inspector = Inspector("new-service")
    editor: Any = UserFactory(username="leyla", editor=True, enrolled=True)
    publisher: Any = UserFactory(username="tural", publisher=True, enrolled=True)
    page = window(language="en", user=editor)
    page.goto("/studio/services/05-98/")
    page.click("text=A new service like this one")
    for language, name in (("az", "Yeni müavinət"), ("en", "New benefit"), ("ru", "Новое пособие")):
        page.fill(f"[name=name_{language}]", name)
    inspector.look_as_it_is(page, "begin", shows="[name=name_az]")
    page.click("main form button[type=submit]")
    page.wait_for_selector("text=05-99 is begun.")
    page.click("#edit-age")
    page.fill("#criterion-age-require", "person.aeg >= 65")
    page.click("#criterion-age button[value=save]")
    expect(page.locator("#criterion-age .dost-rulerow__kept")).to_be_visible()
    page.click("#edit-age")
    page.fill("#criterion-age-require", "person.age >= 65")
    page.click("#criterion-age button[value=save]")
    expect(page.locator("#criterion-age .dost-rulerow__kept")).to_have_count(0)
    inspector.look(page, "rule")
    change_set = ChangeSet.objects.get()
    page.goto(f"/studio/sets/{change_set.pk}/")
    hand_in = page.locator(f"form[action='/studio/sets/{change_set.pk}/submit/']")
    hand_in.locator("[name=ground]").fill("Act 7 of 2026")
    hand_in.locator("[name=valid_from]").fill(SOON.isoformat())
    hand_in.locator("button[type=submit]").click()
    page.wait_for_selector("text=It is handed in.")
    looked_at(change_set, publisher)
    reviewer = window(language="en", user=publisher)
    reviewer.goto(f"/studio/sets/{change_set.pk}/")
    reviewer.click("text=Review and publish")
    reviewer.check("[name=read]")
    reviewer.locator(f"form[action='/studio/sets/{change_set.pk}/publish/'] button[type=submit]").click()
    reviewer.wait_for_selector("text=It is published")
    assert Service.objects.get(code="05-99").title
    assert ServiceVersion.objects.get(service="05-99").valid.lower == SOON
    assert inspector.found == {}
