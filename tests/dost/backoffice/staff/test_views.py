"""Pages of staff accounts: to whom each opens, that they do what they say, and that no person is on any of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from dost.accounts import staffing
from dost.accounts.account_events import Acting, Place
from dost.accounts.actors import staff_actor
from dost.accounts.models import AccountEvent, PendingChange, User
from dost.common.audiences import Audience, audiences
from tests.factories.accounts import PASSWORD, UserFactory, sign_in
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db

ACCOUNTS: Final = {"accounts"}
SECOND: Final = {"accounts", "supervisor"}
READS: Final = {"accounts", "auditor"}
PAGES: Final[dict[str, tuple[set[str], set[str] | None]]] = {
    "list": (ACCOUNTS, None),
    "invite": (ACCOUNTS, ACCOUNTS),
    "history": (READS, None),
    "pending": (SECOND, None),
    "account": (ACCOUNTS, None),
    "role": (ACCOUNTS, ACCOUNTS),
    "act": (ACCOUNTS, ACCOUNTS),
}
"""Who may read a page and who may send its form; None: there is none."""
SIGNS_OUT: Final = "accounts/link/"
PARTS: Final = {"int": "1", "str": "x", "slug": "other", "path": "x", "uuid": "5b8d3a52-7a0d-4c1e-9d5c-0d3c0f0a1b2c"}


@pytest.fixture(autouse=True)
def _no_failures_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def clerk() -> User:
    made: User = UserFactory(username="elchin", first_name="Elçin", last_name="Quliyev", clerk=True)
    return made


def reader(role: str, *, password_given: bool = True) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    sign_in(client, UserFactory(role=role), password_given=password_given)
    return client


def is_open(user: User) -> bool:
    return User.objects.get(pk=user.pk).is_active


def address(name: str, clerk: User) -> str:
    parts: dict[str, Any] = {"account": [clerk.pk], "role": [clerk.pk], "act": [clerk.pk, "suspend"]}
    return reverse(f"staff:{name}", args=parts.get(name, []))


# -- who may -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", User.Role.values)
def test_each_page_opens_to_its_roles_only_whole_or_in_part(clerk: User, role: str) -> None:
    client, wrong = reader(role), []
    for name, (may_read, may_send) in PAGES.items():
        for headers in ({}, {"HX-Request": "true", "HX-Target": "results"}):
            read = client.get(address(name, clerk), headers=headers).status_code
            sent = client.post(address(name, clerk), {}, headers=headers).status_code
            if read != (200 if role in may_read else 403):
                wrong.append((name, "get", read))
            if (sent == 405) != (may_send is None) or (may_send and (sent == 403) != (role not in may_send)):
                wrong.append((name, "post", sent))
            User.objects.filter(pk=clerk.pk).update(is_active=True)
    assert wrong == []


@pytest.mark.parametrize("role", User.Role.values)
def test_second_person_s_buttons_work_for_their_roles_only(clerk: User, role: str) -> None:
    asker = UserFactory(accounts=True)
    staffing.give_role(clerk.pk, Place("auditor"), by=Acting(staff_actor(asker)), now=asker.date_joined)
    change = PendingChange.objects.get()
    client = reader(role)

    answers = {how: client.post(reverse("staff:close_change", args=[change.pk, how])) for how in ("confirm", "nothing")}

    assert answers["confirm"].status_code == (302 if role in SECOND else 403)
    assert answers["nothing"].status_code == (404 if role in SECOND else 403)
    clerk.refresh_from_db()
    assert clerk.role == ("auditor" if role in SECOND else "clerk")


def test_account_administrator_sees_no_person_anywhere(clerk: User) -> None:
    """Every address of the staff's, asked as an account administrator: whoever has a case stands on no page."""
    case = CaseFactory(granted_and_paid=True)
    client = reader("accounts")
    opened = []
    for route, audience in audiences("dost.urls").items():
        if audience is Audience.INSTITUTIONS or route.startswith(("^", SIGNS_OUT)):
            continue
        parts = {**PARTS, "int": str(case.pk)}
        asked = "/" + re.sub(r"<(?:(\w+):)?\w+>", r"{\1}", route).replace("{}", "{str}").format(**parts)
        response = client.get(asked)
        page = response.content.decode(errors="replace")
        assert case.person.fin not in page
        assert case.person.surname not in page
        if response.status_code == 200 and audience is Audience.STAFF:
            opened.append(route)
    assert "office/staff/" in opened
    assert [route for route in opened if not route.startswith(("office/staff/", "accounts/"))] == []
    assert client.get("/office/staff/").status_code == 200  # signed in to the end


