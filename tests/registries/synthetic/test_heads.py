"""Each made-up employer that has a grown worker has one registered head, and none has two."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from registries.models import EmployerRepresentative
from registries.synthetic.heads import make_heads
from tests.factories.registries import ContractFactory, InstitutionFactory, PersonFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 6, 1)


def test_the_grown_worker_who_has_been_there_longest() -> None:
    InstitutionFactory(code="DVX")
    longest = PersonFactory(birth_date=date(1970, 1, 1))
    common = {"employer_voen": "1000000011", "employer_name": "“Nümunə” MMC"}
    ContractFactory(person=longest, valid_from=date(2015, 1, 1), **common)
    ContractFactory(person=PersonFactory(birth_date=date(1980, 1, 1)), valid_from=date(2018, 1, 1), **common)
    ContractFactory(person=PersonFactory(birth_date=date(2008, 1, 1)), valid_from=date(2010, 1, 1), **common)
    ContractFactory(person=longest, valid_from=date(2015, 1, 1), employer_voen="1000000012")

    with connection.cursor() as cursor:
        assert (make_heads(cursor, on=ON), make_heads(cursor, on=ON)) == (1, 0)

    head = EmployerRepresentative.objects.get()
    assert (head.person, head.employer_voen, head.employer_name) == (longest, "1000000011", "“Nümunə” MMC")
    assert head.valid_from == date(2015, 1, 1)
