"""Asking a person for more, taking in what they bring, and seeing what came; the letter seen before it goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from django.test import Client
from django.utils import timezone, translation

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.backoffice.asking import asked_views
from dost.cases import handlers
from dost.cases.asked_days import first_day, usual_day
from dost.cases.handlers import Given
from dost.cases.models import Case, Decision, Letter, MoreAsked, MoreGiven
from dost.common.dates import local_day
from services_catalog.models import Service
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.registries import InstitutionFactory

pytestmark = pytest.mark.django_db

WHY: Final = "The registry does not say where you lived."
NOTE: Final = "The ministry has confirmed it"


@pytest.fixture(autouse=True)
def _english(client: Client) -> Iterator[None]:
    InstitutionFactory(code="DSMF")
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def examiner(client: Client) -> User:
    user: User = UserFactory()
    sign_in(client, user)
    return user


@pytest.fixture
def case(examiner: User) -> Case:
    made: Case = CaseFactory(unknown_fact=True, assigned_to=examiner)
    return made


def until() -> str:
    return usual_day(local_day(timezone.now())).isoformat()


def one(**more: str) -> dict[str, str]:
    return {"items": "1", "what-1": "answer", "words-1": "Where did you live?", "why-1": WHY, "until": until()} | more


# -- asking ----------------------------------------------------------------------------------------------------------


def test_the_case_offers_it_and_one_form_asks(client: Client, case: Case) -> None:
    assert f"/office/cases/{case.pk}/ask/" in client.get(f"/office/cases/{case.pk}/").content.decode()
    form = client.get(f"/office/cases/{case.pk}/ask/").content.decode()
    assert f'value="{until()}"' in form

    response = client.post(f"/office/cases/{case.pk}/ask/", one(), follow=True)

    assert response.redirect_chain == [(f"/office/cases/{case.pk}/", 302)]
    shown = response.content.decode()
    for said in ("The person was asked.", "Where did you live?", WHY, "Waits for the person"):
        assert said in shown
    assert MoreAsked.objects.get().actor == staff_actor(case.assigned_to)  # type: ignore[arg-type]


def test_one_more_is_asked_without_javascript_and_nothing_written_is_lost(client: Client, case: Case) -> None:
    grown = client.post(f"/office/cases/{case.pk}/ask/", one(add="1"))

    shown = grown.content.decode()
    assert grown.status_code == 200
    assert "There is a problem" not in shown
    assert WHY in shown
    assert 'name="why-2"' in shown
    assert not MoreAsked.objects.exists()

    second = {"items": "2", "what-2": "document", "words-2": "Certificate of study", "why-2": "It was issued abroad."}
    client.post(f"/office/cases/{case.pk}/ask/", one() | second)
    assert [row.title for row in MoreAsked.objects.all()] == ["Where did you live?", "Certificate of study"]


def test_never_more_than_five_whatever_is_sent(client: Client, case: Case) -> None:
    shown = client.post(f"/office/cases/{case.pk}/ask/", one(items="99", add="1")).content.decode()

    assert 'name="why-5"' in shown
    assert 'name="why-6"' not in shown
    assert 'name="add"' not in shown


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what-1": ""}, "what-1"),
        ({"what-1": "named-7"}, "what-1"),
        ({"words-1": ""}, "words-1"),
        ({"why-1": "short"}, "why-1"),
        ({"until": ""}, "until"),
        ({"until": "2020-01-01"}, "until"),
    ],
    ids=["nothing", "no-such", "no-words", "no-why", "no-day", "past"],
)
def test_what_is_wrong_is_said_beside_it(client: Client, case: Case, wrong: dict[str, str], field: str) -> None:
    response = client.post(f"/office/cases/{case.pk}/ask/", one(**wrong))

    assert response.status_code == 400
    assert f'href="#id_{field}"' in response.content.decode()
    assert not MoreAsked.objects.exists()


def test_too_soon_a_day_names_the_first_that_can_be(client: Client, case: Case) -> None:
    shown = client.post(f"/office/cases/{case.pk}/ask/", one(until=local_day(timezone.now()).isoformat()))

    assert str(first_day(local_day(timezone.now())).day) in shown.content.decode()


def test_whoever_has_no_reason_to_look_is_asked_for_one_first(client: Client, examiner: User) -> None:
    other = CaseFactory(unknown_fact=True)

    for page in ("ask", "asked"):
        response = client.get(f"/office/cases/{other.pk}/{page}/")
        assert response.headers["Location"] == f"/office/cases/{other.pk}/purpose/"


# -- seeing what came, and the window --------------------------------------------------------------------------------


def test_what_is_brought_is_taken_in_at_the_window(client: Client, case: Case) -> None:
    client.post(f"/office/cases/{case.pk}/ask/", one())
    row = MoreAsked.objects.get()

    empty = client.post(f"/office/cases/{case.pk}/asked/", {})
    assert empty.status_code == 400
    shown = client.post(f"/office/cases/{case.pk}/asked/", {f"words-{row.pk}": "In Gəncə"}, follow=True)

    assert "Everything that was asked for is there." in shown.content.decode()
    given = MoreGiven.objects.get()
    assert given.by == case.assigned_to
    case.refresh_from_db()
    assert case.waiting_on == "clerk"


def test_what_came_is_marked_as_new_once(client: Client, case: Case) -> None:
    client.post(f"/office/cases/{case.pk}/ask/", one())
    row = MoreAsked.objects.get()
    writer = staff_actor(UserFactory(clerk=True))
    handlers.give_more(case_id=case.pk, actor=writer, given=[Given(row.pk, "In Gəncə")], now=timezone.now())

    first, second = (asked_views(case, now=timezone.now()) for _look in range(2))

    assert (first[0].is_new, first[0].words, str(first[0].state.word)) == (True, "In Gəncə", "Given")
    assert not second[0].is_new


# -- the letter before it goes ---------------------------------------------------------------------------------------


def refuse(case: Case) -> str:
    return f"/office/cases/{case.pk}/actions/refuse/"


def test_the_letter_is_seen_before_it_goes_and_is_the_one_that_goes(client: Client, examiner: User) -> None:
    case = CaseFactory(to_clerk=True, assigned_to=examiner)

    seen = client.post(refuse(case), {"note": NOTE})

    letter = seen.context["letter"]
    assert NOTE in letter.part.reasons
    assert letter.for_reader is not None
    assert letter.for_reader.language == "en"
    assert not Decision.objects.filter(case=case).exists()
    client.post(refuse(case), {**dict(letter.sent), "seen": letter.seen})
    assert Letter.objects.get(case=case).content_hash == letter.seen


def test_a_letter_that_has_changed_since_is_shown_again_and_nothing_goes(client: Client, examiner: User) -> None:
    case = CaseFactory(to_clerk=True, assigned_to=examiner)
    seen = client.post(refuse(case), {"note": NOTE}).context["letter"].seen
    Service.objects.filter(pk=case.service_id).update(name={"az": "Yeni ad", "en": "Another name", "ru": "Новое имя"})

    again = client.post(refuse(case), {"note": NOTE, "seen": seen})

    assert again.status_code == 200
    assert "The letter has changed" in again.content.decode()
    assert not Decision.objects.filter(case=case).exists()


def test_a_hash_of_another_letter_lets_nothing_go(client: Client, examiner: User) -> None:
    case = CaseFactory(to_clerk=True, assigned_to=examiner)

    for seen in ("0" * 64, "no letter", "'; --"):
        client.post(refuse(case), {"note": NOTE, "seen": seen})
    assert not Decision.objects.filter(case=case).exists()


def test_one_goes_back_and_writes_it_otherwise(client: Client, examiner: User) -> None:
    case = CaseFactory(to_clerk=True, assigned_to=examiner)
    seen = client.post(refuse(case), {"note": NOTE}).context["letter"].seen

    back = client.post(refuse(case), {"note": NOTE, "seen": seen, "back": "1"}).content.decode()

    assert "<textarea" in back
    assert NOTE in back
    assert not Decision.objects.filter(case=case).exists()
