"""A decree from the desk of an editor to the account of a mother, in the browser and on the road."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.models import AccessLog, User
from dost.cases.models import Case, Decision, Entitlement
from dost.cases.monthly import order_due_months
from dost.payments.models import PaymentOrder
from dost.proactive import reviews
from dost.proactive.effective_dates import announce
from dost.proactive.models import SweepRun
from dost.proactive.sweep import start, work_to_the_end
from registries.bridge import transport
from registries.bridge.simulator.models import LedgerLine
from registries.models import Person
from services_catalog.changes.tasks import run_previews
from services_catalog.models import ChangeSet
from services_catalog.queries import forget_parameters
from tests.dost.road.house import birth, publish, send, work
from tests.dost.road.institutions import answer_here
from tests.factories.accounts import UserFactory
from tests.factories.registries import ContractFactory, ImprisonmentFactory, PersonFactory

from .inspector import Inspector
from .studio_steps import NOBODY, begin, big_numbers, costs, hand_in, preview, shown, sign_in_with_code

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, available_apps=None)]

Window = Callable[..., "Page"]
BAKU = ZoneInfo("Asia/Baku")
GROUND = "Decree 412 of the President, 20.11.2026"
ACT = "Decree 412 (20.11.2026)"
NOT_IN_PRISON = {
    "az": "Azadlıqdan məhrumetmə yerində cəza çəkmir",
    "en": "Is not serving a sentence in prison",
    "ru": "Не отбывает наказание в местах лишения свободы",
}
NEITHER_WORKS, ONE_WORKS, AGE = "05-40", "05-41", "05-21"
NOT_TOGETHER = ("05-01", "05-02", "05-03", "05-04", "05-06", "05-22", "05-23", "05-24")
"""What nobody receives together with the age benefit: its rule names them."""


@dataclass
class Clock:
    """The clock of the house, which a story may put forward."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def put_to(self, moment: datetime) -> None:
        self.ahead = moment - datetime.now(UTC)
        forget_parameters()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", made.now)
    return made


