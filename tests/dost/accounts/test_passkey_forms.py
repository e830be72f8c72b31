"""Whatever a browser may send in place of what a passkey signs is refused in words, never a fault of the server.

That a passkey works is shown with a real browser (`tests/browser/test_passkeys.py`).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.cache import SessionStore
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dost.accounts.models import User
from dost.accounts.passkey_forms import NOT_WORKED, AddPasskeyForm, PasskeyAgainForm, PasskeyForm
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
CREDENTIALS = VALUES | st.fixed_dictionaries(
    {"id": VALUES, "rawId": VALUES, "type": st.just("public-key"), "clientExtensionResults": VALUES},
    optional={
        "response": VALUES
        | st.fixed_dictionaries(
            {
                "clientDataJSON": st.sampled_from(["e30", "", "####", "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0"]),
                "attestationObject": st.sampled_from(["AA", "", "oA", "o2"]),
                "authenticatorData": st.sampled_from(["AA", ""]),
                "signature": st.sampled_from(["AA", ""]),
            }
        )
    },
)


@pytest.fixture(autouse=True)
def _within_a_request() -> Iterator[None]:
    request = RequestFactory().post("/", headers={"Host": "localhost"})
    request.session = SessionStore()
    request.session["mfa.webauthn.state"] = {"challenge": "AAAA", "user_verification": None}
    with context.request_context(request), translation.override("en"):
        yield
    cache.clear()


@pytest.mark.parametrize("kind", [AddPasskeyForm, PasskeyForm, PasskeyAgainForm])
@given(sent=CREDENTIALS)
def test_anything_else_is_refused_in_words(kind: Any, sent: Any) -> None:
    cache.clear()  # the count of wrong ones
    user, _made = User.objects.get_or_create(username="passkeys", defaults={"role": "clerk"})
    form = kind(user=user, data={"credential": json.dumps(sent), "name": "x"})

    assert not form.is_valid()
    assert str(NOT_WORKED) in [text for texts in form.errors.values() for text in texts]


@pytest.mark.parametrize("number", [25_279_070_208, -(10**12), 1e300])
@pytest.mark.parametrize("name", ["id", "rawId"])
def test_a_number_where_octets_belong_takes_no_memory(name: str, number: float) -> None:
    """`bytes(25279070208)` is 25 gigabytes of zeros."""
    user = UserFactory(username="passkeys")
    sent = {"id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": {}, name: number}
    form = AddPasskeyForm(user=user, data={"credential": json.dumps(sent), "name": "x"})
    assert not form.is_valid()
    assert str(NOT_WORKED) in [text for texts in form.errors.values() for text in texts]


@pytest.mark.parametrize("sent", ["", "no json", "\x00", "[" * 5_000, "[" * 50_000, "1e999999", "9" * 10_000])
def test_what_is_no_json_is_refused_too(sent: str) -> None:
    assert not PasskeyForm(user=UserFactory(), data={"credential": sent}).is_valid()


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_wrong_ones_are_counted_for_the_account() -> None:
    user = UserFactory()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    sent = json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {
                "clientDataJSON": text_of(b'{"type":"webauthn.get","challenge":"AAAA","origin":"http://localhost"}'),
                "authenticatorData": text_of(bytes(37)),
                "signature": "AA",
            },
        }
    )
    answers = [PasskeyForm(user=user, data={"credential": sent}).errors["credential"][0] for _try in range(7)]

    assert answers[0] == str(NOT_WORKED)
    assert answers[-1].startswith("Too many wrong codes.")
