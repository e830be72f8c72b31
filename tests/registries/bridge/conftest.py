"""A family with something in most registries, and ways to reach the institutions that know about it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from registries.bridge import client as bridge
from registries.bridge.simulator import manners
from registries.models import (
    BenefitCase,
    BirthAct,
    ChildPlacement,
    Conscription,
    DisabilityDecision,
    EmploymentContract,
    HonourStatus,
    Imprisonment,
    InsuranceAccount,
    Kinship,
    Person,
    Study,
)
from tests.factories.registries import DistrictFactory, InstitutionFactory, PersonFactory

ON = date(2026, 3, 3)
RECORDED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Family:
    """A mother at work, a father in prison once and in the army now, a child, and a grandmother who has died."""

    mother: Person
    father: Person
    child: Person
    grandmother: Person


def person(**fields: Any) -> Person:
    """A person, made by the factory."""
    made: Person = PersonFactory.create(**fields)
    return made


def record(who: Person, source: str, reference: str, since: date, until: date | None = None) -> dict[str, Any]:
    """What every registry record has."""
    return {
        "person": who,
        "source": InstitutionFactory(code=source),
        "reference": reference,
        "valid_from": since,
        "valid_until": until,
        "recorded_at": RECORDED,
    }


@pytest.fixture
def family(db: None) -> Family:
    mother = person(surname="Əliyeva", given_name="Ülviyyə", birth_date=date(1996, 5, 1), phone="+994501112233")
    father = person(sex="M", surname="Əliyev", given_name="Elçin", birth_date=date(2005, 1, 9), father_name="")
    child = person(sex="M", given_name="Murad", birth_date=date(2026, 2, 20), phone="")
    grandmother = person(birth_date=date(1950, 1, 1), died_on=date(2025, 12, 31))
    BirthAct.objects.create(
        **record(child, "EDLIYYE", "B-1", date(2026, 2, 20)),
        mother=mother,
        father=father,
        act_no="B-1",
        registered_on=date(2026, 2, 25),
    )
    Kinship.objects.create(**record(child, "EDLIYYE", "K-1", date(2026, 2, 20)), relative=mother, kind="mother")
    Kinship.objects.create(
        **record(mother, "EDLIYYE", "K-2", date(2020, 1, 1), date(2024, 1, 1)), relative=father, kind="spouse"
    )
    contract = {
        "contract_no": "C-1",
        "employer_voen": "1234567891",
        "employer_name": "Bulvar MMC",
        "position": "mühəndis",
        "workplace_district": DistrictFactory(),
        "term": "open",
        "monthly_pay": Decimal("900.00"),
    }
    EmploymentContract.objects.create(**record(mother, "DEMX", "C-1", date(2024, 6, 1)), **contract)
    EmploymentContract.objects.create(
        **record(father, "DEMX", "C-2", date(2023, 1, 1), date(2023, 12, 31)), **{**contract, "contract_no": "C-2"}
    )
    InsuranceAccount.objects.create(
        **record(mother, "DSMF", "S-1", date(2018, 1, 1)),
        ssn="1234567890123",
        opened_on=date(2018, 1, 1),
        insurance_months=90,
        pension_capital=Decimal("12345.60"),
        insured_income_12m=Decimal("10800.00"),
    )
    InsuranceAccount.objects.create(
        **record(father, "DSMF", "S-2", date(2023, 1, 1)),
        ssn="1234567890124",
        opened_on=date(2023, 1, 1),
        insurance_months=12,
        pension_capital=None,
    )
    DisabilityDecision.objects.create(
        **record(mother, "DTSERA", "D-1", date(2026, 1, 10), date(2027, 1, 9)),
        decision_no="D-1",
        decision_date=date(2026, 1, 10),
        band="61-80",
        cause="general",
    )
    Imprisonment.objects.create(
        **record(father, "PENITENSIAR", "P-1", date(2024, 2, 1), date(2025, 1, 31)),
        released_on=date(2025, 2, 1),
        certificate_no="P-1",
    )
    Conscription.objects.create(**record(father, "SHXCDX", "H-1", date(2025, 7, 1), date(2026, 12, 31)), unit_no="N-7")
    Study.objects.create(
        **record(mother, "ETN", "T-1", date(2024, 9, 1), date(2026, 6, 30)), level="higher", institution_name="BDU"
    )
    HonourStatus.objects.create(
        **record(mother, "MN", "Z-1", date(2021, 1, 1)), status="martyr_family", relation="child"
    )
    ChildPlacement.objects.create(
        **record(child, "RYIH", "G-1", date(2026, 3, 1)), kind="guardianship", carer=mother, document_no="G-1"
    )
    BenefitCase.objects.create(
        **record(mother, "DSMF", "M-1", date(2026, 1, 10)),
        service_code="05-23",
        assigned_on=date(2026, 1, 11),
        amount=Decimal("250.00"),
        basis_key="DTSERA:D-1",
    )
    return Family(mother, father, child, grandmother)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Institutions that answer at once; the tests of their pace say so."""
    monkeypatch.setattr(manners, "speed_factor", 0.0)


@pytest.fixture(autouse=True)
def _fresh_bridge() -> Iterator[None]:
    """No test inherits what another one learnt of who is alive."""
    bridge.reset()
    yield
    bridge.reset()


class Institutions:
    """The simulator, spoken to without a network."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=True)

    def post(
        self,
        path: str,
        content: Any,
        *,
        deadline: float | None = None,
        request_id: str | None = None,
    ) -> Any:
        """POST a list of items, other JSON, or XML as bytes."""
        headers = {"X-Request-Id": request_id or uuid4().hex, "X-Deadline": str(deadline or time.time() + 30)}
        if isinstance(content, bytes):
            return self.client.post(path, content, content_type="application/xml", headers=headers)
        body = json.dumps({"items": content} if isinstance(content, list) else content)
        return self.client.post(path, body, content_type="application/json", headers=headers)

    def answers(self, path: str, items: Sequence[Mapping[str, Any]], **how: Any) -> dict[str, dict[str, Any] | None]:
        """The answers of a 200 by key; None for what was not found."""
        response = self.post(path, list(items), **how)
        assert response.status_code == 200, response.content
        return {row["key"]: row["data"] if row["found"] else None for row in response.json()["answers"]}


@pytest.fixture
def institutions(settings: Any) -> Institutions:
    settings.ROOT_URLCONF = "registries.bridge.simulator.urls"
    return Institutions()


Ask = Callable[..., dict[str, Any] | None]


@pytest.fixture
def ask(institutions: Institutions) -> Ask:
    """Ask one question about one item: `ask("DIN.alive", fin="…")`."""

    def one(code: str, **item: Any) -> dict[str, Any] | None:
        return institutions.answers(f"/{code.replace('.', '/')}", [{"key": "1", **item}])["1"]

    return one
