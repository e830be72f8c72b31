"""Money paid in excess, in Chromium: a late death, its person heard at a desk, a telephone and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import Sum
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts import access
from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog, User
from dost.cases import handlers
from dost.cases.models import Letter, Recovery, RecoveryInstalment
from dost.payments.models import Overpayment
from registries.bridge import transport
from registries.models import Person
from tests.dost.road.house import publish, send, work
from tests.dost.road.institutions import answer_here
from tests.dost.road.test_overpaid import FACTS, GUARDIANS
from tests.factories.accounts import UserFactory, sign_in_citizen
from tests.factories.recoveries import (
    REASONS,
    instalments,
    member,
    oneself,
    overpaid_right,
    overpayment,
    proposed,
    running_payment,
)
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.rights import paid_up_to, running_right
from tests.patience import BROWSER_PATIENCE

from .conftest import is_wider_than_the_window, picture, troubles

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]
WORDS = "I did not know of it. I can pay 100 a month."


@pytest.fixture
def person(transactional_db: None) -> Person:
    for code in ("DIN", "EDLIYYE", "DSMF"):
        InstitutionFactory(code=code)
    made: Person = PersonFactory()
    running_payment(made, amount=700)
    return made


@pytest.fixture
def noted(person: Person) -> Overpayment:
    """600 AZN, noted a moment ago: a second person must confirm what becomes of it."""
    ward = PersonFactory()
    return overpayment(overpaid_right(person=person, about=ward, each=200), now=timezone.now())


@pytest.fixture
def learnt_late(person: Person, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Overpayment]:
    """The guardian was paid for a ward who had died; the registry learnt of it ten weeks ago, and the road reckoned it.

    Nobody has appealed against the end since, so what was paid in excess can be decided on now.
    """
    answer_here(settings, monkeypatch, urlconf="tests.browser.urls")
    for module in ("dost.proactive.receivers", "dost.cases.handlers.way"):
        monkeypatch.setattr(f"{module}.ring", lambda *arguments: True)
    with time_machine.travel(timezone.now() - timedelta(weeks=10)):
        today = timezone.localdate()
        died = (today - timedelta(days=150)).isoformat()
        with transaction.atomic():
            publish(GUARDIANS)
            ward = PersonFactory(birth_date=date(2017, 3, 3))
            running_right(
                GUARDIANS,
                facts=FACTS,
                on=today - timedelta(days=330),
                person=person,
                about=ward,
                basis_key="of the ward",
            )
            paid_up_to(today)
        record = {"fin": ward.fin, "died_on": died}
        event = {"institution": "EDLIYYE", "id": "D-1", "kind": "death", "happened_on": died, "record": record}
        assert send(event) == ["applied"]
        work()
    yield Overpayment.objects.select_related("entitlement__person").get()
    transport.reset()


@pytest.fixture
def seat(browser: Browser, live_server: Any, person: Person) -> Iterator[Callable[..., Page]]:
    """Open a window in which the person is signed in."""
    contexts = []

    def sit(*, width: int = 1280, language: str = "en", javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale=language,
            java_script_enabled=javascript,
        )
        contexts.append(context)
        client = Client()
        sign_in_citizen(client, person, fresh=True)
        key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(BROWSER_PATIENCE)
        return page

    yield sit
    for context in contexts:
        context.close()


def looked_at(page: Page, name: str, *, javascript: bool = True) -> None:
    """The page fits its window and axe finds nothing; photographed when somebody wants to look at it."""
    if javascript:
        assert not is_wider_than_the_window(page)
        assert troubles(page) == []
    picture(page, name)


def has_a_reason(user: User, noted: Overpayment) -> User:
    """Let a member of staff look at the person of an overpayment."""
    access.state_purpose(
        actor=staff_actor(user),
        person_id=noted.entitlement.person_id,
        purpose=AccessLog.Purpose.CASE,
        note="to look at what was paid",
        now=timezone.now(),
    )
    return user


@pytest.mark.parametrize(
    ("width", "javascript"),
    [(1280, True), (320, True), (320, False)],
    ids=["desk", "phone", "without JavaScript"],
)
def test_a_death_learnt_late_is_reckoned_proposed_heard_decided_and_confirmed(
    seat: Callable[..., Page],
    window: Callable[..., Page],
    examiner: User,
    learnt_late: Overpayment,
    width: int,
    javascript: bool,
) -> None:
    noted = learnt_late
    name = f"overpaid-{width}-{'js' if javascript else 'plain'}"
    office = window(language="en", user=has_a_reason(examiner, noted), width=width)
    office.goto("/office/overpayments/")
    looked_at(office, f"{name}-1-list")
    office.click(f"text={noted.entitlement.person.full_name}")
    office.check("[name=way][value=instalments]")
    office.fill("[name=monthly]", "120")
    office.fill("[name=reasons]", REASONS)
    looked_at(office, f"{name}-2-propose")
    office.get_by_role("button", name="Look at it first").click()
    expect(office.locator("#step")).to_contain_text("Nothing has happened yet.")
    looked_at(office, f"{name}-3-letter")
    office.get_by_role("button", name="Propose it").click()
    expect(office.locator("main")).to_contain_text("The person is being heard")

    one = Recovery.objects.get()
    page = seat(width=width, javascript=javascript)
    page.goto(f"/en/my/cases/{one.case_id}/")
    page.click("text=Read it and say something")
    page.wait_for_url(f"**/my/overpayments/{one.pk}/")
    looked_at(page, f"{name}-4-heard", javascript=javascript)
    page.click("main form button")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say whether you agree")
    page.check("[name=agrees][value=yes]")
    page.fill("[name=words]", WORDS)
    page.click("main form button")
    expect(page.locator("main")).to_contain_text("Nothing is decided yet.")
    expect(page.locator("main")).to_contain_text(WORDS)
    looked_at(page, f"{name}-5-said", javascript=javascript)

    office.reload()
    expect(office.locator("main")).to_contain_text(WORDS)
    office.check("[name=way][value=instalments]")
    office.fill("[name=monthly]", "100")
    office.fill("[name=reasons]", REASONS)
    office.get_by_role("button", name="Look at it first").click()
    office.get_by_role("button", name="Decide so").click()
    expect(office.locator("main")).to_contain_text("Nobody has confirmed it yet.")
    assert not RecoveryInstalment.objects.exists()

    second = window(language="en", user=has_a_reason(UserFactory(enrolled=True), noted), width=width)
    second.goto(f"/office/overpayments/{noted.pk}/")
    second.check("[name=confirmed][value=yes]")
    second.get_by_role("button", name="Look at it first").click()
    expect(second.locator("#step")).to_contain_text(REASONS)
    second.get_by_role("button", name="Say so").click()
    expect(second.locator("main")).to_contain_text("Decided")
    looked_at(second, f"{name}-6-decided")
    asked = RecoveryInstalment.objects.aggregate(total=Sum("amount"))["total"]
    assert asked == noted.total > 500  # so that a second person must confirm
    assert Letter.objects.filter(kind=Letter.Kind.RECOVERY_DECIDED).count() == 1

    page.goto(f"/en/my/overpayments/{one.pk}/")
    expect(page.locator("main")).to_contain_text("It is to be paid back.")
    looked_at(page, f"{name}-7-decided", javascript=javascript)
    page.click("text=Appeal this")
    page.wait_for_url(f"**/my/cases/{one.case_id}/appeal/")


@pytest.mark.parametrize(
    ("width", "language"), [(1280, "az"), (320, "az"), (320, "ru")], ids=["az desk", "az phone", "ru phone"]
)
def test_every_page_fits_every_window(
    seat: Callable[..., Page],
    window: Callable[..., Page],
    examiner: User,
    noted: Overpayment,
    person: Person,
    width: int,
    language: str,
) -> None:
    name = f"overpaid-{language}-{width}"
    office = window(language=language, user=has_a_reason(examiner, noted), width=width)
    url = f"/office/overpayments/{noted.pk}/"
    office.goto(url)
    looked_at(office, f"{name}-1-propose")
    one = proposed(noted, terms=instalments(100), now=timezone.now())
    handlers.say_recovery(recovery_id=one.pk, actor=oneself(person), agrees=True, words=WORDS, now=timezone.now())
    office.goto(url)
    looked_at(office, f"{name}-2-decide")
    office.goto("/office/overpayments/")
    looked_at(office, f"{name}-3-list")
    office.goto(f"/office/overpayments/cases/{noted.entitlement.case_id}/simulate/?change=ended&day=2026-05-17")
    looked_at(office, f"{name}-4-simulated")

    prefix = "" if language == "az" else f"/{language}"
    page = seat(width=width, language=language)
    page.goto(f"{prefix}/my/overpayments/{one.pk}/")
    looked_at(page, f"{name}-5-mine")
    page.goto(f"{prefix}/my/overpayments/")
    looked_at(page, f"{name}-6-mine-list")
    handlers.decide_recovery(
        recovery_id=one.pk, actor=member(), terms=instalments(100), reasons=REASONS, now=timezone.now()
    )
    handlers.confirm_recovery(recovery_id=one.pk, actor=member(), confirmed=True, reasons="", now=timezone.now())
    office.goto(url)
    looked_at(office, f"{name}-7-decided")
    page.goto(f"{prefix}/my/overpayments/{one.pk}/")
    looked_at(page, f"{name}-8-mine-decided")
