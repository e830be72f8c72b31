"""Rights that exclude each other: every open case judges alike, whatever else is in its batch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from dost.cases import exclusions
from dost.cases.exclusions import find_rivals
from dost.cases.models import Case
from dost.cases.stages import Outcome, Stage, State
from registries.models.awards import Award
from tests.factories.cases import CaseFactory
from tests.factories.registries import BenefitFactory, PersonFactory
from tests.factories.services_catalog import ParameterFactory, ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db
HIGH, LOW = "05-97", "05-98"


def excluding(code: str, other: str, amount: int, *, period: str = "once") -> Case:
    """An open case of a new person's own record; what it pays is `amount`."""
    name = f"amount_{amount}"
    ParameterFactory(name=name, values=[("2019-04-01", amount)])
    service = ServiceFactory(code=code)
    changes = {"amount": f"parameter.{name}", "excludes": [other], "period": period}
    person = PersonFactory(birth_date="1950-01-01")
    case: Case = CaseFactory(
        version=VersionFactory(service=service, changes=changes),
        person=person,
        basis="person",
        basis_key=person.fin,
        record_id=person.pk,
    )
    return case


def two_for_one_record(*, first: int, second: int) -> tuple[Case, Case]:
    """Two open cases about one record, for two people, the older one paying `first`."""
    older, younger = excluding(HIGH, LOW, first), excluding(LOW, HIGH, second)
    Case.objects.filter(pk=younger.pk).update(basis_key=older.basis_key, record_id=older.record_id)
    younger.refresh_from_db()
    return older, younger


@pytest.mark.parametrize(("first", "second", "waits"), [(300, 200, 1), (200, 300, 0), (200, 200, 1)])
def test_of_two_open_cases_of_one_record_the_same_one_waits_in_every_batch(first: int, second: int, waits: int) -> None:
    pair = two_for_one_record(first=first, second=second)
    waiting = pair[waits]
    batches = [[one] for one in pair] + [list(order) for order in permutations([*pair, excluding("05-96", HIGH, 100)])]
    for batch in batches:
        found = find_rivals(batch)
        assert set(found) == {waiting.pk} & {case.pk for case in batch}, batch


def test_monthly_rights_of_two_people_do_not_exclude_each_other() -> None:
    older, younger = excluding(HIGH, LOW, 300, period="monthly"), excluding(LOW, HIGH, 200, period="monthly")
    assert find_rivals([older, younger]) == {}


def test_what_is_granted_and_closed_while_one_looks_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The open cases are read first: a rival that leaves them before is among the awards by then."""
    older, younger = excluding(HIGH, LOW, 300, period="monthly"), excluding(LOW, HIGH, 200, period="monthly")
    Case.objects.filter(pk=younger.pk).update(person=older.person)
    younger.refresh_from_db()
    looked = exclusions.running_awards

    def granted_meanwhile(people: Sequence[int], *, on: date) -> list[Award]:
        Case.objects.filter(pk=older.pk).update(stage=Stage.CHOOSE)
        for stage in (Stage.DECIDE, Stage.PAY, Stage.NOTIFY):
            Case.objects.filter(pk=older.pk).update(stage=stage)
        Case.objects.filter(pk=older.pk).update(stage=Stage.CLOSED, state=State.DONE, outcome=Outcome.GRANTED)
        found = looked(people, on=on)
        BenefitFactory(person=older.person, service_code=HIGH, amount=Decimal(300))
        return found

    monkeypatch.setattr(rivals, "running_awards", granted_meanwhile)
    assert find_rivals([younger]) == {younger.pk: HIGH}
