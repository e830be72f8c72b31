from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.models import User
from dost.cases import handlers
from dost.cases.acts import NotPossible
from dost.cases.models import Case, CaseEntry, Decision, Entitlement
from dost.cases.stages import Origin
from dost.common.dates import local_day
from registries.models import BenefitCase, RegistryGap
from tests.dost.cases.handlers.doing import do, last_line
from tests.factories.cases import CaseFactory
from tests.factories.registries import BenefitFactory, PersonFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

NOTE = "I have seen the corrected extract"


def test_send_back_lets_the_institutions_be_asked_again(user: User) -> None:
    case = do(handlers.send_back, CaseFactory(to_clerk=True), user, note=NOTE)

    assert (case.stage, case.state, case.reason) == ("verify", "ready", {})
    assert last_line(case) == ("sent_back", {"note": NOTE}, user)


def test_grant_freezes_the_decision_with_name_and_reasons(user: User) -> None:
    case = do(handlers.grant, CaseFactory(to_clerk=True), user, note=NOTE)

    assert (case.stage, case.state, case.outcome) == ("pay", "ready", "granted")
    decision = Decision.objects.get(case=case)
    assert (decision.decided_by, decision.note, decision.amount) == (user, NOTE, Decimal("600.00"))
    assert decision.facts["person.age"]["value"] == 67
    assert Entitlement.objects.get(case=case).amount == Decimal("600.00")
    assert BenefitCase.objects.get(reference=f"DOST-{case.pk}").amount == Decimal("600.00")
    assert last_line(case) == ("granted", {"amount": "600.00"}, user)


def test_grant_against_known_facts_is_not_possible(user: User) -> None:
    case = CaseFactory(person=PersonFactory(birth_date=date(2000, 1, 1)), to_clerk=True)

    with pytest.raises(NotPossible, match="the right is not there"):
        do(handlers.grant, case, user, note=NOTE)
    assert not Decision.objects.exists()


def test_grant_without_an_amount_is_not_possible(user: User) -> None:
    version = VersionFactory(changes={"amount": "insurance.total_capital", "criteria": []})
    case = CaseFactory(version=version, unknown_fact=True)
    RegistryGap.objects.create(person=case.person, registry="UCOT", since=date(2026, 1, 1), reason="Being restored")

    with pytest.raises(NotPossible, match="amount"):
        do(handlers.grant, case, user, note=NOTE)


def test_grant_of_a_case_whose_record_is_gone_is_not_possible(user: User) -> None:
    case = CaseFactory(basis="birth", basis_key="7000000", record_id=999_999, to_clerk=True)

    with pytest.raises(NotPossible, match="record"):
        do(handlers.grant, case, user, note=NOTE)


def test_refuse_an_application_tells_the_applicant(user: User) -> None:
    case = do(handlers.refuse, CaseFactory(to_clerk=True, origin=Origin.APPLICATION), user, note=NOTE)

    assert (case.stage, case.state, case.outcome) == ("notify", "ready", "refused")
    decision = Decision.objects.get(case=case)
    assert (decision.outcome, decision.decided_by, decision.note) == ("refused", user, NOTE)


def test_refuse_a_right_the_state_found_closes_the_case_for_good(user: User) -> None:
    case = do(handlers.refuse, CaseFactory(to_clerk=True), user, note=NOTE)

    assert (case.stage, case.state, case.outcome, case.live) == ("closed", "done", "refused", True)
    assert last_line(case)[0::2] == ("refused", user)


def test_refuse_a_case_whose_record_is_gone_just_ends_it(user: User) -> None:
    case = CaseFactory(basis="birth", basis_key="7000000", record_id=999_999, to_clerk=True)

    do(handlers.refuse, case, user, note=NOTE)

    assert (case.stage, case.outcome, case.live) == ("closed", "no_right", False)
    assert last_line(case) == ("record_gone", {"note": NOTE}, user)


# -- beside a right that excludes it -----------------------------------------------------------------------------


def excluded_case(**rival: Any) -> Case:
    """A case for a clerk, whose person receives by the month what excludes it."""
    version = VersionFactory(changes={"period": "monthly", "excludes": ["90-2"]})
    case: Case = CaseFactory(version=version, to_clerk=True)
    BenefitFactory(**{"person": case.person, "service_code": "90-2", "reference": "RIVAL", **rival})
    return case


def says_yes(case: Case, *, at: datetime | None = None) -> None:
    CaseEntry.objects.create(case=case, at=at or timezone.now(), what="accepted")


def test_grant_beside_a_right_that_excludes_it_is_for_the_person_to_choose(user: User) -> None:
    case = excluded_case()

    with pytest.raises(NotPossible, match="90-2”; the person chooses"):
        do(handlers.grant, case, user, note=NOTE)
    assert "90-2" in handlers.what_stops_a_grant(case)
    assert not Decision.objects.exists()
    assert BenefitCase.objects.get().valid_until is None


def test_grant_of_what_the_person_chose_ends_the_right_it_excludes(user: User) -> None:
    case = excluded_case()
    says_yes(case)

    assert handlers.what_stops_a_grant(case) == ""
    assert do(handlers.grant, case, user, note=NOTE).outcome == "granted"
    award = BenefitCase.objects.get(reference="RIVAL", superseded_at=None)
    assert award.valid_until == local_day(timezone.now()) - timedelta(days=1)


def test_grant_asks_the_person_again_about_what_was_granted_after_their_yes(user: User) -> None:
    case = excluded_case(recorded_at=timezone.now())
    says_yes(case, at=timezone.now() - timedelta(hours=1))

    with pytest.raises(NotPossible, match="the person chooses"):
        do(handlers.grant, case, user, note=NOTE)


def test_grant_beside_what_somebody_else_receives_for_the_same_is_not_possible_even_with_a_yes(user: User) -> None:
    person = PersonFactory(birth_date=date(1950, 1, 1))
    case = excluded_case(person=person)
    BenefitFactory(service_code="90-2", basis_key=case.basis_key)
    says_yes(case)

    with pytest.raises(NotPossible, match="can only be refused"):
        do(handlers.grant, case, user, note=NOTE)
