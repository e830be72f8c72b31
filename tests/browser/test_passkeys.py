"""Passkeys in Chromium with its virtual authenticator: set up, sign in, lose, remove."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import expect

from dost.accounts import second_step
from dost.accounts.models import AccountEvent, User
from tests.factories.accounts import PASSWORD, SECRET, UserFactory, code_of

from .conftest import picture, troubles
from .inspector import DESK, PHONE, TABLET, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

Window = Callable[..., "Page"]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _no_failures_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def clerk(transactional_db: None) -> User:
    """A clerk who has never signed in."""
    user: User = UserFactory(username="clerk", clerk=True)
    return user


class Device:
    """A telephone or key that keeps passkeys, as the browser simulates it."""

    def __init__(self, page: Page) -> None:
        self.link = page.context.new_cdp_session(page)
        self.link.send("WebAuthn.enable")
        self.id = self.link.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def lose(self) -> None:
        """Take it away; nobody has it any more."""
        self.link.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.id})

    def passkeys(self) -> int:
        """How many it keeps."""
        return len(self.link.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"])


def write_password(page: Page, user: User) -> None:
    page.goto("/accounts/sign-in/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")


def sign_out(page: Page) -> None:
    page.click("header .dost-user form button")
    page.wait_for_url("**/accounts/sign-in/")


def set_up_passkey(page: Page, name: str = "work laptop") -> None:
    page.fill("[name=name]", name)
    page.click("[data-passkey-button]")


def use_passkey(page: Page) -> None:
    page.wait_for_url("**/accounts/sign-in/code/")
    page.click("[data-passkey-button]")


def test_passkey_from_the_first_sign_in_to_the_day_it_is_removed(window: Window, clerk: User) -> None:
    page = window(language="en")
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    device = Device(page)

    write_password(page, clerk)
    page.click("text=Use a passkey instead")
    set_up_passkey(page)
    page.wait_for_url("**/recovery-codes/**")
    assert device.passkeys() == 1
    page.click("text=I have kept them")
    expect(page.locator("h1")).to_have_text("Counter")

    sign_out(page)
    write_password(page, clerk)
    expect(page.locator("[name=code]")).to_be_visible()  # for a recovery code
    use_passkey(page)
    expect(page.locator("h1")).to_have_text("Counter")

    page.goto("/accounts/second-step/")
    expect(page.locator("main")).to_contain_text("work laptop")
    expect(page.locator("main dd a:has-text('Remove')")).to_have_count(0)  # the only one
    second_step.give_secret(clerk, SECRET)
    page.reload()
    page.click("main dd:has-text('Remove – work laptop') a")
    page.click("main form button")
    expect(page.locator("main")).to_contain_text("It is removed")
    assert not second_step.has_passkey(clerk)
    assert list(AccountEvent.objects.order_by("pk").values_list("what", flat=True)) == ["step_added", "step_removed"]

    sign_out(page)
    write_password(page, clerk)
    expect(page.locator("[data-passkey-button]")).to_have_count(0)
    page.fill("[name=code]", code_of(clerk))
    page.click("main form button")
    expect(page.locator("h1")).to_have_text("Counter")
    assert errors == []


def test_lost_device_says_so_and_a_recovery_code_signs_in(window: Window, clerk: User) -> None:
    page = window(language="en")
    device = Device(page)
    write_password(page, clerk)
    page.click("text=Use a passkey instead")
    set_up_passkey(page)
    page.wait_for_url("**/recovery-codes/**")
    codes = page.locator("#recovery-codes code").all_inner_texts()
    page.click("text=I have kept them")
    sign_out(page)
    device.lose()
    Device(page)  # another one, which knows nothing

    write_password(page, clerk)
    use_passkey(page)
    expect(page.locator("[data-passkey-problem]")).to_be_visible()
    picture(page, "passkey-lost")
    page.fill("[name=code]", codes[0])
    page.click("main form:has([name=code]) button")
    expect(page.locator("h1")).to_have_text("Counter")

    page.goto("/accounts/second-step/passkey/")
    set_up_passkey(page, "new telephone")
    page.wait_for_url("**/accounts/second-step/")
    page.click("main dd:has-text('Remove – work laptop') a")
    page.click("main form button")
    names = [one.wrap().name for one in Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)]
    assert names == ["new telephone"]


def test_what_another_passkey_has_signed_does_not_sign_in(window: Window, clerk: User) -> None:
    """The answer of one account's passkey, sent for another account."""
    page = window(language="en")
    Device(page)
    write_password(page, clerk)
    page.click("text=Use a passkey instead")
    set_up_passkey(page)
    page.wait_for_url("**/recovery-codes/**")
    other: User = UserFactory(username="other")
    Authenticator.objects.filter(user=clerk).update(user=other)
    second_step.give_secret(clerk, SECRET)
    sign_out_everywhere(page)

    write_password(page, clerk)
    page.wait_for_url("**/accounts/sign-in/code/")
    answer = '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA"}}'
    for sent in (answer, "{}", "[]", "1", "no json", ""):
        page.evaluate(
            """value => { const form = document.querySelector("main form");
                const field = Object.assign(document.createElement("input"), {name: "credential", value});
                form.querySelector("[name=code]").remove(); form.append(field); form.submit(); }""",
            sent,
        )
        expect(page.locator(".govuk-error-summary")).to_contain_text("The passkey did not work.")
        cache.clear()


