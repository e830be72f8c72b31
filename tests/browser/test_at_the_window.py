"""A mandate at a window in Chromium: its agent accepts it with a passport; an employer's; and what only staff see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts import access
from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog, User
from dost.cases import handlers
from dost.cases.handlers.recovery_anew import set_aside
from dost.cases.models import Complaint, Ruling
from registries.models import Person
from tests.factories.accounts import MandateFactory, UserFactory
from tests.factories.complaints import complaint
from tests.factories.drafts import for_employers
from tests.factories.recoveries import REASONS, instalments, member, oneself, overpaid_right, overpayment, proposed
from tests.factories.registries import InstitutionFactory, PersonFactory, RepresentativeFactory

from .inspector import DESK, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _without_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dost.cases.mandates.telling.ring", lambda *arguments: True)
    cache.clear()


def opens(user: User, person: Person) -> None:
    """Let a member of staff look at a person's file."""
    access.state_purpose(
        actor=staff_actor(user),
        person_id=person.pk,
        purpose=AccessLog.Purpose.CASE,
        note="at the window",
        now=timezone.now(),
    )


def test_a_mandate_is_accepted_at_the_window_and_an_employers_is_written_down(
    window: Callable[..., Page], examiner: User
) -> None:
    PersonFactory(fin=examiner.fin)
    agent = PersonFactory(given_name="Samir", birth_date=date(1985, 1, 1))
    RepresentativeFactory(person=agent)
    for_employers()
    mandate = MandateFactory(agent=agent, waiting=True)
    opens(examiner, agent)
    looked = Inspector("window", language="az", unfold=True)
    page = window(user=examiner, width=DESK)
    page.goto(f"/office/mandates/person/?person={agent.pk}")
    looked.look(page, "mandates")
    page.click(f"a[href^='/office/mandates/{mandate.pk}/']")
    looked.look(page, "mandate")
    page.click("button[value=accepted]")
    looked.look_as_it_is(page, "errors", shows=".govuk-error-summary")
    page.check("[name=how][value=presence]")
    page.select_option("[name=document_kind]", "passport")
    page.fill("[name=document_number]", "C1234567")
    page.click("button[value=accepted]")
    page.wait_for_url("**/mandates/person/**")
    mandate.refresh_from_db()
    assert mandate.is_accepted
    page.click("a[href*='employer=']")
    looked.look(page, "employer")
    assert looked.found == {}


def test_what_is_owed_back_and_what_is_for_one_alone_fit_every_window(
    window: Callable[..., Page], examiner: User
) -> None:
    for code in ("DIN", "EDLIYYE", "DSMF"):
        InstitutionFactory(code=code)
    PersonFactory(fin=examiner.fin)
    now = timezone.now()
    one = proposed(overpayment(overpaid_right(), now=now), now=now)
    me = oneself(one.person)
    handlers.say_recovery(recovery_id=one.pk, actor=me, agrees=True, words="Good.", now=now)
    handlers.decide_recovery(recovery_id=one.pk, actor=member(), terms=instalments(20), reasons=REASONS, now=now)
    handlers.record_repayment(
        recovery_id=one.pk,
        actor=member(),
        amount=Decimal(40),
        received_on=timezone.localdate(),
        reference="M-1",
        now=now,
    )
    with transaction.atomic():
        set_aside(one.case, ruling=Ruling.CHANGED, number="A-1", actor=member(), now=now)
    opens(examiner, one.person)
    looked = Inspector("owed-back", language="az", unfold=True)
    page = window(user=examiner, width=DESK)
    page.goto("/office/overpayments/")
    looked.look(page, "list")
    page.goto(f"/office/overpayments/{one.overpayment_id}/")
    expect(page.locator("#owed")).to_contain_text("40")
    looked.look(page, "overpayment")

    User.objects.exclude(pk=examiner.pk).update(is_active=False)
    complaint(about=Complaint.About.STAFF, named=f"{examiner.first_name} {examiner.last_name}")
    supervisor = UserFactory(supervisor=True, enrolled=True, first_name="Sevda", last_name="Hacıyeva")
    page = window(user=supervisor, width=DESK)
    Complaint.objects.update(heard_by=Complaint.HeardBy.SUPERVISORS)
    page.goto("/office/")
    looked.look_as_it_is(page, "day", shows="#complaints-alone")
    page.goto("/office/complaints/?view=alone")
    looked.look(page, "alone")
    assert looked.found == {}
