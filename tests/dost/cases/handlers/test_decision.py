from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dost.accounts.models import User
from dost.cases import handlers
from dost.cases.acts import NotPossible
from dost.cases.models import Decision, Entitlement
from dost.cases.stages import Origin
from registries.models import BenefitCase, RegistryGap
from tests.dost.cases.handlers.doing import do, last_line
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory
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
