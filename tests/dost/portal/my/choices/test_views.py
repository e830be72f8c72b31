"""The pages of the choices: what is asked and answered, how services come, and that all of it is one's own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dost.accounts.actors import Oneself
from dost.accounts.models import AccessLog
from dost.cases.choices import record_answer
from dost.cases.models import Case, Preference, PreferenceChange
from dost.cases.stages import Outcome, Stage, State
from registries.models import Person
from services_catalog.models import ServiceVersion
from tests.factories.accounts import sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.registries import BenefitFactory, InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

LIST = "/en/my/choices/"
CHOICE = "/en/my/choices/services/90-11/"


@pytest.fixture(autouse=True)
def _institution() -> None:
    InstitutionFactory(code="DSMF")


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(birth_date=date(1950, 1, 1))
    return made


@pytest.fixture
def me(client: Client, person: Person) -> Client:
    sign_in_citizen(client, person)
    return client


def version(code: str = "90-11", *, sensitive: bool = False, **changes: object) -> ServiceVersion:
    service = ServiceFactory(code=code, name=texts(f"Right {code}"), sensitive=sensitive)
    made: ServiceVersion = VersionFactory(service=service, changes={"period": "monthly", **changes})
    return made


def asked(person: Person, code: str = "90-11", *, trait: str = "asked", sensitive: bool = False) -> Case:
    made: Case = CaseFactory(
        version=version(code, sensitive=sensitive, excludes=["90-12"] if trait == "exclusive" else []),
        person=person,
        on=timezone.localdate(),
        **{trait: True},
    )
    return made


def chooses_between(person: Person) -> Case:
    version("90-12", excludes=["90-11"])
    BenefitFactory(person=person, service_code="90-12", amount=Decimal(220), valid_from=date(2020, 1, 1))
    return asked(person, trait="exclusive")


def address(case: Case) -> str:
    return f"/en/my/choices/questions/{case.pk}/"


def said(client: Client, address: str = LIST) -> str:
    return client.get(address).content.decode()


# -- questions -----------------------------------------------------------------------------------------------------


def test_question_stands_first_with_what_is_paid_and_the_look_is_logged(me: Client, person: Person) -> None:
    case = asked(person)

    page = said(me)

    assert page.index("1 question for you") < page.index("How services come to you")
    assert "Right 90-11" in page
    assert "600\xa0₼ a month" in page
    assert address(case) in page
    assert AccessLog.objects.filter(person=person, purpose="own", by_person=person).count() == 1


@pytest.mark.parametrize(("answer", "outcome"), [("yes", State.READY), ("no", State.DONE)])
def test_answer_is_recorded_once_and_leads_back(me: Client, person: Person, answer: str, outcome: str) -> None:
    case = asked(person)

    response = me.post(address(case), {"answer": answer}, follow=True)

    assert response.redirect_chain == [(LIST, 302)]
    assert f"your {answer} is recorded" in response.content.decode()
    case.refresh_from_db()
    assert case.state == outcome
    line = case.entries.filter(what__in=["accepted", "declined"]).get()
    assert line.actor == Oneself(person.pk, line.by_subject)

    again = me.post(address(case), {"answer": answer}, follow=True).content.decode()
    assert "It counts once" in again
    assert case.entries.filter(what__in=["accepted", "declined"]).count() == 1


def test_late_answer_is_told_what_counts(me: Client, person: Person) -> None:
    case = asked(person)
    record_answer(case=case, accepts=False, actor=Oneself(person.pk, "s"))

    page = me.post(address(case), {"answer": "yes"}, follow=True).content.decode()

    assert "answered with no already" in page
    case.refresh_from_db()
    assert case.outcome == Outcome.DECLINED


def test_question_that_has_gone_on_leads_back_with_a_word(me: Client, person: Person) -> None:
    case = CaseFactory(version=version(), person=person, to_clerk=True)
    response = me.get(address(case), follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "not open any more" in response.content.decode()


def test_rights_that_exclude_each_other_are_laid_side_by_side(me: Client, person: Person) -> None:
    page = said(me, address(chooses_between(person)))

    for part in ("Right 90-11", "Right 90-12", "600.00\xa0₼", "220.00\xa0₼", "2020-01-01"):
        assert part in page
    assert "Over a year a yes brings 4,560.00\xa0₼ more." in page
    assert "7,200.00\xa0₼" in page
    assert "2,640.00\xa0₼" in page


def test_what_the_other_right_would_have_been_is_shown_afterwards(me: Client, person: Person) -> None:
    me.post(address(chooses_between(person)), {"answer": "no"})

    page = said(me)

    assert "What you have chosen between" in page
    assert page.index("Kept") < page.index("Not chosen")
    assert "600.00\xa0₼" in page


def test_what_cannot_be_chosen_away_takes_only_a_no(me: Client, person: Person) -> None:
    CaseFactory(
        version=version("90-12", excludes=["90-11"]),
        person=PersonFactory(),
        basis_key=person.fin,
        granted_and_paid=True,
    )
    case = asked(person, trait="exclusive")
    assert "I have understood" in said(me, address(case))

    refused = me.post(address(case), {"answer": "yes"}, follow=True).content.decode()
    assert "nobody receives both" in refused
    case.refresh_from_db()
    assert case.state == State.WAITING

    me.post(address(case), {"answer": "no"})
    case.refresh_from_db()
    assert case.outcome == Outcome.DECLINED


def test_no_answer_names_the_field(me: Client, person: Person) -> None:
    case = asked(person)
    response = me.post(address(case), {})
    assert response.status_code == 400
    assert "Choose yes or no." in response.content.decode()
    case.refresh_from_db()
    assert case.state == State.WAITING


def test_sensitive_question_is_named_only_where_it_is_opened(me: Client, person: Person) -> None:
    case = asked(person, sensitive=True)

    listed, opened = said(me), said(me, address(case))

    assert "Right 90-11" not in listed
    assert "600" not in listed
    assert address(case) in listed
    assert "Right 90-11" in opened


@pytest.mark.parametrize("method", ["get", "post"])
def test_question_of_another_is_not_there(me: Client, method: str) -> None:
    case = asked(PersonFactory())
    assert getattr(me, method)(address(case), {"answer": "yes"}).status_code == 404
    case.refresh_from_db()
    assert case.state == State.WAITING


# -- how services come ---------------------------------------------------------------------------------------------


def test_choice_is_saved_and_shown(me: Client, person: Person) -> None:
    version()
    assert "All come as the law lays down" in said(me)

    response = me.post(CHOICE, {"choice": "ask"}, follow=True)

    assert response.redirect_chain == [(LIST, 302)]
    page = response.content.decode()
    assert "Your choice is saved." in page
    assert page.index("You have chosen") < page.index("Right 90-11")
    kept = Preference.objects.get(person=person)
    assert (kept.choice, kept.by_person_id) == ("ask", person.pk)
    assert PreferenceChange.objects.filter(person=person, after="ask").count() == 1


def test_the_three_are_explained_and_the_one_that_counts_is_marked(me: Client) -> None:
    version()
    page = said(me, CHOICE)
    assert 'value="automatic" checked' in page
    for words in ("You need do nothing", "wait for your answer", "you are not asked"):
        assert words in page


def test_never_says_what_it_did_to_the_open_question(me: Client, person: Person) -> None:
    case = asked(person)
    page = me.post(CHOICE, {"choice": "never"}, follow=True).content.decode()
    assert "answered with no" in page
    case.refresh_from_db()
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.DECLINED)


@pytest.mark.parametrize("value", ["", "always"])
def test_choice_that_is_none_names_the_field(me: Client, value: str) -> None:
    version()
    response = me.post(CHOICE, {"choice": value})
    assert response.status_code == 400
    assert "govuk-error-message" in response.content.decode()
    assert not Preference.objects.exists()


def test_service_without_a_choice_and_a_sensitive_one_are_not_there(me: Client) -> None:
    version(mode="on_application")
    version("90-13", sensitive=True)
    for address in (CHOICE, "/en/my/choices/services/90-13/", "/en/my/choices/services/nothing/"):
        assert me.get(address).status_code == 404
        assert me.post(address, {"choice": "never"}).status_code == 404
    assert "Right" not in said(me)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_however_long(
    me: Client, person: Person, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = version()
    for number in range(rows):
        version(f"90-2{number}")
        CaseFactory(version=made, person=person, basis_key=f"{number}", on=timezone.localdate(), asked=True)
    said(me)
    with django_assert_max_num_queries(22):
        said(me)
