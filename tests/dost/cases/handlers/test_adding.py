"""A document that nobody asked for: taken to a case that is not decided, with a line for whoever has it."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.access import NoReason, Purpose, state_purpose
from dost.accounts.actors import Oneself, Staff, staff_actor
from dost.accounts.models import User
from dost.cases import handlers
from dost.cases.acts import Act, MovedOn, NotAllowed, NotPossible, actions
from dost.cases.codes import EntryKind
from dost.cases.handlers import adding
from dost.cases.models import Case, CaseEntry, SupportingDocument
from dost.cases.supporting import NotTaken
from dost.cases.text import timeline
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.supporting import SupportingDocumentFactory
from tests.factories.uploads import pdf_bytes, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _vault(settings: Any, tmp_path: Any) -> None:
    settings.DOCUMENTS_ROOT = tmp_path


@pytest.fixture
def clerk() -> Staff:
    return staff_actor(UserFactory(clerk=True, centre="BAKI-1"))


def opened(case: Case, actor: Staff) -> Case:
    state_purpose(actor=actor, person_id=case.person_id, purpose=Purpose.CASE, note="a paper came", now=timezone.now())
    return case


def add(case: Case, actor: Any, title: str = "A certificate", content: bytes = b"") -> SupportingDocument:
    files = [upload(content or pdf_bytes())]
    return handlers.add_to_case(case_id=case.pk, actor=actor, files=files, title=title, now=timezone.now())


@pytest.mark.parametrize("state", ["to_clerk", "waiting_on_institution", "asked"])
def test_it_stands_on_the_case_with_a_line_and_the_case_stands_where_it_stood(clerk: Staff, state: str) -> None:
    case = opened(CaseFactory(**{state: True}), clerk)
    before = Case.objects.values("stage", "state", "waiting_on", "reason", "token").get(pk=case.pk)
    paper = add(case, clerk)
    paper.refresh_from_db()
    assert (paper.case, paper.person, paper.is_sent, paper.actor) == (case, case.person, True, clerk)
    line = CaseEntry.objects.get(case=case, what=EntryKind.DOCUMENT_ADDED)
    assert line.actor == clerk
    assert timeline.particulars(line.what, line.details, say_reason=str) == "A certificate"
    assert Case.objects.values("stage", "state", "waiting_on", "reason", "token").get(pk=case.pk) == before


@pytest.mark.parametrize("state", ["granted_and_paid", "refused", "at_bank"])
def test_what_is_decided_takes_none(clerk: Staff, state: str) -> None:
    case = opened(CaseFactory(**{state: True}), clerk)
    assert Act.ADD_DOCUMENT not in actions(case, clerk)
    with pytest.raises(MovedOn):
        add(case, clerk)
    assert not SupportingDocument.objects.exists()


def test_without_a_reason_to_see_the_person_it_is_refused(clerk: Staff) -> None:
    with pytest.raises(NoReason):
        add(CaseFactory(to_clerk=True), clerk)
    assert not SupportingDocument.objects.exists()


def test_whoever_serves_nobody_takes_none() -> None:
    case = CaseFactory(to_clerk=True)
    others = set(User.Role) - {User.Role.CLERK, User.Role.SUPERVISOR}
    for actor in (
        *(staff_actor(UserFactory(role=role)) for role in sorted(others)),
        Oneself(person_id=case.person_id, subject="s"),
    ):
        with pytest.raises(NotAllowed):
            add(case, actor)


@pytest.mark.parametrize(("title", "content", "why"), [("  ", b"", NotPossible), ("x", b"no document", NotTaken)])
def test_what_cannot_be_taken_leaves_nothing(
    clerk: Staff, title: str, content: bytes, why: type[Exception], tmp_path: Any
) -> None:
    case = opened(CaseFactory(to_clerk=True), clerk)
    with pytest.raises(why):
        add(case, clerk, title, content)
    assert not SupportingDocument.objects.exists()
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_a_case_that_was_decided_meanwhile_keeps_no_file(
    clerk: Staff, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, django_capture_on_commit_callbacks: Any
) -> None:
    case = opened(CaseFactory(to_clerk=True), clerk)

    def decided(*arguments: Any) -> Case:
        raise MovedOn

    monkeypatch.setattr("dost.cases.handlers.adding.locked", decided)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(MovedOn):
        add(case, clerk)
    assert not SupportingDocument.objects.exists()
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_a_case_takes_only_so_many(clerk: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "MOST", 1)
    case = opened(CaseFactory(to_clerk=True), clerk)
    SupportingDocumentFactory(person=case.person, case=case)
    with pytest.raises(NotPossible, match="1 documents already"):
        add(case, clerk)
