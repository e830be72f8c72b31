"""142 in the browser: a call is taken, its caller asked and told how things stand, a complaint written down, a promise
kept; another caller is registered. A supervisor reads the day in figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.models import User
from dost.cases.models import Complaint
from dost.centres.call_backs import end_call
from dost.centres.models import CallBack, Visit
from tests.by_day import keep_clear_of_midnight
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, CentreFactory, on_the_phone, promised
from tests.factories.complaints import complaint_services
from tests.factories.registries import ContractFactory, DistrictFactory, InstitutionFactory, PersonFactory

from .inspector import DESK, PHONE, TABLET, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

Window = Callable[..., "Page"]


def test_a_call_answered_and_a_call_promised(
    transactional_db: None, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_clear_of_midnight(monkeypatch)
    for code in ("DIN", "DVX"):
        InstitutionFactory(code=code)
    caller = PersonFactory(
        fin="5ABC12D", document_number="AA1234567", district=DistrictFactory(), surname="Əliyeva", given_name="Aygün"
    )
    ContractFactory(person=caller, valid_from=date(2018, 9, 1))
    complaint_services()
    operator: User = UserFactory(username="operator", role=User.Role.OPERATOR, enrolled=True)
    inspector = Inspector("calls", language="az", widths=(PHONE, TABLET, DESK))
    page = window(language="az", user=operator)
    page.goto("/counter/calls/")
    inspector.look(page, "free")
    page.click("main form[action$='/take/'] button")
    page.wait_for_selector("#end-title")
    inspector.look(page, "call")

    page.fill("input[name=number]", caller.fin)
    page.click("form[action$='/find/'] button")
    page.wait_for_selector("form[action$='/ask/']")
    inspector.look_as_it_is(page, "found", shows="form[action$='/ask/']")
    page.click("form[action$='/ask/'] button")
    page.wait_for_selector("input[name=document]")
    inspector.look(page, "questions")
    page.fill("input[name=document]", "4567")
    page.select_option("select[name=district]", str(caller.district_id))
    page.fill("input[name=work]", "2018")
    page.click("main form button")
    page.wait_for_selector("#appointments-title")
    inspector.look(page, "person")
    expect(page.locator("h1")).to_contain_text("Əliyeva Aygün")

    complain(page, inspector)

    page.fill("input[name=back-phone]", "050 123 45 67")
    page.fill("input[name=back-about]", "Pensiya")
    due = timezone.localtime(timezone.now() + timedelta(days=1))
    page.fill("input[name=back-day]", f"{due:%Y-%m-%d}")
    page.fill("input[name=back-time]", f"{due:%H:%M}")
    page.click("form[action$='/promise/'] button")
    page.wait_for_selector("main form[action$='/take/'] button")
    assert Visit.objects.get().person == caller
    call_back(page, inspector)
    register(page, inspector)
    assert inspector.found == {}


def complain(page: Page, inspector: Inspector) -> None:
    """Write down a complaint for her; its number is read out."""
    page.click("a[href$='/calls/complaint/']")
    page.wait_for_selector("textarea[name=words]")
    inspector.look(page, "complaint")
    page.check("input[name=kind][value=complaint]")
    page.check("input[name=about][value=general]")
    page.fill("textarea[name=words]", "Üç saat gözlədim.")
    page.click("main form button")
    page.wait_for_selector("#done-title")
    number = Complaint.objects.get().number
    expect(page.locator("#done-title").locator("xpath=../..")).to_contain_text(number)
    inspector.look_as_it_is(page, "done", shows="#done-title")


def call_back(page: Page, inspector: Inspector) -> None:
    """Call her back: nobody answers; an hour later she does."""
    CallBack.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    page.goto("/counter/calls/call-backs/")
    inspector.look(page, "call-backs")
    page.click("form[action$='/call/'] button")
    page.wait_for_selector("#keep-title")
    inspector.look(page, "calling-back")
    page.check("input[name=call-outcome][value=unreached]")
    page.click("form[action$='/end/'] button")
    page.wait_for_selector("main form[action$='/take/'] button")
    inspector.look_as_it_is(page, "nobody-answered", shows="main form[action$='/take/'] button")
    page.goto("/counter/calls/call-backs/")
    inspector.look(page, "next-try")
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Visit.objects.filter(outcome="unreached").update(began_at=an_hour_ago, ended_at=an_hour_ago)
    page.reload()
    page.click("form[action$='/call/'] button")
    page.wait_for_selector("#keep-title")
    page.check("input[name=call-outcome][value=advised]")
    page.click("form[action$='/end/'] button")
    page.wait_for_selector("main form[action$='/take/'] button")
    assert CallBack.objects.get().closed_as == "done"


def register(page: Page, inspector: Inspector) -> None:
    """Another calls, whom no registry knows; their number is there to promise."""
    page.click("main form[action$='/take/'] button")
    page.click("#register summary")
    page.fill("input[name=caller-name]", "Aygün xanım")
    page.fill("input[name=caller-phone]", "055 765 43 21")
    inspector.look_as_it_is(page, "register", shows="#register[open]")
    page.click("form[action$='/register/'] button")
    page.wait_for_selector("#said")
    inspector.look(page, "registered")
    expect(page.locator("input[name=back-phone]")).to_have_value("+994557654321")


def test_a_supervisor_reads_142_in_figures_and_sees_to_a_promise(
    transactional_db: None, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_clear_of_midnight(monkeypatch)
    now = timezone.now()
    operator: User = UserFactory(role=User.Role.OPERATOR, first_name="Aysel", last_name="Hüseynova")
    for outcome in ("advised", "settled"):
        call = on_the_phone(at=now, user=operator)
        until = now + timedelta(minutes=6)
        end_call(visit_id=call.visit.pk, actor=call.actor, outcome=outcome, note="", now=until)
    promised(at=now, hours=1)
    CallBack.objects.update(due_at=now - timedelta(minutes=1))
    CentreFactory(code=CODE)
    inspector = Inspector("142", language="az", widths=(PHONE, TABLET, DESK))
    page = window(language="az", user=UserFactory(supervisor=True, centre=CODE, enrolled=True))
    page.goto("/office/centres/now/calls/")
    page.wait_for_selector("#promises-title")
    inspector.look(page, "figures")
    page.click(".dost-pagehead a[href$='/call-backs/']")
    page.wait_for_selector("a[href$='/close/']")
    inspector.look(page, "to-see-to")
    page.click("a[href$='/close/']")
    page.wait_for_selector("input[name=note]")
    inspector.look(page, "close")
    page.check("input[name=how][value=done]")
    page.fill("input[name=note]", "Mərkəzə gəlib.")
    page.click("main form button")
    page.wait_for_selector("main .dost-muted")
    assert CallBack.objects.get().note == "Mərkəzə gəlib."
    assert inspector.found == {}
