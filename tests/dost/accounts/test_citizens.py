"""A citizen's session: who is signed in, and that pages of one kind of principal do not open for the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from dost.accounts import citizens, sessions
from dost.accounts.actors import Capacity, OnBehalf, Oneself
from dost.accounts.addresses import safe_address
from dost.accounts.citizens import SignedInCitizen, fresh_sign_in_required
from dost.accounts.models import AccessLog, SecurityEvent, Session
from dost.accounts.own_looks import OwnLook
from dost.portal.my.answers.drafts import keep_drafts
from dost.proactive.screening.family import GivenAnswer
from registries.models import Person
from tests.factories.accounts import PASSWORD, CitizenFactory, UserFactory, code_of, sign_in, sign_in_citizen
from tests.factories.registries import KinshipFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_citizen_sees_their_own_pages_and_no_browser_keeps_them(client: Client) -> None:
    sign_in_citizen(client, PersonFactory(given_name="Aynur"))

    response = client.get("/my/")

    assert response.status_code == 200
    assert "Aynur" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]


@pytest.mark.parametrize("address", ["/my/", "/ru/my/"])
def test_stranger_is_led_to_the_sign_in_and_back(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 302
    assert response.headers["Location"].endswith(f"/my/sign-in/?next={address.replace('/', '%2F')}")


def test_member_of_staff_is_refused(client: Client) -> None:
    sign_in(client, UserFactory())
    assert client.get("/my/").status_code == 403


def test_citizen_opens_no_office(client: Client) -> None:
    sign_in_citizen(client, PersonFactory())
    assert client.get("/office/").headers["Location"].startswith("/accounts/sign-in/")


def test_signing_out_ends_the_session(client: Client) -> None:
    sign_in_citizen(client, PersonFactory())

    client.post("/my/sign-out/")

    assert client.get("/my/").status_code == 302


def test_actor_says_for_whom() -> None:
    citizen, child = CitizenFactory(), PersonFactory()

    alone = SignedInCitizen(citizen=citizen, person=citizen.person)
    for_child = SignedInCitizen(citizen=citizen, person=child, capacity=Capacity.PARENT)

    assert alone.actor == Oneself(person_id=citizen.person_id, subject=citizen.subject)
    assert for_child.actor == OnBehalf(
        person_id=citizen.person_id, subject=citizen.subject, of=child.pk, capacity=Capacity.PARENT
    )
    assert for_child.person_id == child.pk


# -- acting for somebody -------------------------------------------------------------------------------------------


def parent_and_child() -> tuple[Person, Person]:
    mother = PersonFactory(birth_date=date(1990, 5, 5), given_name="Nigar")
    child = PersonFactory(birth_date=timezone.localdate() - timedelta(days=3650), given_name="Ayan")
    KinshipFactory(person=child, relative=mother)
    return mother, child


def test_a_parent_chooses_their_child_and_every_page_says_so(client: Client) -> None:
    mother, child = parent_and_child()
    sign_in_citizen(client, mother)
    assert f'value="{child.pk}"' in client.get("/en/my/acting-for/").content.decode()

    response = client.post("/en/my/acting-for/", {"person": child.pk})

    assert response.headers["Location"] == "/en/my/"
    for address in ("/en/my/", "/en/my/sessions/", "/en/my/acting-for/"):
        page = client.get(address).content.decode()
        assert f"<strong>{child.full_name}</strong>, as mother" in " ".join(page.split())
    look = AccessLog.objects.filter(reason=OwnLook.ACTING).get()
    assert (look.person, look.purpose, look.by_person, look.by_capacity) == (child, "on_behalf", mother, "parent")
    event = SecurityEvent.objects.get()
    assert (event.kind, event.about) == ("acting", "parent")


def test_and_back(client: Client) -> None:
    mother, child = parent_and_child()
    sign_in_citizen(client, mother, acting_for=child)

    client.post("/my/acting-for/")

    assert citizens.ACTING_FOR not in client.session
    assert child.given_name not in client.get("/my/").content.decode()


@pytest.mark.parametrize("wanted", ["stranger", "parent", "0", "-1", "x", "9" * 30, "1e3", "\u0661"])
def test_nobody_else_can_be_chosen(client: Client, wanted: str) -> None:
    mother, child = parent_and_child()
    others: dict[str, Person] = {"stranger": PersonFactory(), "parent": mother}
    sign_in_citizen(client, child if wanted == "parent" else mother)

    response = client.post("/my/acting-for/", {"person": others[wanted].pk if wanted in others else wanted})

    assert response.status_code == 404
    assert citizens.ACTING_FOR not in client.session
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_ends_at_the_next_request_and_nothing_is_done_then(client: Client, method: str) -> None:
    mother, child = parent_and_child()
    sign_in_citizen(client, mother, acting_for=child)
    assert client.get("/my/").status_code == 200
    child.birth_date = timezone.localdate().replace(year=timezone.localdate().year - 18)
    child.save()

    response = getattr(client, method)("/my/sessions/stay/" if method == "post" else "/my/")

    assert response.status_code == 302
    assert response.headers["Location"] == "/my/acting-for/?ended=1"
    assert citizens.ACTING_FOR not in client.session
    assert client.get("/my/").status_code == 200
    assert SecurityEvent.objects.get().about == "ended by the registries"


def test_a_form_of_before_a_switch_is_refused_after_it() -> None:
    client = Client(enforce_csrf_checks=True)
    mother, child = parent_and_child()
    sign_in_citizen(client, mother)
    client.get("/my/acting-for/")
    first = client.cookies["csrftoken"].value

    switched = client.post("/my/acting-for/", {"person": child.pk, "csrfmiddlewaretoken": first})
    late = client.post("/my/sessions/end/", {"csrfmiddlewaretoken": first})

    assert (switched.status_code, late.status_code) == (302, 403)


def test_the_dead_are_signed_out(client: Client) -> None:
    person = PersonFactory()
    sign_in_citizen(client, person)
    person.died_on = date(2026, 1, 1)
    person.save()

    assert client.get("/my/").status_code == 302


# -- fresh ---------------------------------------------------------------------------------------------------------


def request_of(client: Client, make: Callable[[RequestFactory], HttpRequest]) -> HttpRequest:
    request = make(RequestFactory())
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    SessionMiddleware(lambda _request: HttpResponse()).process_request(request)
    request.user = UserFactory.build()
    return request


@fresh_sign_in_required
def guarded(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Where money or messages would be led elsewhere."""
    return HttpResponse("done")