def sign_out_everywhere(page: Page) -> None:
    page.context.clear_cookies()
    url = urlsplit(page.url)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": f"{url.scheme}://{url.netloc}"}])


def test_at_a_number_the_page_says_where_passkeys_work(browser: Any, live_server: Any, clerk: User) -> None:
    address = live_server.url.replace("localhost", "127.0.0.1")
    context = browser.new_context(base_url=address, locale="en")
    context.add_cookies([{"name": "django_language", "value": "en", "url": address}])
    page = context.new_page()
    write_password(page, clerk)
    expect(page.locator("main")).to_contain_text("A passkey works too, at http://localhost:")
    page.goto("/accounts/second-step/passkey/")
    expect(page.locator("main")).to_contain_text("do not work at this one")
    expect(page.locator("[data-passkey-button]")).to_have_count(0)
    context.close()


def test_without_javascript_the_page_says_that_a_code_works(browser: Any, live_server: Any, clerk: User) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en")
    context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page = context.new_page()
    write_password(page, clerk)
    page.click("text=Use a passkey instead")
    expect(page.locator("[data-passkey-missing]")).to_be_visible()
    expect(page.locator("[data-passkey-button]")).to_be_hidden()
    page.click("text=Use an app for codes instead")
    expect(page.locator("#secret")).to_have_count(1)
    context.close()


def test_pages_are_accessible_and_fit(window: Window, clerk: User) -> None:
    inspector = Inspector("passkeys", language="ru", widths=(PHONE, TABLET, DESK))
    page = window(language="ru")
    Device(page)
    write_password(page, clerk)
    page.wait_for_url("**/second-step/set-up/**")
    page.goto("/accounts/second-step/passkey/")
    inspector.look(page, "set-up")
    set_up_passkey(page, "x" * 40)
    page.wait_for_url("**/recovery-codes/**")
    page.goto("/accounts/second-step/")
    inspector.look(page, "how-you-sign-in")
    step = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    page.goto(f"/accounts/second-step/{step.pk}/remove/")
    inspector.look(page, "remove-last")
    page.goto("/accounts/password/")
    page.click("main form button")
    inspector.look_as_it_is(page, "password-error", shows=".govuk-error-summary")
    page.goto("/accounts/sessions/")
    inspector.look(page, "sessions")
    page.click("header .dost-user form button")
    write_password(page, clerk)
    page.wait_for_url("**/accounts/sign-in/code/")
    inspector.look(page, "code-or-passkey")
    assert inspector.found == {}


def test_page_asks_whether_somebody_is_still_there(window: Window, clerk: User) -> None:
    page = window(language="en", user=clerk)
    page.clock.install()
    page.goto("/accounts/sessions/")
    dialog = page.locator("[data-still-there]")
    page.clock.fast_forward("26:00")
    expect(dialog).to_be_hidden()
    page.clock.fast_forward("01:05")
    expect(dialog).to_be_visible()
    picture(page, "still-there")
    assert troubles(page) == []

    with page.expect_response("**/accounts/sessions/stay/") as answer:
        dialog.get_by_role("button").click()
    assert answer.value.status == 204
    expect(dialog).to_be_hidden()
    page.clock.fast_forward("27:05")
    expect(dialog).to_be_visible()
