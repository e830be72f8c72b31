"""Two devices that send at the same moment, and a process that dies while it sends: one application, or none."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from dost.accounts.actors import Oneself
from dost.cases.applications import open_application
from dost.cases.drafts import send as sending
from dost.cases.drafts.save import save_answers
from dost.cases.drafts.send import Sent, send
from dost.cases.models import ApplicationDraft, Case, CaseAnswer
from tests.factories.drafts import TOLD, ApplicationDraftFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4
ON = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)


@pytest.fixture
def draft(monkeypatch: pytest.MonkeyPatch) -> ApplicationDraft:
    monkeypatch.setattr("dost.cases.applications.ring", lambda *arguments: True)
    made: ApplicationDraft = ApplicationDraftFactory(person=PersonFactory())
    actor = Oneself(made.person_id, "sub")
    return save_answers(draft_id=made.pk, answers=TOLD, actor=actor, on=ON, now=NOW)


def sent(draft: ApplicationDraft) -> Sent:
    actor = Oneself(draft.person_id, "sub")
    return send(key=draft.key, person=draft.person, actor=actor, on=ON, now=NOW)


def test_two_devices_make_one_application_and_get_the_same_receipt(draft: ApplicationDraft) -> None:
    together = threading.Barrier(AT_ONCE)
    receipts: list[Sent] = []

    def press() -> None:
        try:
            together.wait(10)
            receipts.append(sent(draft))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    case = Case.objects.get()
    assert [one.case for one in receipts] == [case] * AT_ONCE
    assert sorted(one.already for one in receipts) == [False] + [True] * (AT_ONCE - 1)
    assert CaseAnswer.objects.count() == len(TOLD)


class Killed(BaseException):
    """The process is gone: nothing catches it."""


def test_killed_before_the_end_nothing_is_sent_and_it_can_be_sent_again(
    draft: ApplicationDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies_after(**given: object) -> None:
        open_application(**given)  # type: ignore[arg-type]
        raise Killed

    monkeypatch.setattr(sending, "open_application", dies_after)
    with pytest.raises(Killed):
        sent(draft)
    row = ApplicationDraft.objects.get()
    assert (row.sent_at, row.answers) == (None, TOLD)
    assert not Case.objects.exists()
    monkeypatch.setattr(sending, "open_application", open_application)
    assert not sent(draft).already
    assert Case.objects.count() == 1


def test_killed_after_it_was_sent_and_before_the_page_the_next_press_finds_it(draft: ApplicationDraft) -> None:
    first = sent(draft)  # the answer to this one never reaches the browser
    again = sent(draft)
    assert (again.case, again.already) == (first.case, True)
    assert Case.objects.count() == 1