def test_fresh_sign_in_opens(client: Client) -> None:
    sign_in_citizen(client, PersonFactory())
    response = guarded(request_of(client, lambda make: make.post("/my/sessions/")))
    assert isinstance(response, HttpResponse)
    assert response.content == b"done"


@pytest.mark.parametrize(
    ("method", "headers", "there"),
    [
        ("get", {}, "next=%2Fmy%2Fsessions%2F"),
        ("post", {"HTTP_REFERER": "http://testserver/my/acting-for/"}, "next=%2Fmy%2Facting-for%2F&sent=1"),
        ("post", {"HTTP_REFERER": "http://elsewhere.example/my/acting-for/"}, "next=%2Fmy%2F&sent=1"),
    ],
    ids=["page", "form", "form-from-elsewhere"],
)
def test_a_sign_in_of_a_while_ago_does_not(client: Client, method: str, headers: dict[str, Any], there: str) -> None:
    sign_in_citizen(client, PersonFactory(), fresh=False)

    response = guarded(request_of(client, lambda make: getattr(make, method)("/my/sessions/", **headers)))

    assert response.status_code == 302
    assert response.headers["Location"] == f"/my/sign-in/again/?{there}"
    page = client.get(response.headers["Location"])
    assert page.status_code == 200


def test_no_time_at_all_is_not_lately(client: Client) -> None:
    sign_in_citizen(client, PersonFactory())
    session = client.session
    session[citizens.SIGNED_IN_AT] = 0
    session.save()
    assert guarded(request_of(client, lambda make: make.get("/my/"))).status_code == 302


# -- sessions ------------------------------------------------------------------------------------------------------


def test_open_sessions_are_listed_and_can_be_ended(client: Client) -> None:
    person = PersonFactory()
    sign_in_citizen(client, person)
    telephone, tablet, stranger = Client(), Client(), Client()
    for one in (telephone, tablet):
        sign_in_citizen(one, person)
    sign_in_citizen(stranger, PersonFactory())
    assert client.get("/my/sessions/").content.decode().count('name="session"') == 2
    handle = sessions.handle_of(str(stranger.session.session_key))

    client.post("/my/sessions/end/", {"session": handle})
    assert stranger.get("/my/").status_code == 200
    client.post("/my/sessions/end/", {"session": sessions.handle_of(str(tablet.session.session_key))})
    assert tablet.get("/my/").status_code == 302
    client.post("/my/sessions/end/")
    assert telephone.get("/my/").status_code == 302
    assert client.get("/my/").status_code == 200


def test_twenty_minutes_without_a_request_end_it(client: Client) -> None:
    sign_in_citizen(client, PersonFactory())
    row = Session.objects.get()
    assert row.citizen is not None
    assert timedelta(minutes=19) < row.expire_date - timezone.now() <= timedelta(minutes=20)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    response = client.get("/my/sessions/")

    assert response.headers["Location"] == "/my/sign-in/?next=%2Fmy%2Fsessions%2F&ended=1"


