"""A customer's telephone writes to DOST, and e-mail arrives in a mailbox."""

from __future__ import annotations

import json
import smtplib
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.mail import EmailMessage
from django.utils import timezone
from joserfc.jwk import OKPKey

from registries.bridge import mailbox
from registries.bridge.simulator import reporting, writing
from registries.bridge.simulator.models import MailMessage, WrittenText
from registries.intake.keys import add_key
from registries.intake.signature import HEADER, verify
from tests.factories.registries import InstitutionFactory
from tests.registries.bridge.conftest import Institutions

pytestmark = pytest.mark.django_db

NUMBER = "+994501112233"


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> OKPKey:
    settings.DOST_HOME = tmp_path
    made = OKPKey.generate_key("Ed25519")
    (tmp_path / reporting.KEYS).write_text(json.dumps({"AZERCELL": made.as_dict(private=True)}), encoding="ascii")
    return made


def test_what_the_operator_signs_is_what_the_door_verifies(key: OKPKey) -> None:
    InstitutionFactory(code="AZERCELL")
    add_key("AZERCELL", key.as_dict(private=False), now=timezone.now())
    body = b'{"id": "1"}'

    signed = verify(
        reporting.signature("AZERCELL", body, path=writing.PATH),
        body,
        method="POST",
        path=writing.PATH,
        now=timezone.now(),
    )

    assert signed.institution == "AZERCELL"


def test_message_is_kept_and_reported(key: OKPKey, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, Any]] = []

    def post(url: str, **given: Any) -> httpx.Response:
        calls.append({"url": url, **given})
        return httpx.Response(200, json={})

    monkeypatch.setattr("httpx.post", post)

    row = writing.write(NUMBER, "bəli")

    (call,) = calls
    said = json.loads(call["content"])
    assert (said["id"], said["from"], said["text"]) == (row.message_id, NUMBER, "bəli")
    assert HEADER in call["headers"]
    assert writing.written(NUMBER, limit=5) == [row]


def test_page_of_a_telephone_sends_what_is_typed_and_says_when_it_could_not(
    institutions: Institutions, settings: Any, tmp_path: Path
) -> None:
    settings.DOST_HOME = tmp_path  # without a key
    page = institutions.client.post(f"/phone/{NUMBER}/", {"text": "bəli"}).content.decode()
    assert "demo_keys" in page
    assert WrittenText.objects.get().text == "bəli"
    assert "bəli" in institutions.client.get(f"/phone/{NUMBER}/").content.decode()


def raw(to: str, key: str = "N1") -> bytes:
    message = EmailMessage(
        "DOST: mesaj", "Salam, Aygün", "DOST <a@dost.az>", [to], headers={"Message-ID": f"<{key}@d>"}
    )
    return message.message().as_bytes()


def test_mailbox_receives_a_message_once(institutions: Institutions) -> None:
    for _time in range(2):
        answer = institutions.client.post("/_sim/mail", raw("Aygun@Example.az"), content_type="message/rfc822")
        assert answer.status_code == 200
    row = MailMessage.objects.get()
    assert (row.to, row.subject, row.text.strip()) == ("aygun@example.az", "DOST: mesaj", "Salam, Aygün")
    assert "Salam, Aygün" in institutions.client.get("/mail/aygun@example.az/").content.decode()
    assert "aygun@example.az" in institutions.client.get("/mail/").content.decode()


def test_address_that_is_nowhere_is_refused(institutions: Institutions) -> None:
    answer = institutions.client.post("/_sim/mail", raw("a@b.invalid"), content_type="message/rfc822")
    assert answer.status_code == 404
    assert not MailMessage.objects.exists()


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, smtplib.SMTPRecipientsRefused),
        (503, smtplib.SMTPServerDisconnected),
        (None, smtplib.SMTPServerDisconnected),
    ],
)
def test_backend_fails_as_smtp_does(
    status: int | None, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def post(*_args: Any, **_given: Any) -> httpx.Response:
        if status is None:
            raise httpx.ConnectError("gone")
        return httpx.Response(status)

    monkeypatch.setattr("httpx.post", post)
    with pytest.raises(error):
        mailbox.MailboxBackend().send_messages([EmailMessage("s", "t", "a@b.az", ["c@d.az"])])
