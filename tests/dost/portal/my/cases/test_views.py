"""A citizen's cases: in plain words, with who has each, what is next and by when; nobody else's at any address."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dost.accounts.models import AccessLog
from registries.models import Person
from services_catalog.models import ServiceVersion
from tests.factories.accounts import UserFactory, sign_in, sign_in_citizen
from tests.factories.cases import DAY, CaseFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

LIST = "/en/my/cases/"


@pytest.fixture(autouse=True)
def _institutions() -> None:
    InstitutionFactory(code="EDLIYYE", name_en="Ministry of Justice")
    InstitutionFactory(code="DIN", name_en="Ministry of Internal Affairs")


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory()
    return made


@pytest.fixture
def me(client: Client, person: Person) -> Client:
    sign_in_citizen(client, person)
    return client


def version(code: str = "90-01", *, sensitive: bool = False, **passport: Any) -> ServiceVersion:
    service = ServiceFactory(code=code, name=texts(f"Right {code}"), sensitive=sensitive, passport=passport)
    made: ServiceVersion = VersionFactory(service=service)
    return made


def said(client: Client, address: str = LIST) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def page_of(client: Client, case: Any) -> str:
    return said(client, f"{LIST}{case.pk}/")


def test_a_case_begins_with_the_answer(me: Client, person: Person) -> None:
    case = CaseFactory(person=person, version=version(), at_bank=True)
    page = page_of(me, case)
    assert page.index("600.00 ₼ is on its way to you") < page.index("Right 90-01")
    assert "the bank" in page
    assert "The money is on its way to your account. Then you get a message." in page


def test_while_an_institution_is_asked_it_is_named_and_so_is_the_day(me: Client, person: Person) -> None:
    case = CaseFactory(person=person, version=version(), waiting_on_institution=True)
    page = page_of(me, case)
    assert "It is not decided yet" in page
    assert "Ministry of Justice" in page
    assert "It is asked again by itself." in page
    due = DAY + timedelta(days=10)
    assert f"{due.day} {due:%B %Y}" in page.partition("To be decided by")[2]


def test_while_the_person_has_it_no_days_run_and_the_next_step_is_one_button(me: Client, person: Person) -> None:
    case = CaseFactory(person=person, version=version(), asked=True)
    page = page_of(me, case)
    assert "To be decided by" not in page
    assert "The days stand still since you were asked on 3 March 2026." in page
    assert "After your answer it is decided within 10 days." in page
    main = page.partition("<main")[2]
    assert main.count('role="button"') == 1
    assert f'href="/en/my/choices/questions/{case.pk}/"' in main


def test_what_happened_is_told_in_plain_words_newest_first(me: Client, person: Person) -> None:
    page = page_of(me, CaseFactory(person=person, version=version(), granted_and_paid=True))
    lines = ["The money is in your account", "It was granted to you", "The institutions confirmed the data"]
    places = [page.index(line) for line in lines]
    assert places == sorted(places)


def test_a_member_of_staff_is_an_office_and_their_notes_are_theirs(me: Client, person: Person) -> None:
    case = CaseFactory(person=person, version=version())
    clerk = UserFactory(role="examiner", first_name="Nigar", last_name="Quliyeva")
    for what in ("noted", "assigned", "sent_back"):
        case.entries.create(what=what, at=case.opened_at, details={"note": "looks odd"}, by=clerk, by_role="examiner")
    page = page_of(me, case)
    assert "The data are checked once more" in page
    assert "a member of staff of the DOST Agency" in page
    assert "Quliyeva" not in page
    assert "looks odd" not in page


def test_whoever_acted_for_the_person_is_named(me: Client, person: Person) -> None:
    mother = PersonFactory(given_name="Sevda", surname="Rzayeva")
    case = CaseFactory(person=person, version=version())
    case.entries.create(
        what="accepted", at=case.opened_at, by_person=mother, by_subject="s", by_capacity="parent", by_for=person
    )
    page = page_of(me, case)
    assert "You said yes" in page
    assert "Rzayeva" in page


def test_a_refusal_shows_its_reasons_at_once(me: Client, person: Person) -> None:
    page = page_of(me, CaseFactory(person=person, version=version(), refused=True))
    assert "It was not granted" in page
    assert '<details class="govuk-details" id="why" open>' in page
    assert "Appeal this" in page


def test_why_is_told_with_facts_sources_and_law(me: Client, person: Person) -> None:
    page = page_of(me, CaseFactory(person=person, version=version(), granted_and_paid=True))
    for words in ("The person has turned 65", "67", "Ministry of Internal Affairs", "Law, art. 2", "600.00 ₼"):
        assert words in page, words


# -- the list ------------------------------------------------------------------------------------------------------


def test_what_needs_the_person_stands_first(me: Client, person: Person) -> None:
    asked = CaseFactory(person=person, version=version("90-01"), asked=True)
    CaseFactory(person=person, version=version("90-02"), waiting_on_institution=True)
    page = said(me)
    assert page.index("Right 90-01") < page.index("Right 90-02")
    assert f'href="{LIST}{asked.pk}/"' in page


def test_a_sensitive_service_is_not_named_in_the_list_nor_who_has_it(me: Client, person: Person) -> None:
    case = CaseFactory(person=person, version=version(sensitive=True), waiting_on_institution=True)
    page = said(me)
    assert "A service that we name only when you open it" in page
    assert "Right 90-01" not in page
    assert "Ministry of Justice" not in page
    own = page_of(me, case)
    assert "Right 90-01" in own
    assert "Right 90-01" not in own.partition("<title>")[2].partition("</title>")[0]


def test_without_cases_there_is_a_way_on(me: Client) -> None:
    page = said(me)
    assert "You have no cases." in page
    assert 'href="/en/my/"' in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_there_is(
    me: Client, person: Person, rows: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(rows):
        CaseFactory(person=person, version=version(f"90-0{number}"), at_bank=True)
    said(me)
    with django_assert_max_num_queries(9):
        assert said(me).count("<article") == rows


# -- nobody else's -------------------------------------------------------------------------------------------------


def test_somebody_elses_case_is_not_there(client: Client, person: Person) -> None:
    case = CaseFactory(person=person, version=version())
    sign_in_citizen(client, PersonFactory())
    assert client.get(f"{LIST}{case.pk}/").status_code == 404
    assert "Right 90-01" not in said(client)
    assert not AccessLog.objects.filter(person=person).exists()


def test_strangers_are_led_to_the_door_and_staff_are_refused(client: Client, person: Person) -> None:
    case = CaseFactory(person=person, version=version())
    for address in (LIST, f"{LIST}{case.pk}/"):
        assert client.get(address).status_code == 302
    sign_in(client, UserFactory(role="supervisor"))
    for address in (LIST, f"{LIST}{case.pk}/"):
        assert client.get(address).status_code == 403


def test_each_look_is_written_down(me: Client, person: Person) -> None:
    page_of(me, CaseFactory(person=person, version=version()))
    look = AccessLog.objects.get()
    assert (look.person, look.purpose, look.service_code, look.by_person) == (person, "own", "90-01", person)
