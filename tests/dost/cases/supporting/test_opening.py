"""Opening documents: who may, and the line that each opening leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dost.accounts.access import A_DOCUMENT, NoReason, state_purpose
from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff, staff_actor
from dost.accounts.models import AccessLog
from dost.accounts.opens import BY_LAW, EVERYTHING
from dost.accounts.own_looks import OwnLook
from dost.cases import supporting
from dost.cases.models import SupportingDocument
from dost.cases.supporting import vault
from dost.cases.supporting.opening import known_to, opened
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory
from tests.factories.supporting import CONTENT, SupportingDocumentFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=ZoneInfo("Asia/Baku"))


def owner_of(document: SupportingDocument) -> Oneself:
    return Oneself(person_id=document.person_id, subject="them")


def staff_with_reason(document: SupportingDocument) -> Staff:
    actor = staff_actor(UserFactory())
    state_purpose(actor=actor, person_id=document.person_id, purpose="case", note="to decide", now=NOW)
    return actor


def test_its_person_opens_it() -> None:
    document = SupportingDocumentFactory(original_name="Arayış.JPG")

    shown = opened(document, actor=owner_of(document), now=NOW)

    assert b"".join(shown.chunks) == CONTENT
    assert (shown.media_type, shown.file_name, shown.size) == ("application/pdf", "Arayış.pdf", len(CONTENT))


def test_every_opening_is_a_line_however_soon_after_another() -> None:
    case = CaseFactory()
    document = SupportingDocumentFactory(person=case.person, case=case)

    for _n in range(2):
        opened(document, actor=owner_of(document), now=NOW)
    opened(document, actor=staff_with_reason(document), now=NOW)

    lines = AccessLog.objects.filter(person=case.person).order_by("pk")
    assert [(line.purpose, line.reason) for line in lines] == [
        ("own", OwnLook.DOCUMENT),
        ("own", OwnLook.DOCUMENT),
        ("case", A_DOCUMENT),
    ]
    assert {line.service_code for line in lines} == {case.service_id}


def test_who_acts_for_the_person_opens_it_and_the_line_says_so() -> None:
    document, mother = SupportingDocumentFactory(), PersonFactory()
    actor = OnBehalf(person_id=mother.pk, subject="her", of=document.person_id, capacity=Capacity.PARENT)

    opened(document, actor=actor, now=NOW)

    line = AccessLog.objects.get(person=document.person)
    assert (line.actor, line.purpose) == (actor, "on_behalf")


def test_nobody_else_opens_it_and_nothing_is_written() -> None:
    document = SupportingDocumentFactory()
    stranger: list[Actor] = [
        Oneself(person_id=PersonFactory().pk, subject="other"),
        staff_actor(UserFactory(supervisor=True)),
        SYSTEM,
    ]

    for actor in stranger:
        with pytest.raises(NoReason):
            opened(document, actor=actor, now=NOW)
    assert not AccessLog.objects.filter(person=document.person).exists()


def test_a_reason_that_has_run_out_is_none() -> None:
    document = SupportingDocumentFactory()
    actor = staff_with_reason(document)

    opened(document, actor=actor, now=NOW)
    with pytest.raises(NoReason):
        opened(document, actor=actor, now=NOW + timedelta(hours=1))


def test_what_holds_a_virus_opens_to_nobody() -> None:
    document = SupportingDocumentFactory(state=SupportingDocument.State.UNSAFE)

    for actor in (owner_of(document), staff_with_reason(document)):
        with pytest.raises(supporting.Unsafe):
            opened(document, actor=actor, now=NOW)


def test_what_was_not_scanned_opens() -> None:
    document = SupportingDocumentFactory(state=SupportingDocument.State.NOT_SCANNED)

    assert b"".join(opened(document, actor=owner_of(document), now=NOW).chunks) == CONTENT


def test_a_file_that_is_not_there_is_told_before_anything_is_written() -> None:
    document = SupportingDocumentFactory()
    vault.remove(document.file)

    with pytest.raises(vault.Unreadable):
        opened(document, actor=owner_of(document), now=NOW)
    assert not AccessLog.objects.filter(person=document.person).exists()


def test_documents_of_sensitive_services_are_not_there_for_who_acts_for_the_person() -> None:
    case = CaseFactory()
    type(case.service).objects.filter(pk=case.service_id).update(sensitive=True)
    hidden = SupportingDocumentFactory(person=case.person, case=case)
    unsent = SupportingDocumentFactory(person=case.person)
    other = SupportingDocumentFactory()

    oneself = Oneself(case.person_id, "sub")
    assert set(known_to(case.person_id, opens=EVERYTHING, actor=oneself)) == {hidden, unsent}
    assert set(known_to(case.person_id, opens=BY_LAW, actor=oneself)) == {unsent}
    assert other not in known_to(case.person_id, opens=EVERYTHING, actor=oneself)


def test_the_log_says_it_in_words(settings: Any) -> None:
    from dost.backoffice.purpose_words import purpose_in_words

    assert "document" in purpose_in_words("case", A_DOCUMENT) or "sənəd" in purpose_in_words("case", A_DOCUMENT)