@pytest.fixture(autouse=True)
def _house(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[None]:
    """Institutions that answer here, no bells, nobody locked out."""
    answer_here(settings, monkeypatch, urlconf="tests.browser.urls")
    for bell in ("dost.proactive.receivers.ring", "dost.proactive.tasks.ring"):
        monkeypatch.setattr(bell, lambda *arguments: True)
    monkeypatch.setattr(run_previews, "apply_async", lambda *_args, **_options: None)
    cache.clear()
    yield
    cache.clear()
    transport.reset()


@pytest.fixture
def editor(transactional_db: None) -> User:
    user: User = UserFactory(username="aygun", first_name="Aygün", last_name="Quliyeva", editor=True)
    return user


@pytest.fixture
def publisher(transactional_db: None) -> User:
    user: User = UserFactory(username="rena", first_name="Rəna", last_name="Həsənova", publisher=True, enrolled=True)
    return user


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def first_day(today: date) -> date:
    """The first of the next month."""
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def at(day: date, hour: int = 0) -> datetime:
    """A moment of a day in Baku."""
    return datetime.combine(day, time(hour), BAKU)


# -- the stories -------------------------------------------------------------------------------------------------------


def mothers() -> Iterator[Person]:
    for name in ("Günay", "Nigar", "Səbinə", "Aytən", "Lalə", "Könül", "Sevil"):
        yield PersonFactory(surname="Əliyeva", given_name=name, birth_date=date(1996, 5, 1))


def born(mother: Person, number: int, day: date) -> dict[str, Any]:
    return birth(mother, fin=f"8AAAAA{number}", number=f"B-{number}", born=day.isoformat())


def amount_of(child: int) -> Decimal:
    """What was paid for a child, by the decision and the bank alike."""
    case = Case.objects.get(basis_key=f"8AAAAA{child}")
    order = PaymentOrder.objects.get(entitlement__case=case)
    assert order.state == "done"
    assert Decision.objects.get(case=case).amount == order.amount
    assert LedgerLine.objects.get(end_to_end_id=order.key).amount == order.amount
    return order.amount


def fill_raise(page: Page, value: str, first_day: date) -> None:
    """Say what the decree says."""
    page.fill("[name=value]", value)
    page.fill("[name=valid_from]", first_day.isoformat())
    page.select_option("[name=act_kind]", "decree")
    page.fill("[name=act_number]", "412")
    page.fill("[name=act_day]", "2026-11-20")


def test_a_decree_raises_the_birth_benefit(
    window: Window, clock: Clock, editor: User, publisher: User, today: date, first_day: date
) -> None:
    inspector = Inspector("raise")
    with transaction.atomic():
        publish(NEITHER_WORKS, ONE_WORKS)
    announce(now=timezone.now())
    mother = mothers()
    at_work = next(mother)
    ContractFactory(person=at_work)
    days = [today - timedelta(days=back) for back in (20, 200, 300, 400)]
    send(*(born(next(mother), number, day) for number, day in enumerate(days[1:], start=2)), born(at_work, 1, days[0]))
    work()
    assert Case.objects.filter(outcome="granted").count() == 4

    # The editor: from the amounts to the one form,
    page = window(language="en", user=editor)
    page.goto("/studio/parameters/?q=birth_benefit")
    page.click("#birth_benefit a[href='/studio/raise/?amount=birth_benefit']")
    page.click("main form button[type=submit]")
    inspector.look_as_it_is(page, "raise-error", shows=".govuk-error-summary")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.click(".govuk-error-summary a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_value"
    fill_raise(page, "650", first_day)
    page.click("main form button[type=submit]")

    # whom it touches and what it costs,
    page.wait_for_selector("#progress")
    inspector.look(page, "preview-waiting")
    run_previews()
    page.wait_for_selector(".dost-impact")
    inspector.look(page, "preview")
    change_set = ChangeSet.objects.get()
    assert shown(page, "#amounts-box tbody tr td") == ["600.00 ₼", "650.00 ₼", "+50.00 ₼ +8.3 %", ACT]
    assert big_numbers(page) == {**NOBODY, "Receive more": "3"}
    assert costs(page) == [
        ["150.00 ₼", "162.50 ₼", "+12.50 ₼ +8.3 %"],
        ["1,800.00 ₼", "1,950.00 ₼", "+150.00 ₼ +8.3 %"],
    ]
    assert [shown(page, f".dost-impact__services tbody tr:nth-child({row}) td") for row in (1, 2)] == [
        ["2", "2", "0", "0", "2", "0", "0", "+8.33 ₼"],
        ["1", "1", "0", "0", "1", "0", "0", "+4.17 ₼"],
    ]

    # handed in at its end.
    page.click("#ending button:has-text('Hand in for review')")
    page.wait_for_selector("text=It is handed in.")

    # The publisher: from what waits for them to what it does, and published at its end.
    page = window(language="en")
    sign_in_with_code(page, publisher)
    assert shown(page, ".dost-waiting li a") == [change_set.title]
    page.click(".dost-waiting li a")
    page.wait_for_selector(".dost-impact")
    inspector.look(page, "preview-publisher")
    page.click("#ending button:has-text('Publish')")
    inspector.look_as_it_is(page, "publish-error", shows=".govuk-error-summary")
    page.check("[name=read]")
    page.click("#ending button:has-text('Publish')")
    page.wait_for_url(f"**/studio/sets/{change_set.pk}/")
    change_set.refresh_from_db()
    assert (change_set.status, change_set.published_by) == ("published", publisher)
    assert inspector.found == {}

    # Until the day 600 is paid, from it on 650, by the day of the birth; midnight gives nobody anything twice.
    send(born(next(mother), 5, today))
    work()
    assert amount_of(5) == 600
    cases = Case.objects.count()
    clock.put_to(at(first_day))
    assert announce(now=timezone.now()) == [NEITHER_WORKS, ONE_WORKS]
    assert announce(now=timezone.now()) == []
    for run in SweepRun.objects.all():
        assert work_to_the_end(run) is not None
    work()
    assert Case.objects.count() == cases
    clock.put_to(at(first_day, hour=9))
    send(born(next(mother), 6, first_day), born(next(mother), 7, first_day - timedelta(days=1)))
    work()
    assert [amount_of(6), amount_of(7)] == [650, 600]


def receiving(*people: Person, on: date) -> list[Entitlement]:
    """The rights of people whom a sweep has found."""
    assert work_to_the_end(start(on=on, now=timezone.now(), services=[AGE])) is not None
    work()
    return [Entitlement.objects.get(person=person) for person in people]


def write_criterion(page: Page, inspector: Inspector) -> None:
    """Add the criterion in the rule editor, with a slip on the way: it is kept as it was typed, and mended."""
    page.click("#add-own")
    page.fill("#extra-require", "NOT person.imprisonned")
    page.fill("#extra-text_az", NOT_IN_PRISON["az"])
    page.fill("#extra-text_en", NOT_IN_PRISON["en"])
    page.fill("#extra-text_ru", NOT_IN_PRISON["ru"])
    page.fill("#extra-id", "not_in_prison")
    page.fill("#extra-law", GROUND)
    page.click("#extra button[value=save]")
    row = page.locator("#criterion-not_in_prison")
    expect(row.locator(".dost-rulerow__kept")).to_be_visible()
    inspector.look(page, "criterion-kept")
    page.click("#edit-not_in_prison")
    page.fill("#criterion-not_in_prison-require", "NOT person.imprisoned")
    row.locator("button[value=save]").click()
    expect(row.locator(".dost-rulerow__text")).to_have_text(NOT_IN_PRISON["en"])
    expect(row.locator(".dost-rulerow__kept")).to_have_count(0)


def add_example(page: Page, address: str, inspector: Inspector) -> None:
    """Prove the criterion by a person, begun as a copy of another."""
    page.goto(f"{address}examples/")
    page.click("a[href$='copy=A%20man%20on%20his%2065th%20birthday']")
    page.fill("#example-new [name=name]", "A man in prison on his 65th birthday")
    page.select_option("[name='fact:person.imprisoned']", "true")
    page.check("#example-new [name=verdict][value=not_entitled]")
    page.fill("#example-new [name=amount]", "")
    inspector.look_as_it_is(page, "example-form", shows="#example-new")
    page.click("#example-new button[value=save]")
    page.wait_for_selector("#people li:has-text('A man in prison on his 65th birthday') .dost-good")


def test_a_stricter_rule_takes_nothing_away_by_itself(
    window: Window, clock: Clock, editor: User, publisher: User, examiner: User, today: date, first_day: date
) -> None:
    inspector = Inspector("stricter")
    with transaction.atomic():
        publish(AGE, *NOT_TOGETHER)
    announce(now=timezone.now())
    free, kept, ended = (
        PersonFactory(given_name=name, birth_date=date(1950, 3, 3)) for name in ("Aysel", "Zərifə", "Şəhrəbanu")
    )
    for person in (kept, ended):
        ImprisonmentFactory(person=person)
    rights = receiving(free, kept, ended, on=today)

    # An editor adds a criterion, in three languages, and proves it.
    page = window(language="en", user=editor)
    change_set = begin(page, "Age benefit: not in prison", GROUND, first_day)
    page.fill("[name=code]", AGE)
    page.click("main button:has-text('Take in')")
    address = f"/studio/sets/{change_set.pk}/services/{AGE}/"
    page.wait_for_url(f"**{address}")
    write_criterion(page, inspector)
    expect(page.locator("#law")).to_contain_text("Is in prison: no.")
    add_example(page, address, inspector)
    page.goto(f"{address}changes/")
    inspector.look(page, "rule-changes")

    # The preview says who loses it and what is saved.
    page.goto(f"/studio/sets/{change_set.pk}/")
    preview(page, change_set)
    assert big_numbers(page) == {**NOBODY, "Lose the right": "2"}
    assert costs(page)[0][:2] == ["660.00 ₼", "220.00 ₼"]
    assert costs(page)[1][:2] == ["7,920.00 ₼", "2,640.00 ₼"]
    page.click(f"main .dost-impact__services a[href$='/people/{AGE}/lost/']")
    page.click("main form button")
    inspector.look_as_it_is(page, "people", shows="#people-box tbody tr")
    expect(page.locator("#people-box tbody tr")).to_have_count(2)
    assert AccessLog.objects.filter(user=editor, purpose="preview", person__in=[kept, ended]).count() == 2
    hand_in(page, change_set)

    # A second person publishes it.
    page = window(language="en", user=publisher)
    page.goto("/studio/")
    page.click(".dost-waiting li a")
    page.wait_for_selector(".dost-impact")
    page.check("[name=read]")
    page.click("#ending button:has-text('Publish')")
    page.wait_for_url(f"**/studio/sets/{change_set.pk}/")
    page.goto(f"/studio/services/{AGE}/")

    # The day comes. Nobody new is found by the old rule; payments go on; rights are marked.
    clock.put_to(at(first_day))
    late, late_in_prison = (PersonFactory(birth_date=date(1950, 3, 3)) for _ in range(2))
    ImprisonmentFactory(person=late_in_prison)
    assert announce(now=timezone.now()) == [AGE]
    assert order_due_months(now=timezone.now()) == 3
    for run in SweepRun.objects.all():
        assert work_to_the_end(run) is not None
    while reviews.work_batch(now=timezone.now()):
        pass
    work()
    assert list(Case.objects.filter(person__in=[late, late_in_prison]).values_list("person", flat=True)) == [late.pk]
    for right in rights:
        order = PaymentOrder.objects.get(entitlement=right, period=first_day)
        assert order.amount == 220
        assert order.state == "done"

    # The examiner reads why, lets one go on and ends the other.
    page = window(language="en", user=examiner)
    page.goto("/office/rights/")
    expect(page.locator("#results tbody tr")).to_have_count(2)
    assert shown(page, "#results tbody tr td:nth-child(3)") == [f"The rule changed {NOT_IN_PRISON['en']}"] * 2
    look_at(page, rights[1])
    act(page, rights[1], "keep")
    look_at(page, rights[2])
    act(page, rights[2], "end", last_day=timezone.localdate().isoformat())
    for right in rights:
        right.refresh_from_db()
    assert [right.ended_on for right in rights] == [None, None, timezone.localdate()]
    assert [right.review for right in rights[:2]] == [None, None]
    assert rights[1].kept == ["not_in_prison"]
    assert inspector.found == {}


def look_at(page: Page, right: Entitlement) -> None:
    """Open the case of a right, with the reason for it."""
    page.goto("/office/rights/")
    page.click(f"#results a[href='/office/cases/{right.case_id}/']")
    page.wait_for_url("**/purpose/")
    page.check("[name=purpose] >> nth=0")
    page.fill("[name=note]", "The rule of the age benefit has changed")
    page.click("main form button")
    page.wait_for_url(f"**/cases/{right.case_id}/")
    assert shown(page, "#review li") == [NOT_IN_PRISON["en"]]


def act(page: Page, right: Entitlement, action: str, **fields: str) -> None:
    """Let the right go on, or end it."""
    page.click(f"a[href='/office/cases/{right.case_id}/actions/{action}/']")
    for name, value in {**fields, "note": "Spoke with the prison and the family"}.items():
        page.fill(f"[name={name}]", value)
    page.click("main form button")
    if action == "end":  # its letter is seen before it goes
        page.wait_for_selector("article.dost-letter")
        page.click("main form button")
    page.wait_for_url(f"**/cases/{right.case_id}/")
    assert page.locator("#review").count() == 0
