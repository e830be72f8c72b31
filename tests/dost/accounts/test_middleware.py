"""Nobody reaches the studio in a session without the second step, by page or by fragment."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from dost.accounts.models import User
from tests.factories.accounts import UserFactory, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.dost.accounts.guarded_urls")]

FRAGMENT = {"HX-Request": "true", "HX-Current-URL": "http://testserver/guarded/view/?q=a"}
STUDIO = ["viewer", "editor", "publisher", "supervisor", "auditor"]
AREAS = ["view", "edit", "publish", "samples"]
ENROL = "/accounts/second-step/set-up/"
CODE = "/accounts/sign-in/code-again/"


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("role", list(User.Role))
def test_password_alone_opens_nothing_of_the_studio(client: Client, role: str, area: str) -> None:
    client.force_login(UserFactory(role=role))

    for headers in ({}, FRAGMENT):
        for ask in (client.get, client.post):
            response = ask(f"/guarded/{area}/", headers=headers)
            assert b"seen" not in response.content
            assert response.status_code in {302, 403} or "HX-Redirect" in response.headers


@pytest.mark.parametrize("role", STUDIO)
def test_second_step_opens_it(client: Client, role: str) -> None:
    sign_in(client, UserFactory(role=role))

    assert client.get("/guarded/view/").content == b"seen"
    assert client.get("/guarded/view/", headers=FRAGMENT).content == b"seen"


def test_role_that_lacks_a_permission_is_told_why(client: Client) -> None:
    sign_in(client, UserFactory(viewer=True))
    client.cookies["django_language"] = "en"

    response = client.get("/guarded/publish/")

    assert response.status_code == 403
    assert "That is for a catalogue publisher." in response.content.decode()


@pytest.mark.parametrize("role", STUDIO)
@pytest.mark.parametrize(("enrolled", "page"), [(False, ENROL), (True, CODE)])
def test_whoever_may_is_led_to_the_second_step_and_back(client: Client, role: str, enrolled: bool, page: str) -> None:
    client.force_login(UserFactory(role=role, enrolled=enrolled))

    asked = client.get("/guarded/view/?q=a")
    fragment = client.get("/guarded/view/", headers=FRAGMENT)

    assert asked.headers["Location"] == f"{page}?next=%2Fguarded%2Fview%2F%3Fq%3Da"
    assert fragment.headers["HX-Redirect"] == f"{page}?next=%2Fguarded%2Fview%2F%3Fq%3Da"
    assert client.get(page, follow=True).status_code == 200


@pytest.mark.parametrize("role", ["clerk", "examiner", "accounts", "greeter", "operator"])
def test_role_without_the_studio_is_refused_not_led(client: Client, role: str) -> None:
    sign_in(client, UserFactory(role=role))

    assert client.get("/guarded/view/").status_code == 403


def test_second_step_of_another_user_does_not_count(client: Client) -> None:
    other, user = UserFactory(), UserFactory(publisher=True)
    sign_in(client, other)
    key = dict(client.session.items())["second_step"]
    client.force_login(user)
    session = client.session
    session["second_step"] = key
    session.save()

    assert client.get("/guarded/view/").status_code == 302


@pytest.mark.parametrize("role", User.Role.values)
def test_password_alone_opens_nothing_else_either(client: Client, role: str) -> None:
    client.force_login(UserFactory(role=role))

    assert client.get("/office/?on=2026-03-03").headers["Location"] == f"{ENROL}?next=%2Foffice%2F%3Fon%3D2026-03-03"
    assert client.post("/office/", {"next": "x"}).headers["Location"] == f"{ENROL}?next=%2F"
    assert client.get("/healthz").status_code in {200, 503}
    assert client.get("/").status_code == client.get("/ru/").status_code == 200  # everybody's
    assert client.post("/i18n/setlang/", {"language": "ru", "next": "/"}).headers["Location"] == "/ru/"
    assert client.post("/accounts/sign-out/").headers["Location"] == "/accounts/sign-in/"


def test_whoever_has_a_passkey_only_is_led_to_it(client: Client) -> None:
    user = UserFactory(clerk=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": {}})
    client.force_login(user)

    assert client.get("/office/").headers["Location"] == "/accounts/sign-in/passkey-again/?next=%2Foffice%2F"


@pytest.mark.parametrize("address", ["/office/", "/office/cases/", "/office/staff/", "/studio/", "/guarded/view/"])
def test_whoever_has_no_role_is_told_so_and_opens_nothing(client: Client, address: str) -> None:
    client.cookies["django_language"] = "en"
    sign_in(client, UserFactory(role=""))

    response = client.get(address)

    assert response.status_code == 403
    assert "You have no role yet" in response.content.decode()
    assert client.get("/accounts/sessions/").status_code == 200
    assert client.get("/accounts/password/").status_code == 200


def test_stranger_is_sent_to_sign_in_and_back(client: Client) -> None:
    page = client.get("/guarded/view/?q=a")
    fragment = client.get("/guarded/edit/", headers=FRAGMENT)

    assert page.headers["Location"] == "/accounts/sign-in/?next=/guarded/view/%3Fq%3Da"
    assert fragment.headers["HX-Redirect"] == "/accounts/sign-in/?next=/guarded/view/%3Fq%3Da"


def test_closing_an_account_closes_its_sessions(client: Client) -> None:
    user = UserFactory(publisher=True)
    sign_in(client, user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/guarded/view/").headers["Location"].startswith("/accounts/sign-in/")


@pytest.mark.urls("registries.bridge.simulator.urls")
def test_pages_of_the_institutions_know_no_sign_in(client: Client) -> None:
    client.force_login(UserFactory(editor=True))

    assert client.get("/phone/").status_code == 200
