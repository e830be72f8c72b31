"""The pages of a person's letters, and the public check of a letter's number."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog
from dost.cases import complaints
from dost.cases.batch import write_back
from dost.cases.models import Complaint, ComplaintLetter, Letter
from dost.cases.stages import Stage
from dost.cases.steps import decide
from registries.models import Person
from tests.factories.accounts import MandateFactory, UserFactory, sign_in_citizen
from tests.factories.cases import CaseFactory, LetterFactory
from tests.factories.complaints import REASONS, complaint
from tests.factories.registries import InstitutionFactory, PersonFactory, RepresentativeFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()
    InstitutionFactory(code="DSMF")


def granted(person: Any = None, *, sensitive: bool = False, code: str = "05-99") -> Letter:
    service = ServiceFactory(code=code, sensitive=sensitive)
    case = CaseFactory(
        version=VersionFactory(service=service), stage=Stage.DECIDE, person=person or PersonFactory(language="en")
    )
    now = timezone.now()
    write_back(decide.work([case], now), now=now)
    return Letter.objects.get(case=case)


def test_the_list_names_each_letter_and_hides_what_is_sensitive(client: Client) -> None:
    one = granted()
    other = granted(one.person, sensitive=True, code="09-07")
    sign_in_citizen(client, one.person)

    page = client.get("/en/my/letters/").content.decode()

    assert "Benefit 05-99" in page
    assert one.number in page
    assert "Benefit 09-07" not in page
    assert "A letter that is not named in lists" in page
    assert f"/en/my/letters/{other.number}/" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_many(
    client: Client, count: int, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    person = PersonFactory()
    for _ in range(count):
        LetterFactory(case=CaseFactory(person=person, version=VersionFactory(), live=False))
    sign_in_citizen(client, person)
    client.get("/en/my/letters/")  # the look is logged once a minute
    with django_assert_max_num_queries(7):
        assert client.get("/en/my/letters/").content.decode().count("dost-my-list__item") == count


@pytest.mark.parametrize("count", [1, 3])
def test_letters_about_complaints_stand_among_them_by_their_days(
    client: Client, count: int, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    of_a_case = granted()
    for _ in range(count):
        answered(of_a_case.person)
    answered(PersonFactory())
    sign_in_citizen(client, of_a_case.person)
    client.get("/en/my/letters/")  # the look is logged once a minute

    with django_assert_max_num_queries(7):
        page = client.get("/en/my/letters/").content.decode()

    numbers = ComplaintLetter.objects.filter(complaint__person=of_a_case.person).order_by("-issued_at")
    shown = re.findall(r"[A-Z]+-[0-9]{4}-[0-9]{7}-[0-9]{2}-[0-9A-Z]", page)
    assert list(dict.fromkeys(shown)) == [*numbers.values_list("number", flat=True), of_a_case.number]
    assert "The answer to your complaint or proposal" in page
    assert f"/en/my/complaints/{numbers[0].complaint_id}/" in page


def test_of_a_complaint_about_an_employer_the_list_says_nothing(client: Client) -> None:
    person = PersonFactory()
    answered(person, about=Complaint.About.EMPLOYER, named="A building firm")
    sign_in_citizen(client, person)
    page = client.get("/en/my/letters/").content.decode()
    assert "A letter that is not named in lists" in page
    assert "omplaint or proposal" not in page.partition("<main")[2].partition("</main>")[0]


def test_whoever_acts_by_a_mandate_or_for_an_employer_finds_no_letter_of_a_complaint(client: Client) -> None:
    person, agent = PersonFactory(), PersonFactory(birth_date=date(1985, 1, 1))
    MandateFactory(grantor=person, agent=agent)
    RepresentativeFactory(person=agent)
    for whose in (person, agent):
        answered(whose)
    sign_in_citizen(client, agent, acting_for=person)
    assert "There is no letter yet." in client.get("/en/my/letters/").content.decode()
    sign_in_citizen(client, agent, employer="1000000011")
    assert "There is no letter yet." in client.get("/en/my/letters/").content.decode()


def answered(person: Person, **subject: Any) -> Complaint:
    one = complaint(person, **subject)
    actor = staff_actor(UserFactory(supervisor=True))
    now = timezone.now()
    complaints.take_over(complaint_id=one.pk, actor=actor, now=now)
    return complaints.answer(
        complaint_id=one.pk, actor=actor, outcome=Complaint.Outcome.JUSTIFIED, reasons=REASONS, now=now
    )


def test_nobody_has_a_letter_yet(client: Client) -> None:
    sign_in_citizen(client, PersonFactory())
    assert "There is no letter yet." in client.get("/en/my/letters/").content.decode()


def test_a_letter_is_text_on_its_page_and_the_look_is_logged(client: Client) -> None:
    letter = granted()
    sign_in_citizen(client, letter.person)

    page = client.get(f"/en/my/letters/{letter.number}/")

    assert page.status_code == 200
    text = page.content.decode()
    assert "was granted to you" in text
    assert "The person has turned 65" in text
    assert "art. 71" in text
    assert "<title>Letter" in " ".join(text.split()).replace("<title> ", "<title>")
    assert "no-store" in page.headers["Cache-Control"]
    look = AccessLog.objects.get(reason="own_letter")
    assert (look.person_id, look.purpose, look.service_code) == (letter.person_id, "own", "05-99")


def test_a_page_in_a_language_the_letter_is_not_kept_in_shows_it_in_the_persons(client: Client) -> None:
    letter = granted(PersonFactory(language="ru"))
    sign_in_citizen(client, letter.person)
    assert 'lang="ru"' in client.get(f"/en/my/letters/{letter.number}/").content.decode()
    assert 'class="dost-letter" lang="az"' in client.get(f"/my/letters/{letter.number}/").content.decode()


def test_the_pdf_is_kept_by_no_browser_and_its_fetching_is_logged(client: Client) -> None:
    letter = granted()
    sign_in_citizen(client, letter.person)

    response = client.get(f"/en/my/letters/{letter.number}/pdf/")

    assert response.content.startswith(b"%PDF")
    assert response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]
    assert AccessLog.objects.filter(reason="own_letter_pdf", person=letter.person).count() == 1


@pytest.mark.parametrize("ending", ["", "pdf/"])
def test_somebody_elses_letter_is_not_found(client: Client, ending: str) -> None:
    letter = granted()
    sign_in_citizen(client, PersonFactory())
    assert client.get(f"/en/my/letters/{letter.number}/{ending}").status_code == 404
    assert client.get(f"/en/my/letters/M-2026-0000001-01-0/{ending}").status_code == 404
    assert not AccessLog.objects.filter(person=letter.person, purpose="own").exists()


# -- the public check ----------------------------------------------------------------------------------------------


def test_the_check_says_that_a_letter_is_genuine_and_not_whose_or_about_what(client: Client) -> None:
    letter = granted()
    page = client.get(f"/en/check/{letter.number}/").content.decode()
    assert re.search(r"<h1[^>]*>This letter is genuine</h1>", page)
    assert "A right was granted" in page
    assert letter.number in page
    for secret in ("Benefit", "05-99", letter.person.surname, letter.person.fin, "600"):
        assert secret not in page


def test_the_check_says_that_a_later_letter_followed(client: Client) -> None:
    letter = granted()
    LetterFactory(case=letter.case, ordinal=2, kind=Letter.Kind.ENDED)
    page = client.get(f"/en/check/{letter.number}/").content.decode()
    assert re.search(r"<h1[^>]*>This letter is genuine, and a later one followed</h1>", page)
    sign_in_citizen(client, letter.person)
    assert (
        "There is a later letter on the same matter" in client.get(f"/en/my/letters/{letter.number}/").content.decode()
    )


def test_a_typed_number_leads_to_the_letter_and_a_wrong_one_is_not_found(client: Client) -> None:
    letter = granted()
    typed = letter.number.lower().replace("-", "–")
    assert client.get("/en/check/", {"number": typed}).headers["Location"] == f"/en/check/{letter.number}/"
    assert client.get("/en/check/M-2026-0000001-01-9/").status_code == 404
