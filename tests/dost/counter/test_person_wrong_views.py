"""A record is called wrong at the window: its institution is told, with the clerk as who wrote it down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dost.cases.models import FactCorrection
from tests.factories.registries import CareFactory, ContractFactory, DisabilityFactory, InstitutionFactory

from .conftest import AtWindow, said

pytestmark = pytest.mark.django_db
Serve = Callable[..., AtWindow]
HERE = "/counter/person"


def test_from_the_registry_to_the_institution(serve: Serve) -> None:
    InstitutionFactory(code="DVX", name_en="Tax Service")
    here = serve()
    row = ContractFactory(person=here.person, valid_from=date(2024, 1, 1), valid_until=None)
    there = f"{HERE}/wrong/EmploymentContract/{row.pk}/"
    assert there in here.client.get(f"{HERE}/registry/emas/").content.decode()
    which = said(here.client.get(there))
    assert "?field=position" in which
    assert "?field=valid_until" in which
    empty = here.client.post(f"{there}?field=position", {"value": "", "words": ""})
    assert empty.status_code == 400
    sent = here.client.post(f"{there}?field=position", {"value": "Müəllim", "words": "I am a teacher there."})
    assert sent.headers["Location"] == f"{HERE}/page/"
    correction = FactCorrection.objects.get()
    assert (correction.person, correction.field, correction.by) == (here.person, "position", here.user)
    whole = here.client.post(f"{there}?field=", {"words": "I have never worked there."})
    assert whole.status_code == 302
    assert FactCorrection.objects.count() == 2


def test_their_own_row_can_be_called_wrong_too(serve: Serve) -> None:
    here = serve()
    there = f"{HERE}/wrong/Person/{here.person.pk}/"
    assert there in here.client.get(f"{HERE}/registry/population/").content.decode()
    assert "?field=surname" in said(here.client.get(there))


def test_nothing_that_is_closed_and_nothing_of_another_is_shown_on_the_way(serve: Serve) -> None:
    here, other = serve(), serve()
    decision = DisabilityFactory(person=here.person, icd10="G80.1")
    shelter = CareFactory(person=here.person)
    address = f"{HERE}/wrong/DisabilityDecision/{decision.pk}/"
    assert "icd10" not in said(here.client.get(address))
    assert here.client.get(f"{address}?field=icd10").status_code == 404
    assert here.client.get(f"{HERE}/wrong/SocialServiceCase/{shelter.pk}/").status_code == 404
    assert other.client.get(address).status_code == 404
    assert here.client.get(f"{HERE}/wrong/User/1/").status_code == 404
