from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from dost.accounts.models import AccessLog, User
from dost.cases.models import Case, Decision
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.registries import InstitutionFactory, PersonFactory

pytestmark = pytest.mark.django_db

PURPOSE = {"purpose": "case", "note": "The person called 142"}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory(to_clerk=True)
    return made


def signed_in(role: str = User.Role.EXAMINER) -> tuple[Client, User]:
    client, user = Client(headers={"accept-language": "en"}), UserFactory(role=role)
    client.cookies["django_language"] = "en"
    sign_in(client, user)
    return client, user


@pytest.fixture
def examiner() -> tuple[Client, User]:
    return signed_in()


# -- who may come in ---------------------------------------------------------------------------------------------

ADDRESSES = ("", "{pk}/", "{pk}/purpose/", "{pk}/actions/grant/", "{pk}/actions/nonsense/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_cases_send_strangers_to_sign_in(client: Client, case: Case, address: str) -> None:
    url = f"/office/cases/{address.format(pk=case.pk)}"

    assert client.get(url).headers["Location"] == f"/accounts/sign-in/?next={url}"


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true", "HX-Target": "results"}])
@pytest.mark.parametrize("role", [User.Role.CLERK, User.Role.EDITOR])
@pytest.mark.parametrize("address", ADDRESSES)
def test_cases_are_closed_to_other_roles_fragments_too(
    case: Case, address: str, role: str, htmx: dict[str, str]
) -> None:
    client, _user = signed_in(role)

    response = client.get(f"/office/cases/{address.format(pk=case.pk)}", headers=htmx)

    assert response.status_code == 403
    assert "Your role does not open this section." in response.content.decode()
    assert case.person.fin not in response.content.decode()


@pytest.mark.parametrize("act", ["assign", "answer", "grant", "refuse", "send-back", "new-account", "paid-once"])
def test_auditor_may_not_act(case: Case, act: str) -> None:
    client, _user = signed_in(User.Role.AUDITOR)
    client.post(f"/office/cases/{case.pk}/purpose/", {"purpose": "audit", "note": "Yearly audit of decisions"})

    assert client.get(f"/office/cases/{case.pk}/").status_code == 200
    assert client.post(f"/office/cases/{case.pk}/actions/{act}/", {"note": "long enough a note"}).status_code == 403


# -- the list ----------------------------------------------------------------------------------------------------


def test_list_logs_the_names_it_shows_once_an_hour(case: Case, examiner: tuple[Client, User]) -> None:
    client, user = examiner

    client.get("/office/cases/")
    client.get("/office/cases/?state=waiting")

    look = AccessLog.objects.get(user=user)
    assert (look.person, look.purpose, look.reason) == (case.person, "case", "list")


def test_list_gives_htmx_the_results_only(case: Case, examiner: tuple[Client, User]) -> None:
    response = examiner[0].get("/office/cases/", headers={"HX-Request": "true", "HX-Target": "results"})

    assert response.templates[0].name == "backoffice/_list.html"
    assert b"<html" not in response.content
    assert case.person.full_name in response.content.decode()


def test_list_shows_the_whole_page_when_a_filter_is_not_understood(examiner: tuple[Client, User]) -> None:
    response = examiner[0].get("/office/cases/?from=2026-13-01", headers={"HX-Request": "true", "HX-Target": "results"})

    assert response.headers["HX-Redirect"] == "/office/cases/?from=2026-13-01"


@pytest.mark.parametrize("times", [1, 3])
def test_list_needs_few_queries_whatever_the_rows(
    examiner: tuple[Client, User], times: int, django_assert_max_num_queries: Any
) -> None:
    for _time in range(times):
        CaseFactory(granted_and_paid=True)
        CaseFactory(waiting_on_institution=True)

    with django_assert_max_num_queries(12):
        assert examiner[0].get("/office/cases/").status_code == 200


# -- why somebody looks ------------------------------------------------------------------------------------------


def test_case_asks_why_before_it_opens(case: Case, examiner: tuple[Client, User]) -> None:
    client, _user = examiner

    response = client.get(f"/office/cases/{case.pk}/", follow=True)

    assert response.redirect_chain == [(f"/office/cases/{case.pk}/purpose/", 302)]
    page = response.content.decode()
    assert case.person.fin not in page
    assert case.person.surname not in page
    assert not AccessLog.objects.exists()


def test_stated_purpose_opens_the_case_and_is_logged(case: Case, examiner: tuple[Client, User]) -> None:
    client, user = examiner

    response = client.post(f"/office/cases/{case.pk}/purpose/", PURPOSE, follow=True)

    assert response.redirect_chain == [(f"/office/cases/{case.pk}/", 302)]
    assert case.person.fin[:3] in response.content.decode()
    look = AccessLog.objects.get()
    assert (look.user, look.person, look.purpose, look.reason) == (user, case.person, "case", PURPOSE["note"])
    assert (look.registries, look.service_code) == (["POPULATION"], "05-99")


def test_stated_purpose_opens_other_cases_of_the_same_person_only(case: Case, examiner: tuple[Client, User]) -> None:
    client, _user = examiner
    sibling, foreign = CaseFactory(person=case.person, basis_key="other"), CaseFactory()
    client.post(f"/office/cases/{case.pk}/purpose/", PURPOSE)

    assert client.get(f"/office/cases/{sibling.pk}/").status_code == 200
    assert client.get(f"/office/cases/{foreign.pk}/").status_code == 302


def test_stated_purpose_runs_out(case: Case, examiner: tuple[Client, User], monkeypatch: pytest.MonkeyPatch) -> None:
    client, _user = examiner
    client.post(f"/office/cases/{case.pk}/purpose/", PURPOSE)
    later = timezone.now() + timedelta(minutes=30)
    monkeypatch.setattr("dost.backoffice.case_views.timezone.now", lambda: later)

    assert client.get(f"/office/cases/{case.pk}/").status_code == 302


def test_stated_purpose_is_theirs_in_every_browser_and_nobody_else_s(case: Case, examiner: tuple[Client, User]) -> None:
    client, user = examiner
    client.post(f"/office/cases/{case.pk}/purpose/", PURPOSE)
    client.logout()
    another = Client()
    sign_in(another, user)
    colleague, _user = signed_in()

    assert another.get(f"/office/cases/{case.pk}/").status_code == 200
    assert colleague.get(f"/office/cases/{case.pk}/").status_code == 302


def test_stated_purpose_ends_with_the_role(case: Case, examiner: tuple[Client, User]) -> None:
    client, user = examiner
    client.post(f"/office/cases/{case.pk}/purpose/", PURPOSE)
    User.objects.filter(pk=user.pk).update(role=User.Role.AUDITOR)

    assert client.get(f"/office/cases/{case.pk}/").status_code == 302


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, "Choose why you need to see it."),
        ({"purpose": "audit", "note": "Curious about it all"}, "Choose one of the list."),
        ({"purpose": "case", "note": "why not"}, "at least 10 characters"),
        ({"purpose": "case", "note": "x" * 201}, "Write at most 200 characters."),
    ],
)
def test_purpose_says_what_would_be_right(
    case: Case, examiner: tuple[Client, User], given: dict[str, str], error: str
) -> None:
    response = examiner[0].post(f"/office/cases/{case.pk}/purpose/", given)

    assert response.status_code == 400
    assert error in response.content.decode()
    assert given.get("note", "") in response.content.decode()
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize(
    ("role", "purposes"),
    [("examiner", ["case"]), ("supervisor", ["supervision", "case"]), ("auditor", ["audit"])],
)
def test_purpose_offers_what_the_role_may_have(case: Case, role: str, purposes: list[str]) -> None:
    client, _user = signed_in(role)

    page = client.get(f"/office/cases/{case.pk}/purpose/").context["page"]

    assert [choice.value for choice in page.purposes] == purposes
    assert not any(choice.selected for choice in page.purposes)  # what they state is their own word


