"""142 in the browser: a call is taken, its caller asked, told how things stand; another is promised a call back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.models import User
from dost.centres.models import CallBack, Visit
from tests.by_day import keep_clear_of_midnight
from tests.factories.accounts import UserFactory
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

    page.click(".govuk-back-link")
    page.wait_for_selector("#back-title")
    due = timezone.localtime(timezone.now() + timedelta(days=1))
    page.fill("input[name=back-phone]", "050 123 45 67")
    page.fill("input[name=back-about]", "Pensiya")
    page.fill("input[name=back-day]", f"{due:%Y-%m-%d}")
    page.fill("input[name=back-time]", f"{due:%H:%M}")
    page.click("form[action$='/promise/'] button")
    page.wait_for_selector("main form[action$='/take/'] button")
    assert Visit.objects.get().person == caller
    CallBack.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    page.goto("/counter/calls/call-backs/")
    inspector.look(page, "call-backs")
    page.click("button[value=done]")
    page.wait_for_selector("main .dost-muted")
    assert CallBack.objects.get().closed_as == "done"
