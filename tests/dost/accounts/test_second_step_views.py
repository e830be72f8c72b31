"""Password, code, enrolling, recovery codes: as a browser without scripts does it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import quote, unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from dost.accounts import second_step
from dost.accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory, code_of, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.dost.accounts.guarded_urls")]

SIGN_IN = "/accounts/sign-in/"
CODE = "/accounts/sign-in/code/"
CODE_AGAIN = "/accounts/sign-in/code-again/"
PASSWORD_AGAIN = "/accounts/sign-in/password-again/"
ENROL = "/accounts/second-step/set-up/"
RECOVERY = "/accounts/second-step/recovery-codes/"
NEW_RECOVERY = "/accounts/second-step/recovery-codes/new/"
STUDIO = "/guarded/view/?q=a"
WRONG = "The code is not right, or it was used already."
TOO_MANY = "Too many wrong codes."


@pytest.fixture(autouse=True)
def _no_failures_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def client() -> Client:
    """A reader of English."""
    reader = Client()
    reader.cookies["django_language"] = "en"
    return reader


def password(client: Client, user: User, *, next_url: str = STUDIO) -> str:
    """Write the password; where that leads."""
    return client.post(SIGN_IN, {"username": user.username, "password": PASSWORD, "next": next_url}).headers["Location"]


def send(client: Client, address: str, code: str) -> str:
    """Send a code; where that leads, or the page it comes back to."""
    response = client.post(address, {"code": code})
    return response.headers.get("Location", "") or response.content.decode()


def wrong_code(user: User) -> str:
    return str((int(code_of(user)) + 7) % 1_000_000).zfill(6)


def secret_on(page: str) -> str:
    found = re.search(r'<code id="secret">([A-Z2-7 ]+)</code>', page)
    assert found is not None
    return found.group(1).replace(" ", "")


def code_for(secret: str) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())) + 1)))


# -- signing in ------------------------------------------------------------------------------------------------


def test_password_and_code_sign_in_and_lead_where_the_reader_wanted_to_go(client: Client) -> None:
    user = UserFactory(editor=True, enrolled=True)

    assert password(client, user) == CODE
    assert "_auth_user_id" not in client.session
    assert client.get("/office/").headers["Location"] == "/accounts/sign-in/?next=/office/"
    assert send(client, CODE, code_of(user)) == STUDIO
    assert client.get(STUDIO).content == b"seen"


def test_session_gets_a_new_key_with_the_second_step(client: Client) -> None:
    user = UserFactory(editor=True, enrolled=True)
    password(client, user)
    before = client.session.session_key

    send(client, CODE, code_of(user))

    assert client.session.session_key != before


def test_role_that_need_not_but_has_enrolled_writes_a_code_too(client: Client) -> None:
    user = UserFactory(enrolled=True)

    assert password(client, user, next_url="/cases/") == CODE
    assert send(client, CODE, code_of(user)) == "/cases/"


def test_code_page_opens_only_after_a_password(client: Client) -> None:
    assert client.get(CODE).headers["Location"] == SIGN_IN


def test_foreign_address_is_not_gone_to(client: Client) -> None:
    user = UserFactory(editor=True, enrolled=True)
    password(client, user, next_url="https://elsewhere.example/")

    assert send(client, CODE, code_of(user)) == "/accounts/start/"


def test_wrong_code_signs_nobody_in(client: Client) -> None:
    user = UserFactory(editor=True, enrolled=True)
    password(client, user)

    page = send(client, CODE, wrong_code(user))

    assert WRONG in page
    assert "There is a problem" in page
    assert "_auth_user_id" not in client.session


def test_code_of_another_user_does_not_work(client: Client) -> None:
    user, other = UserFactory(editor=True, enrolled=True), UserFactory(editor=True)
    second_step.give_secret(other, "KRUGS4ZANFZSAYJAONSWG4TFOQQGS5BA")
    password(client, user)

    assert WRONG in send(client, CODE, code_of(other))


def test_code_that_was_used_does_not_work_again(client: Client) -> None:
    user = UserFactory(editor=True, enrolled=True)
    code = code_of(user)
    password(client, user)
    assert send(client, CODE, code) == STUDIO
    cache.clear()  # a cache that forgets must not let it in
    thief = Client()
    thief.cookies["django_language"] = "en"
    password(thief, user)

    assert WRONG in send(thief, CODE, code)


def test_wrong_codes_are_throttled_even_from_elsewhere_and_with_the_right_one_last(client: Client) -> None:
    user = UserFactory(editor=True, enrolled=True)
    password(client, user)
    for _time in range(5):
        assert WRONG in send(client, CODE, wrong_code(user))

    assert TOO_MANY in send(client, CODE, code_of(user))
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    elsewhere.cookies["django_language"] = "en"
    password(elsewhere, user)
    assert TOO_MANY in send(elsewhere, CODE, code_of(user))


def test_throttle_of_one_user_leaves_another_alone(client: Client) -> None:
    user, other = UserFactory(editor=True, enrolled=True), UserFactory(editor=True, enrolled=True)
    password(client, user)
    for _time in range(6):
        send(client, CODE, wrong_code(user))
    another = Client()
    password(another, other)

    assert send(another, CODE, code_of(other)) == STUDIO


def test_password_is_forgotten_after_five_minutes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = UserFactory(editor=True, enrolled=True)
    password(client, user)
    code, then = code_of(user), time.time() + 301
    monkeypatch.setattr("time.time", lambda: then)

    assert send(client, CODE, code) == SIGN_IN


# -- enrolling --------------------------------------------------------------------------------------------------


def test_first_sign_in_enrols_shows_recovery_codes_once_and_goes_on(client: Client) -> None:
    user = UserFactory(editor=True)

    assert password(client, user) == STUDIO
    there = client.get(STUDIO).headers["Location"]
    assert there == f"{ENROL}?next={quote(STUDIO, safe='')}"
    page = client.get(there).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert "All staff sign in with a password and a second step" in page
    codes_page = send(client, there, code_for(secret_on(page)))
    assert codes_page == f"{RECOVERY}?next={quote(STUDIO, safe='')}"

    shown = client.get(codes_page).content.decode()
    codes = re.findall(r"<li><code>(\d{8})</code></li>", shown)
    assert len(set(codes)) == 10
    assert f'href="{STUDIO}"' in shown
    again = client.get(codes_page).content.decode()
    assert not [code for code in codes if code in again]
    assert client.get(STUDIO).content == b"seen"


def test_code_used_for_enrolling_does_not_sign_in_again(client: Client) -> None:
    user = UserFactory(editor=True)
    password(client, user)
    code = code_for(secret_on(client.get(ENROL).content.decode()))
    send(client, ENROL, code)
    client.post("/accounts/sign-out/")
    client.cookies["django_language"] = "en"

    assert password(client, user) == CODE
    assert WRONG in send(client, CODE, code)


def test_wrong_first_code_keeps_the_secret_and_enrols_nobody(client: Client) -> None:
    user = UserFactory(editor=True)
    password(client, user)
    secret = secret_on(client.get(ENROL).content.decode())

    page = send(client, ENROL, str((int(code_for(secret)) + 7) % 1_000_000).zfill(6))

    assert WRONG in page
    assert secret_on(page) == secret
    assert not second_step.is_enrolled(user)
    assert client.get(STUDIO).status_code == 302


def test_wrong_first_codes_are_throttled(client: Client) -> None:
    user = UserFactory(editor=True)
    password(client, user)
    secret = secret_on(client.get(ENROL).content.decode())
    for _time in range(5):
        send(client, ENROL, "000000")

    assert TOO_MANY in send(client, ENROL, code_for(secret))


def test_enrolling_at_a_screen_left_open_asks_for_the_password(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)

    there = client.get(ENROL).headers["Location"]
    assert there == f"{PASSWORD_AGAIN}?next={quote(ENROL, safe='')}"
    refused = client.post(there, {"password": "wrong"})
    assert "The password is not right." in refused.content.decode()
    assert client.post(there, {"password": PASSWORD}).headers["Location"] == ENROL
    assert client.get(ENROL).status_code == 200


def test_whoever_is_enrolled_cannot_enrol_over_it(client: Client) -> None:
    user = UserFactory(editor=True, enrolled=True)
    client.force_login(user)
    kept = second_step.totp_of(user)

    assert client.get(ENROL).headers["Location"].startswith(CODE_AGAIN)
    assert client.post(ENROL, {"code": "123456"}).headers["Location"].startswith(CODE_AGAIN)
    assert second_step.totp_of(user) == kept


def test_session_from_before_enrolling_passes_with_a_code(client: Client) -> None:
    user = UserFactory(auditor=True, enrolled=True)
    client.force_login(user)
    there = client.get(STUDIO).headers["Location"]

    assert WRONG in send(client, there, wrong_code(user))
    assert client.get(STUDIO).status_code == 302
    assert send(client, there, code_of(user)) == STUDIO
    assert client.get(STUDIO).content == b"seen"


# -- recovery codes ---------------------------------------------------------------------------------------------


def recovery_codes(client: Client) -> list[str]:
    """New recovery codes of the user who has just signed in."""
    page = client.post(NEW_RECOVERY, follow=True).content.decode()
    codes = re.findall(r"<li><code>(\d{8})</code></li>", page)
    assert codes
    return codes


def signed_in(client: Client, **traits: bool) -> User:
    user: User = UserFactory(enrolled=True, **traits)
    password(client, user)
    send(client, CODE, code_of(user))
    return user


def test_recovery_code_signs_in_once(client: Client) -> None:
    user = signed_in(client, publisher=True)
    codes = recovery_codes(client)
    other = Client()
    other.cookies["django_language"] = "en"

    assert password(other, user) == CODE
    assert send(other, CODE, codes[3]) == STUDIO
    assert other.get(STUDIO).content == b"seen"
    other.post("/accounts/sign-out/")
    other.cookies["django_language"] = "en"
    password(other, user)
    assert WRONG in send(other, CODE, codes[3])
    assert send(other, CODE, codes[4]) == STUDIO


def test_new_recovery_codes_replace_the_old_ones(client: Client) -> None:
    user = signed_in(client, publisher=True)
    old = recovery_codes(client)
    assert "10 old codes that you have not used stop working." in client.get(NEW_RECOVERY).content.decode()

    new = recovery_codes(client)

    assert not set(old) & set(new)
    overview = client.get("/accounts/second-step/").content.decode()
    assert "With your password and a second step." in overview
    other = Client()
    other.cookies["django_language"] = "en"
    password(other, user)
    assert WRONG in send(other, CODE, old[0])


def test_recovery_codes_do_not_open_before_the_second_step(client: Client) -> None:
    user = UserFactory(auditor=True, enrolled=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "", "used_mask": 0})
    client.force_login(user)

    for address in (RECOVERY, NEW_RECOVERY):
        assert client.get(address, follow=True).redirect_chain[-1][0].startswith(CODE_AGAIN)
    assert client.post(NEW_RECOVERY).status_code == 302
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).count() == 1


def test_overview_opens_only_with_the_second_step(client: Client) -> None:
    client.force_login(UserFactory())

    there = client.get("/accounts/second-step/").headers["Location"]

    assert there == f"{ENROL}?next={quote('/accounts/second-step/', safe='')}"


@pytest.mark.parametrize(
    "address", [CODE_AGAIN, PASSWORD_AGAIN, ENROL, RECOVERY, NEW_RECOVERY, "/accounts/second-step/"]
)
def test_stranger_is_sent_to_sign_in(client: Client, address: str) -> None:
    there = client.get(address).headers["Location"]

    assert unquote(there) == f"{SIGN_IN}?next={address}"


def test_pages_with_secrets_are_not_kept_by_the_browser(client: Client) -> None:
    enrolling = Client()
    password(enrolling, UserFactory(editor=True))
    signed_in(client, publisher=True)

    for page in (enrolling.get(ENROL), client.post(NEW_RECOVERY, follow=True)):
        assert page.status_code == 200
        assert "no-store" in page.headers["Cache-Control"]


# -- the navigation ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "cases"),
    [
        ("clerk", False),
        ("examiner", True),
        ("supervisor", True),
        ("auditor", True),
        ("editor", False),
        ("viewer", False),
    ],
)
def test_navigation_shows_what_opens(client: Client, role: str, cases: bool) -> None:
    sign_in(client, UserFactory(role=role))

    page = client.get("/office/").content.decode()

    assert 'class="govuk-service-navigation__link" href="/office/"' in page
    assert ('class="govuk-service-navigation__link" href="/office/cases/"' in page) is cases
    assert (client.get("/office/cases/").status_code == 200) is cases


def test_navigation_shows_no_work_before_the_second_step(client: Client) -> None:
    password(client, user := UserFactory(editor=True))

    page = client.get(ENROL).content.decode()

    assert user.get_full_name() in page
    assert not re.search(r'govuk-service-navigation__link" href="/office/(cases/)?"', page)
