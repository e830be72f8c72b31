"""What a member of staff has granted above the amount of its service, and that waits for a second person."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.cases import handlers
from dost.cases.models import Case, GrantToConfirm
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import VersionFactory

NOTE = "I have seen the corrected extract"


def above(amount: Decimal | str) -> dict[str, Any]:
    """The key of a version by which more than an amount (AZN) needs a second person."""
    return {"second_person": {"above": f"{Decimal(amount):.2f}", "confidence": "assumed"}}


def to_be_granted(*, limit: Decimal | str = "500", **changes: Any) -> Case:
    """A case that waits for staff; its rule gives 600.00 AZN, which is more than one person may grant alone."""
    case: Case = CaseFactory(version=VersionFactory(changes={**above(limit), **changes}), to_clerk=True)
    return case


def judged(*, now: datetime, by: User | None = None, case: Case | None = None) -> GrantToConfirm:
    """What waits for a second person: granted by an examiner."""
    first = by or UserFactory(first_name="Aydan", last_name="Quliyeva")
    waits = handlers.grant(case_id=(case or to_be_granted()).pk, actor=staff_actor(first), note=NOTE, now=now)
    assert isinstance(waits, GrantToConfirm)
    return waits


def somebody() -> Any:
    """A person of 67, whom the rule of the factories grants."""
    return PersonFactory(birth_date=date(1959, 1, 1))
