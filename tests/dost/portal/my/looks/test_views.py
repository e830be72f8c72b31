"""The pages that tell a person who looked at their data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts.access import log_access
from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog
from dost.cases.batch import write_back
from dost.cases.stages import Stage
from dost.cases.steps import decide
from dost.proactive.models import AutomaticCheck
from tests.factories.accounts import UserFactory, sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


def looked(person: Any, *, by: Any = None, at: datetime = NOW, **more: Any) -> None:
    told = {"purpose": AccessLog.Purpose.CASE, "reason": "a note about a neighbour", "registries": ["MUAV"]}
    log_access(actor=staff_actor(by or UserFactory()), people=[person.pk], now=at, **{**told, **more})


def checked(person: Any, *codes: str, **more: Any) -> AutomaticCheck:
    versions = {code: [VersionFactory(service=ServiceFactory(code=code)).pk] for code in codes}
    known = {"kind": "everybody", "on": date(2026, 11, 1), "at": NOW, "low": 1, "high": person.pk}
    made: AutomaticCheck = AutomaticCheck.objects.create(
        **{**known, "purpose": "automatic", "versions": versions, "registries": ["POPULATION"], **more}
    )
    return made


def page_of(client: Client, person: Any, **query: str) -> str:
    sign_in_citizen(client, person)
    return " ".join(client.get("/en/my/looks/", query).content.decode().split())


def test_staff_stand_by_body_and_role_and_what_they_wrote_does_not(client: Client) -> None:
    person = PersonFactory()
    looked(person, by=UserFactory(last_name="Rzayeva", supervisor=True))
    text = page_of(client, person)
    assert "DOST – Supervisor" in text
    assert "Work on a case" in text
    assert "Social benefits register" in text
    assert "Rzayeva" not in text
    assert "neighbour" not in text


def test_an_automatic_check_says_what_it_came_to_and_why(client: Client) -> None:
    InstitutionFactory(code="DSMF")
    person = PersonFactory(birth_date=date(2000, 1, 1))
    case = CaseFactory(version=VersionFactory(), stage=Stage.DECIDE, person=person)
    now = timezone.now()
    write_back(decide.work([case], now), now=now)
    text = page_of(client, person)
    assert "The system, by itself" in text
    assert "Benefit 05-99" in text
    assert "Result: not entitled, because this is not met: The person has turned 65." in text


def test_a_look_for_a_sensitive_service_names_neither_it_nor_what_was_read(client: Client) -> None:
    person = PersonFactory()
    ServiceFactory(code="09-07", sensitive=True)
    looked(person, service_code="09-07", registries=["SOSX"])
    text = page_of(client, person)
    assert "Sensitive service" in text
    assert "Benefit 09-07" not in text
    assert "Social services register" not in text.split("dost-my-list")[1]


def test_a_check_of_everybody_leads_to_what_it_came_to(client: Client) -> None:
    person = PersonFactory(birth_date=date(2000, 1, 1))
    ServiceFactory(code="09-07", sensitive=True)
    check = checked(person, "05-99", "09-07")
    text = page_of(client, person)
    assert "Whether you have a right to one of 2 services" in text
    assert f"/en/my/looks/checks/{check.pk}/" in text

    result = " ".join(client.get(f"/en/my/looks/checks/{check.pk}/").content.decode().split())

    assert "Benefit 05-99" in result
    assert "Not entitled." in result
    assert "The person has turned 65" in result
    assert "Benefit 09-07" not in result
    assert "1 service is not named in lists." in result


def test_a_check_that_was_not_of_this_person_is_not_found(client: Client) -> None:
    person = PersonFactory()
    others = checked(person, "05-99", high=person.pk - 1)
    of_rights = checked(person, "05-98", kind="rights", low=None, high=None)
    text = page_of(client, person)
    assert "Whether you have a right" not in text
    assert "Whether" not in text.split("<main")[1]
    for check in (others, of_rights):
        assert client.get(f"/en/my/looks/checks/{check.pk}/").status_code == 404


def test_filters_leave_what_is_asked_for(client: Client) -> None:
    person = PersonFactory()
    looked(person, registries=["MUAV"])
    looked(person, registries=["EMAS"], at=NOW + timedelta(days=2), purpose=AccessLog.Purpose.AUDIT)
    checked(person, "05-99")

    def rows(**query: str) -> int:
        return page_of(client, person, **query).count('class="dost-my-list__item"')

    assert rows() == 3
    assert rows(by="staff") == 2
    assert rows(by="automatic") == 1
    assert rows(registry="EMAS") == 1
    assert rows(first="2026-11-03") + rows(last="2026-11-02") - rows(by="citizens") == 3
    assert "Write a day such as" in page_of(client, person, first="yesterday")


@pytest.mark.parametrize("count", [1, 3])
def test_the_record_costs_the_same_for_many(
    client: Client, count: int, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    person = PersonFactory()
    for number in range(count):
        looked(person, at=NOW + timedelta(hours=number), service_code="05-99")
        checked(person, "05-99", at=NOW + timedelta(hours=number))
    ServiceFactory(code="05-99")
    page_of(client, person)
    with django_assert_max_num_queries(13):
        text = client.get("/en/my/looks/").content.decode()
    assert text.count("DOST – Back-office") == count


def test_old_looks_are_on_the_next_page_and_filters_stay(client: Client) -> None:
    person = PersonFactory()
    for number in range(26):
        looked(person, at=NOW + timedelta(hours=number))
    text = page_of(client, person, by="staff")
    assert text.count('class="dost-my-list__item"') == 25
    assert "by=staff&amp;page=2" in text


def test_reading_the_record_is_in_the_record_and_somebody_elses_looks_are_not(client: Client) -> None:
    person, other = PersonFactory(), PersonFactory()
    looked(other)
    page_of(client, person)
    text = page_of(client, person)
    assert "You" in text
    assert "the record of who looked was opened" in text
    assert "DOST – " not in text.split("<main")[1]
