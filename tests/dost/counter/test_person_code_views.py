"""The code of a screening is opened into the visit and shown beside what the registries say; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from dost.proactive.screening.code import make_code
from dost.proactive.screening.family import Family, Relation
from dost.proactive.screening.people import PersonRow, with_people
from tests.factories.drafts import applied_for

from .conftest import AtWindow, said

pytestmark = pytest.mark.django_db
Serve = Callable[..., AtWindow]
HERE = "/counter/person/code/"


def test_what_was_told_stands_beside_what_the_registries_say(serve: Serve) -> None:
    applied_for()
    here, now = serve(), timezone.now()
    family = with_people(Family(), (PersonRow(Relation.SELF, "F", date(1991, 3, 4), key=0),))
    code = make_code(family, started_at=now, now=now)
    page = said(here.client.post(HERE, {"code": code}))
    assert "Nothing of it is kept." in page
    assert code not in str(dict(here.client.session.items()))


def test_a_code_that_does_not_open_says_why(serve: Serve) -> None:
    response = serve().client.post(HERE, {"code": "DOSTABCDEF"})
    assert response.status_code == 400
    assert "Read it again" in said(response)
