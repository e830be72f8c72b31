"""A supervisor reviews stated purposes, sends somebody to a desk and frees one: each page looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.access import state_purpose
from dost.accounts.models import PurposeReview
from dost.centres import queue
from dost.centres.models import Ticket
from registries.models import Kinship
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, seat, waiting
from tests.factories.registries import KinshipFactory, PersonFactory

from .inspector import DESK, PHONE, TABLET, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ALL = (PHONE, TABLET, DESK)
MINUTE = timedelta(minutes=1)


def test_what_stands_out_is_seen_and_a_desk_left_without_its_clerk_is_freed(
    transactional_db: None, window: Callable[..., Page]
) -> None:
    now = timezone.now()
    mother, child = PersonFactory(), PersonFactory()
    KinshipFactory(person=child, relative=mother, kind=Kinship.Kind.MOTHER)
    gone = seat(1, since=now - 40 * MINUTE, first_name="Elçin", last_name="Quliyev", fin=mother.fin)
    seat(2, since=now - 40 * MINUTE, areas=("05", "06"), first_name="Aygün", last_name="Həsənova")
    for person in (child, PersonFactory()):
        state_purpose(actor=gone.actor, person_id=person.pk, purpose="case", note="The person called 142", now=now)
    for minutes in (30, 12, 4):
        waiting(at=now - minutes * MINUTE)
    called = queue.call_next(actor=gone.actor, now=now - 20 * MINUTE)
    assert called is not None
    look = Inspector("supervising", widths=ALL)
    page = window(language="en", user=UserFactory(supervisor=True, centre=CODE))

    page.goto("/office/purposes/")
    look.look(page, "purposes")
    page.click("main table a >> nth=0")
    page.wait_for_selector("#note, [name=note]")
    look.look(page, "purpose")
    page.click("main form button")
    page.wait_for_selector(".govuk-error-summary")
    look.look_as_it_is(page, "no note", shows=".govuk-error-summary")
    page.fill("[name=note]", "I asked: the call is written down")
    page.click("main form button")
    page.wait_for_url("**/office/purposes/")
    expect(page.locator("main table")).to_contain_text("I asked: the call is written down")
    look.look(page, "one seen")
    assert PurposeReview.objects.count() == 1

    page.goto("/office/centres/now/")
    look.look(page, "now")
    page.click("#send")
    page.wait_for_selector("[name=to]")
    look.look(page, "who waits")
    page.select_option("[name=to]", index=2)
    page.click("main form button")
    expect(page.locator(".dost-line")).to_contain_text("Desk 2")
    page.goto("/office/centres/now/")
    page.click("#free-1")
    page.wait_for_selector("[name=note]")
    look.look(page, "free")
    page.fill("[name=note]", "Taken ill")
    page.click("main form button")
    page.wait_for_url("**/office/centres/now/")
    expect(page.locator("main")).to_contain_text("waits again with the place it had")
    assert Ticket.objects.get(pk=called.pk).state == Ticket.State.WAITING
    assert look.found == {}
