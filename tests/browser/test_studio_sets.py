"""The studio's pages in the browser: accessible, narrow and wide, in three languages, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.models import User
from services_catalog.changes import amounts, drafts, edits, publish
from services_catalog.changes.impact_figures import Bin, Cell, Counts, Figures, Impact, Money, Sample, ServiceImpact
from services_catalog.changes.preview_run import run_next
from services_catalog.load import load_catalogue
from services_catalog.models import ChangeSet, Preview, PreviewSeen
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ParameterFactory, texts, write_catalogue
from tests.factories.studio import PreviewFactory

from .inspector import DESK, PHONE, TABLET, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

Window = Callable[..., "Page"]
SOON = timezone.localdate() + timedelta(days=60)
REGIONS = ("Bakı", "Abşeron-Xızı", "Qarabağ", "")


@dataclass
class Studio:
    """Two people, and a set at each stage."""

    editor: User
    publisher: User
    draft: ChangeSet
    wrong: ChangeSet
    waiting: ChangeSet
    scheduled: ChangeSet
    preview: Preview


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Studio:
    """A small catalogue with everything that pages show."""
    root = write_catalogue(tmp_path / "catalogue")
    monkeypatch.setattr("services_catalog.files.CATALOGUE", root)
    now = timezone.now()
    load_catalogue(root=root, at=now)
    ParameterFactory(name="infant_benefit", label=texts("Infant benefit"))
    editor = UserFactory(username="leyla", first_name="Leyla", last_name="Cəfərova", editor=True, enrolled=True)
    publisher = UserFactory(username="tural", first_name="Tural", last_name="Abbasov", publisher=True, enrolled=True)

    def prepared(title: str) -> ChangeSet:
        made = drafts.create(title=title, ground="Decree of 12.06.2027", valid_from=SOON, by=editor, at=now)
        amounts.set_parameter(made, name="test_benefit", value=700, source="Decree", by=editor, at=now)
        draft = drafts.add_service(made, code="05-98", by=editor, at=now)
        edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=now)
        made.refresh_from_db()
        return made

    scheduled, waiting, draft = (prepared(title) for title in ("Decree of May", "Decree of July", "Decree of June"))
    for change_set in (scheduled, waiting):
        publish.submit(change_set, by=editor, at=now)
        PreviewSeen.objects.create(
            preview=PreviewFactory(change_set=change_set, result=result()), user=publisher, at=now
        )
    publish.publish(scheduled, by=publisher, at=now)
    wrong = drafts.create(title="Not ready", by=editor, at=now)
    broken = drafts.add_service(wrong, code="05-98", by=editor, at=now)
    edits.set_field(broken, "amount", "parameter.tset_benefit", revision=1, by=editor, at=now)
    preview = PreviewFactory(change_set=draft, result=result())
    return Studio(editor, publisher, draft, wrong, waiting, scheduled, preview)


def result() -> Any:
    """A preview in which everything occurs."""
    person = PersonFactory()
    cells = [Cell(region, gained=5, lost=2, rises=30, falls=1, monthly=Decimal(1250)) for region in REGIONS]
    figures = Figures(
        rights=Counts(before=1200, after=1203, gained=5, lost=2, rises=30, falls=1, to_unknown=7),
        people=Counts(before=1100, after=1103, gained=5, lost=2, rises=29, falls=1, to_unknown=6),
        monthly=Money(Decimal(120_000), Decimal(125_000)),
        yearly=Money(Decimal(1_440_000), Decimal(1_500_000)),
        regions=cells,
        ages=[Cell("0-17"), Cell("65+", rises=30, monthly=Decimal(-40))],
        sexes=[Cell("F", gained=5), Cell("M", lost=2)],
        changes=[Bin(Decimal(-20), Decimal(0), 1), Bin(Decimal(0), Decimal(20), 30)],
        missing={"person.age": 7},
        samples={"rises": [Sample(person.pk, None, None, Decimal(600), Decimal(700), True, True)]},
    )
    service = ServiceImpact("05-98", "person", "automatic", "monthly", "payment", "changed", "day", figures)
    return Impact(SOON, timezone.localdate(), [service], figures, population=20_000).as_json()


def addresses(studio: Studio) -> dict[str, str]:
    """Every page that an editor opens, by a name for its picture."""
    draft, preview = studio.draft.pk, studio.preview.pk
    return {
        "home": "/studio/",
        "new": "/studio/new/",
        "set": f"/studio/sets/{draft}/",
        "set_wrong": f"/studio/sets/{studio.wrong.pk}/",
        "set_waiting": f"/studio/sets/{studio.waiting.pk}/",
        "set_scheduled": f"/studio/sets/{studio.scheduled.pk}/",
        "edit": f"/studio/sets/{draft}/edit/",
        "amounts": f"/studio/sets/{draft}/amounts/",
        "differences": f"/studio/sets/{draft}/differences/",
        "discard": f"/studio/sets/{draft}/discard/",
        "publish": f"/studio/sets/{studio.waiting.pk}/publish/",
        "previews": f"/studio/sets/{draft}/preview/",
        "preview": f"/studio/sets/{draft}/preview/{preview}/",
        "people": f"/studio/sets/{draft}/preview/{preview}/people/05-98/rises/",
        "service": "/studio/services/05-98/",
        "compare": "/studio/services/05-98/compare/",
        "change": "/studio/services/05-98/change/",
        "end": "/studio/services/05-98/end/",
        "parameters": "/studio/parameters/",
        "shared": "/studio/shared/",
        "shared_new": "/studio/shared/criterion/new/",
        "raise": "/studio/raise/?amount=test_benefit",
        "raise_any": "/studio/raise/",
        "hand_in": f"/studio/sets/{studio.wrong.pk}/submit/",
        "history": "/studio/history/",
        "import": "/studio/import/",
    }


def test_pages_are_accessible_and_fit(window: Window, studio: Studio) -> None:
    inspector = Inspector("studio", widths=(PHONE, TABLET, DESK))
    page = window(language="en", user=studio.publisher)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    for name, url in addresses(studio).items():
        answer = page.goto(url)
        assert answer is not None
        assert answer.status == 200, url
        inspector.look(page, name)
    assert inspector.found == {}
    assert errors == []


def test_services_are_searched_while_typing(window: Window, studio: Studio) -> None:
    page = window(language="en", user=studio.editor)
    page.goto("/studio/")
    page.fill("#q", "nothing like it")
    page.wait_for_selector("text=No service is like that.")
    assert page.url.endswith("?q=nothing%20like%20it&area=")
    page.fill("#q", "05-98")
    page.wait_for_selector("#services a[href='/studio/services/05-98/']")
    page.go_back()
    page.wait_for_selector("text=No service is like that.")


def test_the_road_works_without_javascript(browser: Any, live_server: Any, studio: Studio) -> None:
    def signed_in(user: User) -> Any:
        context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en")
        client = Client()
        sign_in(client, user)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [
                {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url},
                {"name": "django_language", "value": "en", "url": live_server.url},
            ]
        )
        return context.new_page()

    page = signed_in(studio.editor)
    page.goto("/studio/")
    page.click("text=Raise an amount")
    page.select_option("[name=amount]", "infant_benefit")
    page.fill("[name=value]", "1,250")
    page.fill("[name=valid_from]", (SOON + timedelta(days=30)).isoformat())
    page.select_option("[name=act_kind]", "decree")
    page.fill("[name=act_number]", "412")
    page.fill("[name=act_day]", "2026-11-20")
    page.press("[name=value]", "Enter")
    expect(page.locator("main")).to_contain_text("Is it a thousand or a fraction?")
    page.fill("[name=value]", "1250")
    page.press("[name=value]", "Enter")
    page.wait_for_selector("#progress")
    assert "Reload the page to see how far it is." in page.content()
    assert run_next()
    page.reload()
    expect(page.locator("h2", has_text="What it costs")).to_have_count(1)
    preview = page.url
    page.click("#ending button")
    expect(page.locator("main")).to_contain_text("It is handed in.")

    reviewer = signed_in(studio.publisher)
    reviewer.goto(preview)
    reviewer.check("[name=read]")
    reviewer.click("#ending button")
    expect(reviewer.locator("main")).to_contain_text("It is published")
    assert ChangeSet.objects.get(ground="Decree 412 (20.11.2026)").status == "published"
