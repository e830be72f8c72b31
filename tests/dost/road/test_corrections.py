"""A corrected record is still the record of its case."""

from __future__ import annotations

import pytest
from django.utils import timezone

from dost.cases.models import Case
from dost.cases.rules import evaluate, roles_of
from dost.cases.stages import Outcome, Stage
from dost.proactive.detect import detect
from registries.models import BirthAct, Person
from services_catalog.rules import Verdict
from tests.dost.road.house import birth, publish, send, work


@pytest.fixture(autouse=True)
def _services() -> None:
    publish("05-40", "05-41")


def test_a_corrected_record_is_still_the_record_of_its_case(mother: Person) -> None:
    send(birth(mother))
    while detect():
        pass
    act = BirthAct.objects.get()
    BirthAct.objects.filter(pk=act.pk).update(
        superseded_at=timezone.now(), correction_reason="parity", corrected_by="EDLIYYE"
    )
    old, act.pk, act.parity = act.pk, None, 2
    act._state.adding = True
    act.save(force_insert=True)
    BirthAct.objects.filter(pk=old).update(superseded_by=act.pk)
    case = Case.objects.select_related("person", "about", "version").get()
    assert case.record_id == old
    assert roles_of([case])[case.pk]["mother"] == mother.pk
    assert evaluate([case])[case.pk].verdict is Verdict.ENTITLED
    work()
    case.refresh_from_db()
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.GRANTED)
    assert case.evidence.count() == 4
