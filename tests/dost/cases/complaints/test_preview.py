"""The letter that is seen is the letter that goes, and seeing it does nothing."""

from __future__ import annotations

from functools import partial

import pytest
from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.cases import complaints
from dost.cases.complaints import complaint_preview
from dost.cases.models import Complaint, ComplaintLetter
from dost.notifications.models import Notice
from tests.factories.accounts import UserFactory
from tests.factories.complaints import complaint


@pytest.mark.django_db
def test_what_is_seen_is_what_goes() -> None:
    one, actor, now = complaint(), staff_actor(UserFactory()), timezone.now()
    complaints.take_over(complaint_id=one.pk, actor=actor, now=now)
    told = Notice.objects.count()
    act = partial(
        complaints.answer,
        complaint_id=one.pk,
        actor=actor,
        outcome=Complaint.Outcome.PARTLY,
        reasons="Two windows were closed.",
        now=now,
    )
    seen = complaint_preview(act, language="en")
    assert (ComplaintLetter.objects.count(), Notice.objects.count()) == (0, told)
    assert Complaint.objects.get().state == Complaint.State.SENT
    assert {part.language for part in seen.parts} <= {"az", one.person.language}
    assert seen.for_reader.language == "en"
    act()
    letter = ComplaintLetter.objects.get()
    assert (letter.content_hash, letter.number) == (seen.content_hash, seen.number)