def test_own_open_case_needs_no_purpose(case: Case, examiner: tuple[Client, User]) -> None:
    client, user = examiner
    Case.objects.update(assigned_to=user)

    assert client.get(f"/office/cases/{case.pk}/").status_code == 200
    assert AccessLog.objects.get().purpose == "case"


def test_own_case_needs_a_purpose_once_it_is_closed(examiner: tuple[Client, User]) -> None:
    client, user = examiner
    case = CaseFactory(refused=True, assigned_to=user)

    assert client.get(f"/office/cases/{case.pk}/").status_code == 302


def test_case_logs_the_child_it_is_about_too(examiner: tuple[Client, User]) -> None:
    client, user = examiner
    child = PersonFactory(given_name="Kənan")
    case = CaseFactory(about=child, assigned_to=user)

    client.get(f"/office/cases/{case.pk}/")

    assert set(AccessLog.objects.values_list("person_id", flat=True)) == {case.person_id, child.pk}


@pytest.mark.parametrize("address", ["", "purpose/", "actions/grant/"])
def test_case_that_does_not_exist_is_404(examiner: tuple[Client, User], address: str) -> None:
    assert examiner[0].get(f"/office/cases/999999/{address}").status_code == 404


def test_case_page_is_never_kept_by_the_browser(case: Case, examiner: tuple[Client, User]) -> None:
    client, user = examiner
    Case.objects.update(assigned_to=user)

    assert "no-store" in client.get(f"/office/cases/{case.pk}/").headers["Cache-Control"]