def test_the_page_says_until_when_and_leaves_without_a_script(client: Client) -> None:
    sign_in_citizen(client, PersonFactory())

    page = client.get("/en/my/").content.decode()

    assert "If nothing is opened or sent, you are signed out at" in page
    assert '<noscript><meta http-equiv="refresh" content="1' in page
    assert 'url=/en/my/sign-in/?ended=1&amp;next=%2Fen%2Fmy%2F">' in page
    assert 'data-url="/en/my/sessions/stay/"' in page


def test_what_polls_keeps_no_session_alive(client: Client) -> None:
    sign_in_citizen(client, PersonFactory())
    session = client.session
    session["seen_at"] = int(timezone.now().timestamp()) - 600
    session.save()
    client.get("/my/", headers={"X-Polled": "1"})
    assert client.session["seen_at"] == session["seen_at"]
    client.post("/my/sessions/stay/")
    assert client.session["seen_at"] > session["seen_at"]


# -- addresses -----------------------------------------------------------------------------------------------------

ELSEWHERE = (
    "",
    "https://elsewhere.example/my/",
    "//elsewhere.example/my/",
    "///elsewhere.example",
    "/\\elsewhere.example/",
    "\\\\elsewhere.example",
    "/ru//elsewhere.example/",
    "/az//elsewhere.example/my/",
    "javascript:alert(1)",
    "http:/elsewhere.example",
    "/office/",
    "/ru/office/",
    "/accounts/sign-in/",
    "/my/sign-out/",
    "/my/signed-out/",
    "/my/sign-in/",
    "/nothing/here/",
    "my/",
    "\x00/my/",
)


@pytest.mark.parametrize("wanted", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_nobody_is_led_elsewhere(wanted: str) -> None:
    request = RequestFactory().get("/my/sign-in/")
    assert safe_address(request, wanted) == "/my/"


@pytest.mark.parametrize(
    "wanted", ["/my/sessions/", "/ru/my/sessions/?page=2", "/en/", "/services/05-40/", "/en/check/"], ids=range(5)
)
@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_one_is_led_to_what_was_asked_for(wanted: str, language: str) -> None:
    with translation.override(language):
        assert safe_address(RequestFactory().get("/my/sign-in/"), wanted) == wanted


@pytest.mark.parametrize("wanted", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_no_page_of_the_door_links_elsewhere(client: Client, wanted: str) -> None:
    if "\x00" in wanted:
        return
    door = client.get("/my/sign-in/", {"next": wanted}).content.decode()
    trouble = client.get("/my/sign-in/trouble/cancelled/", {"next": wanted}).content.decode()
    assert '<input type="hidden" name="next" value="/my/">' in door
    assert 'href="/my/sign-in/?next=%2Fmy%2F"' in trouble


def test_only_pages_that_lead_to_the_provider_may(client: Client, settings: Any) -> None:
    settings.OIDC_ISSUER = "https://id.example/realm"
    policy = "form-action 'self' https://id.example"
    assert policy in client.get("/my/sign-in/").headers["Content-Security-Policy"]
    assert "id.example" not in client.get("/").headers["Content-Security-Policy"]
    sign_in_citizen(client, PersonFactory())
    assert policy in client.get("/my/").headers["Content-Security-Policy"]


# -- a browser that both use -------------------------------------------------------------------------------------


def test_staff_who_sign_in_at_a_citizens_browser_leave_nothing_of_the_citizen(client: Client) -> None:
    """By the real pages: password, then code. Of the citizen neither pages nor kept answers stay, nor their row."""
    citizen, user = sign_in_citizen(client, PersonFactory()), UserFactory(enrolled=True)
    session = client.session
    keep_drafts(session, [GivenAnswer(id="a", member=0, value=True)])
    session.save()
    before = client.session.session_key

    client.post("/accounts/sign-in/", {"username": user.username, "password": PASSWORD})
    client.post("/accounts/sign-in/code/", {"code": code_of(user)})

    assert client.get("/my/").status_code == 403
    assert client.post("/my/sessions/stay/").status_code == 403
    kept = client.session
    assert kept.session_key != before
    assert not [name for name in kept.keys() if "citizen" in name or "answers" in name]  # noqa: SIM118 - a session
    assert not Session.objects.filter(citizen=citizen).exists()
    assert Session.objects.get(session_key=kept.session_key).user == user


def test_citizen_who_signs_in_at_a_browser_of_staff_opens_no_office(rf: Any) -> None:
    user, citizen = UserFactory(enrolled=True), CitizenFactory()
    browser = Client()
    sign_in(browser, user)
    request = rf.get("/")
    request.session, request.user = browser.session, user

    citizens.begin(request, citizen, proved_at=None)
    request.session.save()

    browser.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    assert browser.get("/my/").status_code == 200
    assert browser.get("/backoffice/").status_code in {302, 404}
    assert not Session.objects.filter(user=user).exists()
