"""The first page of a citizen: entitled now, coming, not theirs and why; the page of reasons of one service."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts.models import AccessLog
from dost.proactive.models import Outlook
from dost.proactive.outlook import wanted
from dost.proactive.outlook.reckon import reckon
from registries.models import Person
from services_catalog.models import ServiceVersion
from tests.factories.accounts import MandateFactory, UserFactory, sign_in, sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.centres import booked
from tests.factories.registries import BenefitFactory, InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

HOME = "/en/my/"
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    bells: list[str] = []
    monkeypatch.setattr(wanted, "ring", lambda task, *arguments: bells.append(task))
    return bells


@pytest.fixture
def person() -> Person:
    InstitutionFactory(code="EDLIYYE", name_en="Ministry of Justice")
    InstitutionFactory(code="DIN", name_en="Ministry of Internal Affairs")
    # She turns 65 on the first day of the month after next.
    month = TODAY.year * 12 + TODAY.month + 1
    made: Person = PersonFactory(birth_date=date(month // 12 - 65, month % 12 + 1, 1))
    return made


@pytest.fixture
def me(client: Client, person: Person) -> Client:
    sign_in_citizen(client, person)
    return client


def publish(code: str, require: str = "person.alive", *, sensitive: bool = False, **changes: Any) -> ServiceVersion:
    criteria = [{"id": "condition", "require": require, "text": texts(f"Rule {code}"), "law": "Law, art. 1"}]
    made: ServiceVersion = VersionFactory(
        service=ServiceFactory(code=code, name=texts(f"Right {code}"), sensitive=sensitive),
        changes={"criteria": criteria, **changes},
    )
    return made


def case(person: Person, version: ServiceVersion, **traits: Any) -> Any:
    return CaseFactory(person=person, version=version, basis="person", basis_key=person.fin, **traits)


def said(client: Client, address: str = HOME) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def section(page: str, heading: str) -> str:
    """What stands below a heading, up to the next section."""
    assert f'id="{heading}"' in page
    return page.partition(f'id="{heading}"')[2].partition("</section>")[0]


# -- entitled now ------------------------------------------------------------------------------------------------


def test_before_anything_is_reckoned_the_page_says_so_and_asks_for_it(me: Client, person: Person) -> None:
    page = said(me)
    assert "We are looking at what the registries say" in page
    assert 'hx-trigger="every 2s"' in page
    assert "Nothing changes by itself" not in page  # nothing is said that is not known
    assert Outlook.objects.get().person == person
    assert Outlook.objects.get().wanted_at is not None


def test_only_a_page_that_asks_loads_what_it_asks_with(me: Client, person: Person) -> None:
    publish("90-01")
    assert "django_htmx/htmx-" in said(me)
    reckon(person.pk, now=timezone.now())
    page = said(me)
    assert "django_htmx/htmx-" not in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_the_page_asks_until_the_outlook_is_there_and_then_no_more(me: Client, person: Person) -> None:
    publish("90-01")
    asked = {"HX-Request": "true"}
    assert me.get(HOME, headers=asked).status_code == 204
    reckon(person.pk, now=timezone.now())
    response = me.get(HOME, headers=asked)
    assert response.status_code == 286
    assert "Right 90-01" in response.content.decode()
    assert "<html" not in response.content.decode()


def test_what_is_on_its_way_says_how_much_who_has_it_and_where(me: Client, person: Person) -> None:
    case(person, publish("90-01"), at_bank=True)
    shown = section(said(me), "way-heading")
    assert "600.00 ₼ is on its way to you" in shown
    assert "Now with: the bank" in shown
    assert "Step 4 of 4" in shown


def test_while_an_institution_is_asked_it_is_named(me: Client, person: Person) -> None:
    case(person, publish("90-01"), waiting_on_institution=True)
    assert "Now with: Ministry of Justice" in section(said(me), "way-heading")


def test_a_question_is_the_first_thing_and_one_button(me: Client, person: Person) -> None:
    asked = case(person, publish("90-01"), asked=True)
    page = said(me)
    shown = section(page, "needs-heading")
    assert f'href="/en/my/choices/questions/{asked.pk}/"' in shown
    assert shown.count('role="button"') == 1
    assert page.index("needs-heading") < page.index("We are looking at")


def test_what_is_received_says_how_much_since_when_and_when_it_ends(me: Client, person: Person) -> None:
    publish("90-01", "person.age < 65", period="monthly")
    BenefitFactory(person=person, service_code="90-01", amount=Decimal(220), valid_from=date(2020, 1, 1))
    reckon(person.pk, now=timezone.now())
    shown = section(said(me), "have-heading")
    assert "You receive 220.00 ₼ a month" in shown
    assert "Since 1 January 2020" in shown
    assert "when you turn 65" in shown


def test_what_nobody_claimed_says_how_much_and_what_to_do(me: Client, person: Person) -> None:
    publish("90-01")
    reckon(person.pk, now=timezone.now())
    shown = section(said(me), "claim-heading")
    assert "600.00 ₼, once" in shown
    assert "It comes by itself. You need do nothing." in shown


def test_one_right_is_told_once(me: Client, person: Person) -> None:
    publish("90-01", period="monthly", excludes=["90-02"])
    publish("90-02", period="monthly", excludes=["90-01"])
    reckon(person.pk, now=timezone.now())
    shown = section(said(me), "claim-heading")
    assert shown.count("<article") == 1
    assert "You could have in its place, not beside it: Right 90-02" in shown


def test_what_depends_on_an_answer_is_folded(me: Client, person: Person) -> None:
    question = {"id": "wants", "ask": texts("Do you want it?"), "type": "yes_no"}
    publish("90-01", "answer.wants", questions=[question], mode="on_application")
    reckon(person.pk, now=timezone.now())
    page = said(me)
    assert "1 more service that you may ask for" in page
    assert "nothing for you now" in page


# -- coming, and not theirs ----------------------------------------------------------------------------------------


def test_what_is_coming_says_the_day_and_why(me: Client, person: Person) -> None:
    publish("90-01", "person.age >= 65")
    reckon(person.pk, now=timezone.now())
    page = said(me)
    shown = section(page, "coming-heading")
    assert "if nothing else changes" in shown
    assert "Right 90-01" in shown
    assert re.search(r"From 1 \w+ \d{4}: 600\.00 ₼, once</strong>, when you turn 65", shown)
    assert "Right 90-01" not in section(page, "not-heading")  # told once


@pytest.mark.parametrize("sensitive", [False, True])
def test_what_is_coming_names_the_right_it_cannot_be_had_with(me: Client, person: Person, *, sensitive: bool) -> None:
    publish("90-01", "person.age >= 65", period="monthly", excludes=["90-02"])
    publish("90-02", period="monthly", excludes=["90-01"], sensitive=sensitive)
    BenefitFactory(person=person, service_code="90-02", amount=Decimal(220), valid_from=date(2020, 1, 1))
    reckon(person.pk, now=timezone.now())
    shown = section(said(me), "coming-heading")
    assert ("Nobody has it together with “Right 90-02”: when the day comes, you choose." in shown) is not sensitive


def test_what_is_not_theirs_says_the_criterion_that_does_not_hold(me: Client, person: Person) -> None:
    publish("90-01", "person.age >= 90")
    reckon(person.pk, now=timezone.now())
    page = said(me)
    assert "Not met: Rule 90-01" in section(page, "not-heading")
    assert "Not met: Rule 90-01" in said(me, "/en/my/rights/")
    assert "As of" in page


def test_an_old_outlook_is_shown_and_reckoned_again(me: Client, person: Person, rung: list[str]) -> None:
    publish("90-01")
    reckon(person.pk, now=timezone.now())
    Outlook.objects.update(reckoned_at=timezone.now() - timedelta(days=2))
    page = said(me)
    assert "Right 90-01" in page
    assert "It is being looked at again." in page
    assert Outlook.objects.get().wanted_at is not None


# -- sensitive services ------------------------------------------------------------------------------------------


def test_a_sensitive_service_is_named_in_no_list(me: Client, person: Person) -> None:
    version = publish("90-01", sensitive=True)
    publish("90-02", "person.age >= 65", sensitive=True)
    publish("90-03", "person.age >= 90", sensitive=True)
    publish("90-04", sensitive=True)
    reckon(person.pk, now=timezone.now())
    case(person, version, at_bank=True)
    pages = said(me) + said(me, "/en/my/rights/")
    assert "Right 90-" not in pages
    assert "600.00" not in pages
    assert "A service that we name only when you open it" in pages
    assert not re.search(r'href="[^"]*90-0[14]', pages)  # an address stays in the history of the browser


def test_its_address_names_it_not_and_leads_to_its_own_page(me: Client, person: Person) -> None:
    publish("90-01", sensitive=True)
    reckon(person.pk, now=timezone.now())

    (address,) = set(re.findall(r'href="(/en/my/rights/s-[^"]+)"', said(me)))

    assert "Right 90-01" in said(me, address)
    sign_in_citizen(me, PersonFactory())
    assert me.get(address).status_code == 404


def test_its_own_page_names_it_and_the_title_does_not(me: Client, person: Person) -> None:
    publish("90-04", sensitive=True)
    reckon(person.pk, now=timezone.now())
    page = said(me, "/en/my/rights/90-04/")
    assert "Right 90-04" in page
    assert "Right 90-04" not in page.partition("<title>")[2].partition("</title>")[0]


# -- reasons -----------------------------------------------------------------------------------------------------


def test_the_reasons_are_criteria_facts_sources_law_and_arithmetic(me: Client, person: Person) -> None:
    publish("90-01", "person.age >= 60", amount="parameter.test_benefit * 2")
    reckon(person.pk, now=timezone.now())
    page = said(me, "/en/my/rights/90-01/")
    for words in ("Rule 90-01", "Law, art. 1", "Age", "64", "Ministry of Internal Affairs", "1,200.00", "Test benefit"):
        assert words in page, words


def test_a_service_without_a_record_says_which_record_is_missing(me: Client, person: Person) -> None:
    publish("90-01", "birth.born_alive", basis="birth")
    reckon(person.pk, now=timezone.now())
    page = said(me, "/en/my/rights/90-01/")
    assert "You have no right to it now" in page
    assert "do not have about you: A birth" in page


# -- who may, and what it costs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [HOME, "/en/my/rights/", "/en/my/rights/90-01/"])
def test_nobody_else_sees_it(client: Client, person: Person, address: str) -> None:
    publish("90-01")
    reckon(person.pk, now=timezone.now())
    assert client.get(address).status_code == 302
    sign_in_citizen(client, PersonFactory())
    if address.endswith("90-01/"):
        assert client.get(address).status_code == 404
    else:
        assert "Right 90-01" not in said(client, address)
    client.logout()
    sign_in(client, UserFactory(role="examiner"))
    assert client.get(address).status_code == 403


def test_the_next_appointment_stands_first_and_no_later_one(me: Client, person: Person) -> None:
    assert "Your next appointment" not in said(me)
    at = timezone.now() + timedelta(days=2)
    later, soon = (booked(starts_at=at + timedelta(days=more), person=person) for more in (3, 0))
    booked(starts_at=at - timedelta(days=1))  # somebody else's
    page = said(me)
    assert page.count("Your next appointment") == 1
    assert f"/en/my/appointments/{soon.pk}/" in page
    assert f"/en/my/appointments/{later.pk}/" not in page
    assert "Baku DOST Centre No. 1" in page


def test_whoever_acts_under_a_mandate_reads_of_no_appointment(client: Client, person: Person) -> None:
    """Its pages are closed to them, so nothing leads there."""
    agent = PersonFactory()
    MandateFactory(grantor=person, agent=agent)
    booked(starts_at=timezone.now() + timedelta(days=2), person=person)
    sign_in_citizen(client, agent, acting_for=person)
    assert "Your next appointment" not in said(client)


def test_each_look_is_written_down(me: Client, person: Person) -> None:
    publish("90-01")
    reckon(person.pk, now=timezone.now())
    said(me, "/en/my/rights/90-01/")
    look = AccessLog.objects.get()
    assert (look.person, look.purpose, look.service_code, look.registries) == (person, "own", "90-01", ["POPULATION"])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_first_page_costs_the_same_whatever_there_is(
    me: Client, person: Person, rows: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(rows):
        case(person, publish(f"90-1{number}"), at_bank=True)
        case(person, publish(f"90-2{number}"), asked=True)
        publish(f"90-3{number}", "person.age >= 65")
        publish(f"90-4{number}", "person.age >= 90")
        publish(f"90-5{number}")
        publish(f"90-6{number}", "person.age < 65", period="monthly")
        BenefitFactory(person=person, service_code=f"90-6{number}", valid_from=date(2020, 1, 1))
    reckon(person.pk, now=timezone.now())
    said(me)  # what a process reads once
    for number in range(rows):
        booked(starts_at=timezone.now() + timedelta(days=2 + number), person=person)
    with django_assert_max_num_queries(12):
        page = said(me)
    assert page.count("is on its way to you") == rows
    assert page.count("We have a question for you") == rows