@pytest.mark.parametrize(
    "trait",
    [
        "waiting_on_institution",
        "asked",
        "exclusive",
        "to_clerk",
        "unknown_fact",
        "decided",
        "at_bank",
        "bank_refused",
        "granted_and_paid",
        "refused",
        "no_right",
    ],
)
@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_case_opens_wherever_it_stands(trait: str, language: str) -> None:
    client, _user = signed_in()
    client.cookies["django_language"] = language
    InstitutionFactory(code="EDLIYYE")
    case = CaseFactory(**{trait: True})

    response = client.post(f"/office/cases/{case.pk}/purpose/", PURPOSE, follow=True)

    assert response.status_code == 200
    assert case.person.full_name in response.content.decode()


def test_case_needs_no_more_queries_for_more_of_everything(
    examiner: tuple[Client, User], django_assert_max_num_queries: Any
) -> None:
    client, _user = examiner
    case = CaseFactory(granted_and_paid=True)
    client.post(f"/office/cases/{case.pk}/purpose/", PURPOSE)
    client.get(f"/office/cases/{case.pk}/")

    with django_assert_max_num_queries(29):
        client.get(f"/office/cases/{case.pk}/")


# -- acts --------------------------------------------------------------------------------------------------------


def test_case_shows_what_can_be_done(case: Case, examiner: tuple[Client, User]) -> None:
    client, _user = examiner
    page = client.post(f"/office/cases/{case.pk}/purpose/", PURPOSE, follow=True).content.decode()

    for act in ("assign", "grant", "refuse", "send-back"):
        assert f"/office/cases/{case.pk}/actions/{act}/" in page
    assert "actions/answer/" not in page


def test_act_asks_why_before_it_shows_anything(case: Case, examiner: tuple[Client, User]) -> None:
    response = examiner[0].get(f"/office/cases/{case.pk}/actions/refuse/")

    assert response.headers["Location"] == f"/office/cases/{case.pk}/purpose/"


def test_act_asks_for_a_note(case: Case, examiner: tuple[Client, User]) -> None:
    client, _user = examiner
    client.post(f"/office/cases/{case.pk}/purpose/", PURPOSE)

    response = client.post(f"/office/cases/{case.pk}/actions/refuse/", {"note": " "})

    assert response.status_code == 400
    assert 'href="#id_note"' in response.content.decode()
    case.refresh_from_db()
    assert case.state == "waiting"


def test_act_needs_a_token_against_forged_forms(case: Case) -> None:
    client, user = Client(enforce_csrf_checks=True), UserFactory()
    client.force_login(user)
    Case.objects.update(assigned_to=user)

    assert client.post(f"/office/cases/{case.pk}/actions/refuse/", {"note": "A good reason"}).status_code == 403


