"""Awards are written and ended in one place, each with a note that the registry changed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import models

from dost.cases import awards
from dost.cases.awards import Ending, end_early
from dost.cases.batch import claim, on_to, write_back
from dost.cases.stages import Stage
from registries.models import AssistanceCase, BenefitCase, PensionCase, RegistryChange
from registries.models.awards import Award
from tests.factories.cases import CaseFactory, EntitlementFactory
from tests.factories.registries import (
    BenefitFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    InstitutionFactory,
    PensionFactory,
    PersonFactory,
)
from tests.factories.services_catalog import ParameterFactory, VersionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dost.proactive.receivers.ring", lambda *arguments: True)


def benefit(number: str, **more: Any) -> BenefitCase:
    """An award that is not written yet."""
    InstitutionFactory(code="DSMF")
    return BenefitCase(
        **{
            "person": PersonFactory(),
            "source_id": "DSMF",
            "reference": number,
            "valid_from": date(2026, 11, 1),
            "recorded_at": NOW,
            "service_code": "05-22",
            "assigned_on": date(2026, 11, 1),
            "amount": Decimal(140),
            **more,
        }
    )


def noted() -> list[tuple[str, str]]:
    return list(RegistryChange.objects.order_by("pk").values_list("registry", "reference"))


def test_awards_are_written_with_their_changes() -> None:
    child = PersonFactory(schoolchild=True)
    one, two = benefit("DOST-1", child=child), benefit("DOST-2")
    awards.insert([one, two], now=NOW)
    assert BenefitCase.objects.count() == 2
    assert noted() == [("MUAV", "DOST-1"), ("MUAV", "DOST-2")]
    first, second = RegistryChange.objects.order_by("pk")
    assert set(first.persons) == {one.person_id, child.pk}
    assert second.persons == [two.person_id]


def test_nothing_written_is_nothing_noted() -> None:
    awards.insert([], now=NOW)
    end_early([], now=NOW)
    assert noted() == []


def test_an_award_ends_by_a_copy_and_a_change() -> None:
    award = PensionFactory(valid_from=date(2026, 1, 1))
    end_early([Ending(award, date(2026, 9, 30), "death")], now=NOW)
    old, new = PensionCase.objects.order_by("pk")
    assert (old.superseded_at, old.superseded_by, old.valid_until) == (NOW, new, None)
    assert (new.reference, new.valid_until, new.stop_reason) == (old.reference, date(2026, 9, 30), "death")
    assert noted() == [("PENS", old.reference)]


def test_an_award_never_ends_before_it_begins() -> None:
    award = BenefitFactory(valid_from=date(2026, 12, 1))
    end_early([Ending(award, date(2026, 11, 20), "chose another right")], now=NOW)
    assert BenefitCase.objects.get(superseded_at=None).valid_until == date(2026, 12, 1)


def test_awards_of_several_registries_end_in_one_go() -> None:
    pension, grant = PensionFactory(), BenefitFactory()
    end_early([Ending(one, date(2026, 9, 30), "clerk") for one in (pension, grant)], now=NOW)
    assert set(noted()) == {("PENS", pension.reference), ("MUAV", grant.reference)}


def test_a_batch_written_back_notes_the_awards_it_writes_and_no_others() -> None:
    CaseFactory(stage=Stage.VERIFY)
    [case] = claim(Stage.VERIFY, now=NOW.replace(year=2027))
    moves = [on_to(case, Stage.CHOOSE, rows=[benefit(f"DOST-{case.pk}")])]
    assert write_back(moves, now=NOW) == [case]
    assert noted() == [("MUAV", f"DOST-{case.pk}")]
    assert write_back([on_to(case, Stage.DECIDE)], now=NOW) == [case]
    assert RegistryChange.objects.count() == 1


def test_every_registry_of_awards_is_one_that_changes() -> None:
    for code, model in awards.MODELS.items():
        assert issubclass(model, Award)
        assert issubclass(model, models.Model)
        assert model.registry == code


def test_the_family_of_an_award_is_whom_its_rule_counts() -> None:
    home = HouseholdFactory()
    members = [
        PersonFactory(),
        PersonFactory(died_on=date(2026, 3, 2)),
        PersonFactory(died_on=date(2026, 2, 1)),
        PersonFactory(missing_since=date(2026, 3, 1)),
    ]
    for person in members:
        HouseholdMemberFactory(person=person, household=home, valid_from=date(2024, 1, 1))
    leaving = HouseholdMemberFactory(household=home, valid_from=date(2024, 1, 1), valid_until=date(2026, 3, 1))
    HouseholdMemberFactory(household=home, valid_from=date(2024, 1, 1), valid_until=date(2026, 2, 28))
    HouseholdMemberFactory(household=home, valid_from=date(2026, 3, 2))
    ParameterFactory(name="need_criterion", values=[(date(2026, 1, 1), 300)])
    version = VersionFactory(changes={"award": "VEMTAS", "period": "monthly"})
    case = CaseFactory(version=version, person=leaving.person, on=date(2026, 3, 1))
    right = EntitlementFactory(case=case, service=case.service, person=case.person, amount=Decimal(600))
    award = awards.award_record(case, right, now=NOW)
    assert isinstance(award, AssistanceCase)
    assert (award.household_id, award.members, award.need_criterion) == (home.pk, 3, Decimal(300))