def test_strangers_are_sent_to_sign_in(client: Client, clerk: User) -> None:
    for name in PAGES:
        there = client.get(address(name, clerk)).headers["Location"]
        assert there == f"/accounts/sign-in/?next={address(name, clerk)}"


# -- what they do --------------------------------------------------------------------------------------------------


def test_invitation_shows_the_link_once_and_the_link_makes_the_account_work(clerk: User) -> None:
    administrator = reader("accounts")
    form = {"username": "new.one", "first_name": "Aysel", "last_name": "Nəsirova", "role": "greeter", "centre": ""}

    page = administrator.post(reverse("staff:invite"), form)

    assert "no-store" in page.headers["Cache-Control"]
    found = re.search(r'<code id="one-time-link">(\S+)</code>', page.content.decode())
    assert found is not None
    user = User.objects.get(username="new.one")
    account = administrator.get(reverse("staff:account", args=[user.pk])).content.decode()
    assert found[1].rpartition("/link/")[2] not in account

    new = Client()
    new.cookies["django_language"] = "en"
    path = "/accounts/" + found[1].partition("/accounts/")[2]
    assert new.get(path).headers["Location"] == "/accounts/link/"
    assert "Aysel Nəsirova" in new.get("/accounts/link/").content.decode()
    sent = new.post("/accounts/link/", {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert sent.headers["Location"] == "/accounts/second-step/set-up/"
    assert new.get("/accounts/second-step/set-up/").status_code == 200
    assert new.get("/office/").headers["Location"].startswith("/accounts/second-step/set-up/")


def test_mistakes_in_an_invitation_are_told_at_the_field(clerk: User) -> None:
    client = reader("accounts")

    page = client.post(reverse("staff:invite"), {"username": "elchin", "first_name": "", "last_name": "X"})
    again = client.post(reverse("staff:invite"), {"username": "elchin", "first_name": "Y", "last_name": "X"})

    assert 'href="#id_first_name"' in page.content.decode()
    assert 'href="#id_username"' in again.content.decode()


def test_privileged_role_says_that_somebody_else_must_confirm(clerk: User) -> None:
    client = reader("accounts")

    page = client.post(reverse("staff:role", args=[clerk.pk]), {"role": "supervisor", "centre": ""}, follow=True)

    shown = page.content.decode()
    assert "A second person must confirm it now." in shown
    assert "Somebody else must confirm this" in shown
    assert "Withdraw" in shown


def test_suspending_asks_first_and_says_that_it_is_done(clerk: User) -> None:
    client = reader("accounts")
    there = reverse("staff:act", args=[clerk.pk, "suspend"])

    assert "All sessions end at once" in client.get(there).content.decode()
    assert is_open(clerk)
    assert "The account is suspended." in client.post(there, follow=True).content.decode()
    assert "already" in client.post(there).content.decode()
    assert not is_open(clerk)


def test_what_changes_an_account_wants_the_password_once_more_and_then_goes_on(clerk: User) -> None:
    client = reader("accounts", password_given=False)
    there = reverse("staff:act", args=[clerk.pk, "suspend"])
    assert client.get(there).status_code == 200

    asked = client.post(there).headers["Location"]
    assert asked.startswith("/accounts/sign-in/password-again/")
    assert is_open(clerk)
    client.post(asked, {"password": PASSWORD})

    assert not is_open(clerk)
    assert AccountEvent.objects.filter(whom=clerk, what="suspended", address="127.0.0.1").exists()


def test_unknown_act_and_account_are_not_there(clerk: User) -> None:
    client = reader("accounts")

    assert client.get(reverse("staff:act", args=[clerk.pk, "promote"])).status_code == 404
    assert client.get(reverse("staff:account", args=[clerk.pk + 1000])).status_code == 404
    assert client.post(reverse("staff:close_change", args=[1000, "confirm"])).status_code == 404


def test_own_account_offers_nothing() -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    administrator = UserFactory(accounts=True)
    sign_in(client, administrator)

    assert "This is your own account." in client.get(reverse("staff:account", args=[administrator.pk])).content.decode()
