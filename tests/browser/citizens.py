"""The house of the demonstration for a whole module, and somebody who goes through its pages as a citizen does.

The stories are told once, in a copy of the database that is dropped after the module: each test takes people of its own
and leaves the others as they are. The institutions, the bank and the operators answer in this process, the identity
provider runs beside it, and the road works when a test says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from dost.accounts.demo_citizens import DemoCitizen, demo_citizens
from dost.ops.demo_citizens import tell
from dost.proactive.outlook.wanted import reckon_next
from dost.proactive.screening.tables import make_table
from registries.bridge import transport
from registries.data.reference import load_reference
from registries.models import Person
from registries.synthetic.stories.enter import enter
from registries.synthetic.stories.tales import newborn
from tests.cloned_database import clone, drop
from tests.dost.road.house import work
from tests.dost.road.institutions import answer_here
from tests.factories.identity import running_provider
from tests.factories.whole_catalogue import publish_files
from tests.patience import BROWSER_PATIENCE

from .conftest import is_wider_than_the_window, picture, troubles

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE: Final = 320
DESK: Final = 1280
HOST: Final = "localhost"
URLCONF: Final = "tests.browser.urls"
PREFIXES: Final = {"az": "", "en": "/en", "ru": "/ru"}
SAMPLE: Final = 120
"""Families by which the next question of a screening is chosen: few, so that the rules are asked about them quickly."""
BELLS: Final = (
    "dost.proactive.receivers",
    "dost.proactive.outlook.wanted",
    "dost.proactive.screening.tables",
    "dost.cases.receivers",
    "dost.cases.handlers.way",
    "dost.cases.corrections.settling",
)
"""Where a worker would be called: here the test works."""


@dataclass(frozen=True, slots=True)
class House:
    """The house at `url`. `twelve` are those whom the sign-in page offers, `mothers` the newborn's of three months."""

    url: str
    twelve: tuple[DemoCitizen, ...]
    mothers: tuple[DemoCitizen, ...]

    def one(self, slug: str) -> DemoCitizen:
        """The demo person of a story."""
        return next(one for one in self.twelve if one.slug == slug)


def person(who: DemoCitizen) -> Person:
    """The person of the registries."""
    return Person.objects.get(fin=who.fin)


def reckon() -> None:
    """Reckon the outlooks that were asked for, as the worker does."""
    while reckon_next():
        pass


@contextmanager
def open_house(blocker: Any) -> Iterator[House]:
    """Tell the stories as they are a minute after `make run`, serve the pages, and leave nothing behind."""
    own = f"{settings.DATABASES['default']['TEST']['NAME']}_citizens"
    patch = pytest.MonkeyPatch()
    with ExitStack() as leaving:
        leaving.enter_context(blocker.unblock())
        leaving.callback(_leave, patch)
        connection.close()
        before = connection.settings_dict["NAME"]
        clone(own)
        connection.settings_dict["NAME"] = own
        leaving.callback(_give_back, own, before)
        for module in BELLS:
            patch.setattr(f"{module}.ring", lambda *arguments: True)
        hosts = [*settings.ALLOWED_HOSTS, HOST]
        leaving.enter_context(override_settings(ROOT_URLCONF=URLCONF, ALLOWED_HOSTS=hosts))
        answer_here(settings, patch, urlconf=URLCONF)
        server = LiveServer(HOST)
        leaving.callback(server.stop)
        house = _begun(server.url)
        people = (*house.twelve, *house.mothers[1:])
        leaving.enter_context(running_provider(*people, host=server.url))
        yield house


def _begun(url: str) -> House:
    """Publish the catalogue and let the stories begin, those of newborn children for three months."""
    cache.clear()
    on, now = timezone.localdate(), timezone.now()
    with transaction.atomic():
        load_reference()
        publish_files(indexed=False)
    tell(on=on, now=now)
    months = [on, *_months_before(on, 2)]
    enter([newborn(month) for month in months[1:]])
    work()
    make_table(on=on, count=SAMPLE)
    mothers = tuple(next(one for one in demo_citizens(month) if one.slug == "newborn") for month in months)
    return House(url, demo_citizens(on), mothers)


def _months_before(on: date, count: int) -> Iterator[date]:
    for _month in range(count):
        on = on.replace(day=1) - timedelta(days=1)
        yield on


def _leave(patch: pytest.MonkeyPatch) -> None:
    patch.undo()
    cache.clear()
    transport.reset()


def _give_back(own: str, before: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = before
    drop(own)


# -- somebody at the pages ---------------------------------------------------------------------------------------------

Open = Callable[..., "Visit"]


@dataclass(slots=True)
class Visit:
    """Somebody at the pages in one language. Without `javascript` nobody can ask axe, or measure.

    `checked` are the kinds of pages that axe has looked at already, in this module: by the page and the width.
    """

    page: Page
    checked: set[tuple[str, int]]
    language: str = "en"
    javascript: bool = True

    def go(self, address: str, *, name: str = "") -> None:
        """Open a page of the house and look at it; `name` is its kind, where its address is one of many."""
        answer = self.page.goto(f"{PREFIXES[self.language]}/{address}")
        assert answer is not None
        assert answer.status == 200, (address, answer.status)
        self.look(name or address)

    def look(self, name: str) -> None:
        """A page has one heading, is not wider than the window, and axe finds nothing, in each kind of page once."""
        expect(self.page.locator("h1")).to_have_count(1)
        if not self.javascript:
            return
        assert not is_wider_than_the_window(self.page), self.page.url
        size = self.page.viewport_size
        assert size is not None
        if (name, size["width"]) not in self.checked:
            assert troubles(self.page) == [], self.page.url
            self.checked.add((name, size["width"]))

    def press(self, words: str) -> None:
        """Press the button, or follow the link that looks like one."""
        self.page.get_by_role("button", name=words).first.click()

    def sign_in(self, who: DemoCitizen) -> None:
        """Choose somebody on the sign-in page, and again at the provider."""
        self.go("my/sign-in/")
        self.page.locator(f"button[name=as][value={who.slug}]").click()
        self.choose(who)

    def choose(self, who: DemoCitizen) -> None:
        """Choose somebody at the provider, who sends one back."""
        self.page.wait_for_url("**/oauth2/authorize**")
        self.page.locator(f"button[value='{who.subject}']").first.click()
        self.page.wait_for_url(re.compile(r"/my/(?!sign-in)"))

    def photograph(self, name: str) -> None:
        """Keep a picture, when somebody wants to look at it."""
        size = self.page.viewport_size
        assert size is not None
        picture(self.page, f"citizen-{name}.{self.language}.{size['width']}{'' if self.javascript else '-plain'}")


@contextmanager
def opener(browser: Browser, house: House, checked: set[tuple[str, int]]) -> Iterator[Open]:
    """Open windows: `open_page(width=320, language="ru", javascript=False)`."""
    contexts = []

    def opened(*, width: int = DESK, language: str = "en", javascript: bool = True) -> Visit:
        context = browser.new_context(
            base_url=house.url,
            viewport={"width": width, "height": 900},
            locale=language,
            java_script_enabled=javascript,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(BROWSER_PATIENCE)
        return Visit(page, checked, language, javascript)

    try:
        yield opened
    finally:
        for context in contexts:
            context.close()
