"""Whoever works on a complaint has a reason to see its person, as long as they do."""

from __future__ import annotations

import pytest
from django.utils import timezone

from dost.accounts.access import Purpose, Reason, reason_for
from dost.accounts.actors import Oneself, staff_actor
from dost.cases import complaints
from tests.factories.accounts import UserFactory
from tests.factories.complaints import complaint

pytestmark = pytest.mark.django_db


def test_it_opens_while_it_is_worked_on_and_the_log_names_no_complaint() -> None:
    one, actor, now = complaint(), staff_actor(UserFactory()), timezone.now()
    assert reason_for(actor, one.person_id, now=now) is None
    complaints.take_over(complaint_id=one.pk, actor=actor, now=now)
    assert reason_for(actor, one.person_id, now=now) == Reason(Purpose.CASE, note="")
    complaints.withdraw(complaint_id=one.pk, actor=Oneself(one.person_id, "s"), now=now)
    assert reason_for(actor, one.person_id, now=now) is None