def test_refusal_is_done_and_said(case: Case, examiner: tuple[Client, User]) -> None:
    client, user = examiner
    client.post(f"/office/cases/{case.pk}/purpose/", PURPOSE)

    address, note = f"/office/cases/{case.pk}/actions/refuse/", {"note": "The ministry confirmed it"}
    first = client.post(address, note)
    assert first.status_code == 200
    assert not Decision.objects.filter(case=case).exists(), "the letter is seen before it goes"
    response = client.post(address, note | {"seen": first.context["letter"].seen}, follow=True)

    assert response.redirect_chain == [(f"/office/cases/{case.pk}/", 302)]
    assert "The right was refused." in response.content.decode()
    assert case.decision.decided_by == user


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_another_account_is_asked_for_once(language: str) -> None:
    client, _user = signed_in()
    client.cookies["django_language"] = language
    case = CaseFactory(bank_refused=True)
    url = f"/office/cases/{case.pk}/actions/new-account/"
    assert url in client.post(f"/office/cases/{case.pk}/purpose/", PURPOSE, follow=True).content.decode()
    assert client.post(url, {"note": ""}).status_code == 400
    assert "<textarea" in client.get(url).content.decode()

    first, second = (client.post(url, {"note": "The account is closed"}, follow=True) for _press in range(2))

    assert first.redirect_chain == second.redirect_chain == [(f"/office/cases/{case.pk}/", 302)]
    assert url not in first.content.decode()
    assert case.person.accounts.count() == 2
    if language == "en":
        assert "Another account was asked for." in first.content.decode()
        assert "The case has moved on meanwhile" in second.content.decode()


def test_doubtful_payment_is_recorded_as_paid_once(examiner: tuple[Client, User]) -> None:
    client, user = examiner
    case = CaseFactory(bank_refused=True, assigned_to=user)
    case.entitlement.orders.update(state="doubtful")

    page = client.post(
        f"/office/cases/{case.pk}/actions/paid-once/", {"note": "The bank returned the second"}, follow=True
    ).content.decode()

    assert "It is recorded that the bank paid once." in page
    assert "It was settled with the bank that it paid once" in page
    assert case.entitlement.orders.get().state == "done"


def test_grant_that_is_not_possible_has_no_button(examiner: tuple[Client, User]) -> None:
    client, user = examiner
    young = PersonFactory(birth_date="2000-01-01")
    case = CaseFactory(person=young, to_clerk=True, assigned_to=user)

    page = client.get(f"/office/cases/{case.pk}/actions/grant/").content.decode()

    assert "the right is not there" in page
    assert "<textarea" not in page


def test_act_on_a_case_that_has_moved_on_goes_back_to_it(examiner: tuple[Client, User]) -> None:
    client, user = examiner
    case = CaseFactory(assigned_to=user)

    response = client.get(f"/office/cases/{case.pk}/actions/refuse/", follow=True)

    assert response.redirect_chain == [(f"/office/cases/{case.pk}/", 302)]
    assert "The case has moved on meanwhile" in response.content.decode()


def test_assign_takes_a_case_over(case: Case, examiner: tuple[Client, User]) -> None:
    client, user = examiner
    client.post(f"/office/cases/{case.pk}/purpose/", PURPOSE)

    response = client.post(f"/office/cases/{case.pk}/actions/assign/", follow=True)

    case.refresh_from_db()
    assert case.assigned_to == user
    assert "The case is yours now." in response.content.decode()
    assert client.get(f"/office/cases/{case.pk}/actions/assign/").status_code == 405


def test_assign_without_a_reason_is_asked_why(case: Case, examiner: tuple[Client, User]) -> None:
    response = examiner[0].post(f"/office/cases/{case.pk}/actions/assign/")

    case.refresh_from_db()
    assert response.headers["Location"] == f"/office/cases/{case.pk}/purpose/"
    assert case.assigned_to is None
