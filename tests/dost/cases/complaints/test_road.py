"""The road of a complaint: written, studied longer, asked about, answered, read, printed, checked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dost.cases.complaints import watch_complaints
from dost.cases.models import Complaint, ComplaintLetter
from dost.cases.printing import folder, print_day
from dost.common.delivery import DeliveryState
from dost.common.working_days import working_days_later
from dost.notifications.models import Contact, Notice
from tests.factories.accounts import UserFactory, sign_in, sign_in_citizen
from tests.factories.complaints import REASONS, WORDS, complaint_services
from tests.factories.registries import InstitutionFactory, PersonFactory

NEW = "/en/my/complaints/new/"


@pytest.mark.django_db
def test_from_the_first_word_to_the_letter_on_paper(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    complaint_services()
    InstitutionFactory(code="DIN")
    person = PersonFactory(phone="", language="ru")
    Contact.objects.create(
        person=person, address="Bakı, Nizami 1", way=Contact.Way.LETTER, changed_at=timezone.now(), language="ru"
    )
    me, office = Client(), Client()
    sign_in_citizen(me, person)
    me.post(NEW, {"kind": "complaint", "about": "general"})
    me.post(f"{NEW}words/", {"words": WORDS})
    me.post(f"{NEW}check/", {"key": str(Complaint.objects.get().key)})
    one = Complaint.objects.get()
    today = timezone.localdate()
    assert one.due_on == working_days_later(today, 15)

    sign_in(office, UserFactory())
    there = f"/office/complaints/{one.pk}/"
    office.post(f"{there}take/")
    seen = office.post(f"{there}longer/", {"reasons": REASONS}).context["letter"].seen
    office.post(f"{there}longer/", {"reasons": REASONS, "seen": seen})
    one.refresh_from_db()
    assert one.due_on == working_days_later(today, 30)
    office.post(f"{there}ask/", {"text": "At which window?"})
    me.post(f"/en/my/complaints/{one.pk}/give/", {"words": "At the third."})
    one.refresh_from_db()
    assert one.due_on == working_days_later(today, 30)
    watch_complaints(now=timezone.now())

    given = {"outcome": "partly", "reasons": REASONS}
    seen = office.post(f"{there}answer/", given).context["letter"].seen
    office.post(f"{there}answer/", {**given, "seen": seen})
    one.refresh_from_db()
    assert (one.state, one.outcome) == ("answered", "partly")
    assert [letter.kind for letter in one.letters.order_by("ordinal")] == ["longer", "answered"]
    told = Notice.objects.filter(kind=Notice.Kind.COMPLAINT).order_by("pk")
    assert [row.channel for row in told] == ["letter"] * 4
    assert "At which window?" in told[2].text  # on paper: its reader may have no other way

    page = me.get(f"/en/my/complaints/{one.pk}/").content.decode()
    assert page.count(REASONS) >= 2
    answer = ComplaintLetter.objects.get(kind="answered")
    assert answer.language == "ru"
    made = print_day(on=today, now=timezone.now() + timedelta(days=1))
    assert made is not None
    assert made.letters == 4
    assert answer.number.encode() in (folder() / made.name).read_bytes()
    assert set(told.values_list("state", flat=True)) == {DeliveryState.SENDING}

    checked = Client().get(f"/en/check/{answer.number}/")
    assert "This letter is genuine" in checked.content.decode()
    first = ComplaintLetter.objects.get(kind="longer")
    assert "a later one followed" in Client().get(f"/en/check/{first.number}/").content.decode()
    assert WORDS not in checked.content.decode()


@pytest.mark.django_db
def test_applying_for_the_service_leads_to_writing(client: Client) -> None:
    complaint_services()
    sign_in_citizen(client, PersonFactory())
    assert client.get("/en/apply/10-07/").headers["Location"] == NEW
    assert client.get("/en/apply/02-08/").headers["Location"] == f"{NEW}?about=employer"
    sign_in(client, UserFactory())
    assert client.get("/office/apply/10-07/").headers["Location"] == "/office/complaints/new/"
