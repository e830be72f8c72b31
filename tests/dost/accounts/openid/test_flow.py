"""A citizen's sign-in, against the provider of the demonstration: from the button to the session; what may go wrong."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import httpx
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.test import Client, override_settings
from django.utils import timezone

from dost.accounts.citizens import SESSION_KEY, SIGNED_IN_AT
from dost.accounts.models import Citizen, SecurityEvent, Session, User
from dost.accounts.openid.answering import away_since
from dost.ops import identity
from tests.factories.accounts import CitizenFactory, UserFactory, sign_in, sign_in_citizen
from tests.factories.identity import (
    Provider,
    asked_of,
    begin,
    come_back,
    running_provider,
    sign_in_through,
    somebody,
)
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

FIN = "7AAAAA1"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider(somebody("aynur", FIN), somebody("other", "7AAAAA2"), somebody("bare", "")) as running:
        yield running


def kinds() -> list[str]:
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_a_person_of_the_registries_is_signed_in(client: Client, provider: Provider) -> None:
    person = PersonFactory(fin=FIN)

    response = sign_in_through(client, provider, "aynur", next="/my/sessions/")

    assert response.status_code == 302
    assert response.headers["Location"] == "/my/sessions/"
    citizen = Citizen.objects.get()
    assert (citizen.person_id, citizen.subject) == (person.pk, "demo-aynur")
    assert client.session[SESSION_KEY] == citizen.pk
    assert timezone.now().timestamp() - client.session[SIGNED_IN_AT] < 60
    assert client.get("/my/").status_code == 200
    row = Session.objects.get(session_key=client.session.session_key)
    assert row.citizen == citizen
    assert row.user is None
    assert kinds() == ["citizen_in"]


def test_no_user_and_no_row_of_allauth_is_made(client: Client, provider: Provider) -> None:
    PersonFactory(fin=FIN)

    sign_in_through(client, provider, "aynur")

    for model in (User, SocialAccount, SocialApp, SocialToken, EmailAddress):
        assert not model.objects.exists()


def test_the_provider_is_asked_with_state_nonce_and_pkce(client: Client, provider: Provider) -> None:
    asked = asked_of(begin(client, next="/my/"))

    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 16
    assert len(asked["nonce"]) >= 20
    assert asked["redirect_uri"] == "http://testserver/my/sign-in/callback/"
    assert set(asked["scope"].split()) == {"openid", "profile"}
    assert not any(FIN in value for value in asked.values())


def test_the_language_goes_along_and_comes_back(client: Client, provider: Provider) -> None:
    there = begin(client, to="/ru/my/sign-in/", next="/ru/my/sessions/")

    assert asked_of(there)["ui_locales"] == "ru"
    assert asked_of(there)["redirect_uri"] == "http://testserver/my/sign-in/callback/"
    PersonFactory(fin=FIN)
    assert come_back(client, provider.choose(there, "aynur")).headers["Location"] == "/ru/my/sessions/"
    client.post("/ru/my/sign-out/")
    left = provider.deny(begin(client, to="/ru/my/sign-in/"))
    assert come_back(client, left).headers["Location"].startswith("/ru/my/sign-in/trouble/cancelled/")


@pytest.mark.parametrize("before", ["stranger", "staff", "citizen"])
def test_the_session_is_a_new_one(client: Client, provider: Provider, before: str) -> None:
    PersonFactory(fin=FIN)
    if before == "staff":
        sign_in(client, UserFactory())
    elif before == "citizen":
        sign_in_citizen(client, PersonFactory())
    there = begin(client)
    key = client.session.session_key

    come_back(client, provider.choose(there, "aynur"))

    assert client.session.session_key != key
    assert not Session.objects.filter(session_key=key).exists()
    assert client.get("/my/").status_code == 200
    assert client.get("/office/").status_code == 302


def test_staff_who_sign_in_are_no_citizen_any_more(client: Client) -> None:
    sign_in_citizen(client, PersonFactory())

    client.force_login(UserFactory())

    assert SESSION_KEY not in client.session
    assert SIGNED_IN_AT not in client.session
    assert client.get("/my/").status_code != 200
    assert "citizen_out" in kinds()


def test_somebody_known_under_another_subject_comes_back(client: Client, provider: Provider) -> None:
    citizen = CitizenFactory(person=PersonFactory(fin=FIN), subject="before")
    elsewhere = Client()
    sign_in_citizen(elsewhere, citizen.person)

    sign_in_through(client, provider, "aynur")

    citizen.refresh_from_db()
    assert citizen.subject == "demo-aynur"
    assert elsewhere.get("/my/").status_code == 302
    assert "citizen_subject" in kinds()


def test_a_subject_that_comes_with_another_fin_is_refused(client: Client, provider: Provider) -> None:
    PersonFactory(fin=FIN)
    CitizenFactory(subject="demo-aynur")

    response = sign_in_through(client, provider, "aynur")

    assert response.headers["Location"].startswith("/my/sign-in/trouble/other-person/")
    assert SESSION_KEY not in client.session
    assert SecurityEvent.objects.get().kind == "citizen_refused"
    assert Citizen.objects.count() == 1


@pytest.mark.parametrize(
    ("slug", "person", "why"),
    [
        ("aynur", {}, "unknown"),
        ("aynur", {"fin": FIN, "died_on": date(2026, 1, 1)}, "dead"),
        ("bare", {"fin": FIN}, "no-fin"),
    ],
    ids=["unknown", "dead", "no-fin"],
)
def test_whom_the_registries_do_not_know_gets_a_kind_page(
    client: Client, provider: Provider, slug: str, person: dict[str, Any], why: str
) -> None:
    if person:
        PersonFactory(**person)

    response = sign_in_through(client, provider, slug)

    assert response.headers["Location"].startswith(f"/my/sign-in/trouble/{why}/")
    page = client.get(response.headers["Location"])
    assert page.status_code == 200
    assert 'href="tel:142"' in page.content.decode()
    assert SESSION_KEY not in client.session
    assert not Citizen.objects.exists()
    event = SecurityEvent.objects.get()
    assert (event.kind, event.about) == ("citizen_refused", why.replace("-", "_"))
    assert FIN not in event.about


def test_leaving_half_way_leads_back(client: Client, provider: Provider) -> None:
    response = come_back(client, provider.deny(begin(client, next="/my/sessions/")))

    assert response.headers["Location"] == "/my/sign-in/trouble/cancelled/?next=%2Fmy%2Fsessions%2F"
    page = client.get(response.headers["Location"]).content.decode()
    assert "/my/sign-in/?next=%2Fmy%2Fsessions%2F" in page


def test_a_reload_of_the_callback_signs_nobody_in_twice(client: Client, provider: Provider) -> None:
    PersonFactory(fin=FIN)
    there = provider.choose(begin(client), "aynur")
    come_back(client, there)
    key = client.session.session_key

    again = come_back(client, there)

    assert again.headers["Location"].startswith("/my/sign-in/trouble/lost/")
    assert client.session.session_key == key


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=other", "?error=server_error&state=other"])
def test_a_callback_nobody_asked_for(client: Client, provider: Provider, query: str) -> None:
    response = client.get(f"/my/sign-in/callback/{query}")

    assert response.status_code == 302
    assert "/my/sign-in/trouble/" in response.headers["Location"]
    assert SESSION_KEY not in client.session


def test_the_state_of_another_browser_is_not_taken(client: Client, provider: Provider) -> None:
    """Otherwise somebody could sign another one in as themselves, and read what they write then."""
    PersonFactory(fin=FIN)
    there = provider.choose(begin(Client()), "aynur")

    response = come_back(client, there)

    assert response.headers["Location"].startswith("/my/sign-in/trouble/lost/")
    assert SESSION_KEY not in client.session


def test_an_error_of_the_provider(client: Client, provider: Provider) -> None:
    state = asked_of(begin(client))["state"]

    response = client.get(f"/my/sign-in/callback/?error=server_error&state={state}")

    assert response.headers["Location"].startswith("/my/sign-in/trouble/failed/")


def test_a_code_without_its_verifier_is_worth_nothing(client: Client, provider: Provider) -> None:
    PersonFactory(fin=FIN)
    there = provider.choose(begin(client), "aynur")

    session = client.session
    for state in session["socialaccount_states"].values():
        state[0]["pkce_code_verifier"] = "x" * 64
    session.save()
    response = come_back(client, there)

    assert response.headers["Location"].startswith("/my/sign-in/trouble/failed/")
    assert SESSION_KEY not in client.session


def test_an_id_token_of_another_sign_in_is_refused(client: Client, provider: Provider) -> None:
    PersonFactory(fin=FIN)
    there = begin(client)
    session = client.session
    for state in session["socialaccount_states"].values():
        state[0]["data"]["nonce"] = "another"
    session.save()

    response = come_back(client, provider.choose(there, "aynur"))

    assert response.headers["Location"].startswith("/my/sign-in/trouble/failed/")
    assert SESSION_KEY not in client.session


def test_an_id_token_signed_with_another_key_is_refused(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    PersonFactory(fin=FIN)
    there = provider.choose(begin(client), "aynur")
    with running_provider() as stranger:
        keys = httpx.get(f"{stranger.url}/jwks", trust_env=False).json()
    monkeypatch.setattr("dost.accounts.openid.provider.CitizenOAuth2Adapter._keys", lambda _self: keys)
    with override_settings(OIDC_ISSUER=provider.url):
        response = come_back(client, there)

    assert response.headers["Location"].startswith("/my/sign-in/trouble/failed/")
    assert SESSION_KEY not in client.session


def test_the_provider_is_away(client: Client, provider: Provider) -> None:
    PersonFactory(fin=FIN)
    there = provider.choose(begin(client), "aynur")
    provider.stop()

    begun = client.post("/my/sign-in/", {"next": "/my/"})
    back = come_back(client, there)

    assert begun.headers["Location"].startswith("/my/sign-in/trouble/away/")
    assert back.headers["Location"].startswith("/my/sign-in/trouble/away/")
    assert client.get(begun.headers["Location"]).status_code == 200


def test_the_door_says_that_it_is_away_keeps_its_button_and_forgets_it_with_the_first_answer(
    client: Client, provider: Provider
) -> None:
    PersonFactory(fin=FIN)
    there = provider.choose(begin(client), "aynur")
    silent = "does not answer just now"
    with patch("dost.accounts.openid.provider.CitizenProvider.redirect", side_effect=requests.ConnectionError):
        client.post("/my/sign-in/", {"next": "/my/"})
        assert silent not in client.get("/en/my/sign-in/").content.decode()
        client.post("/my/sign-in/", {"next": "/my/"})
    page = client.get("/en/my/sign-in/").content.decode()
    assert silent in page
    assert "tel:142" in page
    assert "Sign in with digital.login" in page

    come_back(client, there)
    client.post("/my/sign-out/")

    assert silent not in client.get("/en/my/sign-in/").content.decode()


def test_who_leaves_the_sign_in_makes_no_outage(client: Client, provider: Provider) -> None:
    for _each in range(3):
        come_back(client, provider.deny(begin(client)))
        client.get("/my/sign-in/callback/?state=made-up&code=made-up")
    assert away_since(now=timezone.now()) is None


def test_too_many_sign_ins_from_one_address(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dost.accounts.openid.flow.MOST_BEGUN", 2)
    for _ in range(2):
        assert begin(client).startswith(provider.url)

    assert begin(client).startswith("/my/sign-in/trouble/too-many/")


# -- again ---------------------------------------------------------------------------------------------------------


def test_signing_in_again_asks_for_it_and_makes_the_session_fresh(client: Client, provider: Provider) -> None:
    person = PersonFactory(fin=FIN)
    CitizenFactory(person=person, subject="demo-aynur")
    sign_in_citizen(client, person, fresh=False)

    there = begin(client, to="/my/sign-in/again/", next="/my/sessions/")
    asked = asked_of(there)
    response = come_back(client, provider.choose(there, "aynur"))

    assert (asked["prompt"], asked["max_age"], asked["login_hint"]) == ("login", "0", "demo-aynur")
    assert response.headers["Location"] == "/my/sessions/"
    assert timezone.now().timestamp() - client.session[SIGNED_IN_AT] < 60


def test_a_provider_that_did_not_ask_again_is_not_believed(client: Client, provider: Provider) -> None:
    person = PersonFactory(fin=FIN)
    CitizenFactory(person=person, subject="demo-aynur")
    sign_in_citizen(client, person, fresh=False)
    there = begin(client, to="/my/sign-in/again/")
    an_hour_ago = (timezone.now() - timedelta(hours=1)).timestamp()
    with patch("dost.ops.identity.time.time", return_value=an_hour_ago):
        back = provider.choose(there, "aynur")

    response = come_back(client, back)

    assert response.headers["Location"].startswith("/my/sign-in/trouble/not-again/")
    assert timezone.now().timestamp() - client.session[SIGNED_IN_AT] > 3000


# -- out -----------------------------------------------------------------------------------------------------------


def test_signing_out_ends_the_session_of_the_provider_too(client: Client, provider: Provider) -> None:
    PersonFactory(fin=FIN)
    sign_in_through(client, provider, "aynur")

    response = client.post("/my/sign-out/")

    there = response.headers["Location"]
    assert there.startswith(f"{provider.url}/oauth2/end_session?")
    asked = asked_of(there)
    assert asked["id_token_hint"].count(".") == 2
    assert FIN not in base64.urlsafe_b64decode(asked["id_token_hint"].split(".")[1] + "==").decode()
    assert asked["post_logout_redirect_uri"] == "http://testserver/my/signed-out/"
    assert client.get("/my/").status_code == 302
    back = httpx.get(there, trust_env=False).headers["Location"]
    assert come_back(client, back).headers["Location"] == "/my/signed-out/"
    assert kinds()[-1] == "citizen_out"


def test_the_id_token_is_not_readable_in_the_database(client: Client, provider: Provider) -> None:
    PersonFactory(fin=FIN)

    sign_in_through(client, provider, "aynur")

    name, kept = client.session["citizen_sign_out_hint"]
    assert name == "id_token_hint"
    assert kept
    assert "eyJ" not in kept
    assert FIN not in str(dict(client.session.items()))


def test_no_address_holds_the_fin(client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider may put it into the ID token, which would travel in the address of signing out."""
    with_fin = identity._TokenWithoutFin.__mro__[1].generate_user_info  # as the package does it
    monkeypatch.setattr(identity._TokenWithoutFin, "generate_user_info", with_fin)
    PersonFactory(fin=FIN)
    assert sign_in_through(client, provider, "aynur").headers["Location"] == "/my/"

    asked = asked_of(client.post("/my/sign-out/").headers["Location"])

    assert "id_token_hint" not in asked
    assert asked["logout_hint"] == "demo-aynur"


def test_signing_out_works_when_the_provider_is_away(client: Client, provider: Provider) -> None:
    PersonFactory(fin=FIN)
    sign_in_through(client, provider, "aynur")
    provider.stop()

    response = client.post("/my/sign-out/")

    assert response.headers["Location"] == "/my/signed-out/?here=1"
    assert client.get("/my/").status_code == 302
    assert client.get(response.headers["Location"]).status_code == 200
