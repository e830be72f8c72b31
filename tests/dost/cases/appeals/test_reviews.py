"""The review of a disability decision: its application opens something that is answered like an appeal."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dost.accounts.actors import Oneself, staff_actor
from dost.cases import handlers
from dost.cases.batch import write_back
from dost.cases.letter_content import read_content
from dost.cases.models import Appeal, Case, CaseAnswer, Letter, Ruling
from dost.cases.steps import decide
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, EntryFactory
from tests.factories.registries import InstitutionFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)


def granted() -> Case:
    InstitutionFactory(code="DTSERA")
    question = {
        "id": "disagrees_with",
        "ask": texts("What do you disagree with?"),
        "type": "choice",
        "choices": {"band": texts("The percentage is too low")},
    }
    changes = {"period": "none", "outcome": "registration", "amount": None, "award": None, "questions": [question]}
    version = VersionFactory(service=ServiceFactory(code="03-15"), changes=changes)
    case: Case = CaseFactory(version=version, stage="decide", origin="application", token=1, opening=None)
    EntryFactory(case=case, what="opened", by_person=case.person, by_subject="subject")
    CaseAnswer.objects.create(case=case, question="disagrees_with", value="band", told_at=NOW)
    write_back(list(decide.work([case], NOW)), now=NOW)
    return case


def test_granting_it_opens_the_review_with_its_clock() -> None:
    case = granted()

    review = Appeal.objects.get(case=case)
    assert (review.against, review.state, review.answer_by) == ("review", "lodged", date(2026, 4, 4))
    assert "The percentage is too low" in review.grounds
    assert review.actor == Oneself(case.person_id, "subject")


@pytest.mark.parametrize("ruling", list(Ruling), ids=str)
def test_it_is_answered_like_an_appeal_and_opens_no_other_case(ruling: Ruling) -> None:
    case = granted()
    Case.objects.filter(pk=case.pk).update(stage="notify")
    Case.objects.filter(pk=case.pk).update(stage="closed", state="done", closed_at=NOW)
    handlers.decide_appeal(
        appeal_id=Appeal.objects.get(case=case).pk,
        actor=staff_actor(UserFactory()),
        ruling=ruling,
        note="The commission has looked at it.",
        facts={},
        now=NOW,
    )

    assert Case.objects.count() == 1
    letter = read_content(Letter.objects.get(case=case, kind="appeal_decided").content).parts[0]
    assert letter.reasons == ("The commission has looked at it.",)
