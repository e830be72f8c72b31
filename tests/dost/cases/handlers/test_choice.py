from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from dost.accounts.models import User
from dost.cases import handlers
from dost.cases.acts import NotPossible
from dost.cases.models import Case
from registries.models import BenefitCase
from tests.dost.cases.handlers.doing import do
from tests.factories.cases import CaseFactory, EntitlementFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db

NOTE = "I have seen the corrected extract"


def test_answer_yes_lets_the_case_go_on(user: User) -> None:
    case = do(handlers.record_choice, CaseFactory(asked=True), user, wanted=True, note="By telephone")

    assert (case.stage, case.state, case.waiting_on, case.reason) == ("choose", "ready", "", {})
    assert [(line.what, line.details, line.by) for line in case.entries.order_by("-pk")[:2]] == [
        ("noted", {"note": "By telephone"}, user),
        ("accepted", {}, user),
    ]


def test_answer_no_ends_the_case_for_good(user: User) -> None:
    case = do(handlers.record_choice, CaseFactory(asked=True), user, wanted=False, note="By telephone")

    assert (case.stage, case.state, case.outcome, case.live) == ("closed", "done", "declined", True)
    assert case.closed_at is not None
    assert case.entries.filter(what="declined", by=user).exists()


def exclusive_case() -> Case:
    version = VersionFactory(changes={"excludes": ["05-41"]})
    made: Case = CaseFactory(version=version, exclusive=True)
    return made


def test_answer_yes_lets_the_monthly_right_it_excludes_run_until_the_new_one_is_granted(user: User) -> None:
    case = exclusive_case()
    rival = CaseFactory(
        version=VersionFactory(service=ServiceFactory(code="05-41")), person=case.person, granted_and_paid=True,
        entitlement=None,
    )  # fmt: skip
    right = EntitlementFactory(case=rival, period="monthly")

    do(handlers.record_choice, case, user, wanted=True, note="At the centre")

    right.refresh_from_db()
    assert right.ended_on is None
    assert (case.stage, case.state) == ("choose", "ready")


def test_answer_yes_is_not_possible_when_the_same_record_was_paid_for_already(user: User) -> None:
    case = exclusive_case()
    CaseFactory(version=VersionFactory(service=ServiceFactory(code="05-41")), person=case.person, granted_and_paid=True)

    with pytest.raises(NotPossible, match="05-41"):
        do(handlers.record_choice, case, user, wanted=True, note="At the centre")
    assert do(handlers.record_choice, case, user, wanted=False, note="At the centre").outcome == "declined"


def test_answer_yes_is_not_possible_when_the_registry_shows_it_paid_for(user: User) -> None:
    case = exclusive_case()
    BenefitCase.objects.create(
        person=case.person, source_id="DSMF", reference="H-1", valid_from=case.on, recorded_at=timezone.now(),
        service_code="05-41", basis_key=case.basis_key, assigned_on=case.on, amount=Decimal(600), one_off=True,
    )  # fmt: skip

    with pytest.raises(NotPossible, match="05-41"):
        do(handlers.record_choice, case, user, wanted=True, note="At the centre")
