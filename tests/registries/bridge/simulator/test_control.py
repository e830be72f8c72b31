from __future__ import annotations

import pytest

from registries.bridge.simulator.books import payments
from tests.registries.bridge.conftest import Institutions
from tests.registries.bridge.simulator.test_accounts import request
from tests.registries.bridge.simulator.test_messages import message
from tests.registries.bridge.simulator.test_payments import file, pay

pytestmark = pytest.mark.django_db


def test_healthz(institutions: Institutions) -> None:
    response = institutions.client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "books": True})


def test_the_ledger_shows_what_was_paid_more_than_once(institutions: Institutions) -> None:
    pay(institutions, file("600.00", "250.00"))
    pay(institutions, file("600.00", message_id="M-2"))
    ledger = institutions.client.get("/_sim/ledger").json()
    assert (ledger["count"], ledger["total"]) == (3, "1450.00")
    assert ledger["doubles"] == [{"end_to_end_id": "P1", "times": 2}]
    assert [(line["end_to_end_id"], line["amount"], line["message_id"]) for line in ledger["lines"]] == [
        ("P1", "600.00", "M-1"),
        ("P2", "250.00", "M-1"),
        ("P1", "600.00", "M-2"),
    ]
    one = institutions.client.get("/_sim/ledger?end_to_end_id=P2").json()
    assert (one["count"], one["doubles"]) == (1, [])
    rest = institutions.client.get(f"/_sim/ledger?after={ledger['lines'][0]['id']}&limit=1").json()
    assert [line["end_to_end_id"] for line in rest["lines"]] == ["P2"]


def test_the_ledger_includes_what_a_killed_bank_still_owes(
    institutions: Institutions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(payments, "post", lambda bank: None)
        pay(institutions, file("600.00"))
    assert institutions.client.get("/_sim/ledger").json()["count"] == 1


def test_messages_and_accounts(institutions: Institutions) -> None:
    for _ in range(2):
        institutions.answers("/AZERCELL/sms", [message()])
    institutions.answers("/ABB/accounts", [request()])
    messages = institutions.client.get("/_sim/messages?to=%2B994501112233").json()
    assert (messages["count"], messages["doubles"]) == (2, [{"key": "N1", "times": 2}])
    assert messages["lines"][0]["text"] == "Sizə 600,00 ₼ təyin olundu."
    accounts = institutions.client.get("/_sim/accounts?fin=7ABCDE1").json()
    assert (accounts["count"], accounts["doubles"], accounts["lines"][0]["key"]) == (1, [], "A1")


def test_an_account_is_closed_and_opened_again(institutions: Institutions) -> None:
    opened = institutions.answers("/ABB/accounts", [request()])["A1"]
    assert opened is not None
    iban = {"iban": opened["iban"]}
    assert institutions.post("/_sim/accounts/closed", iban).json() == {**iban, "closed": True}
    assert pay(institutions, file("600.00")).transactions["P1"].reason == "AC04"
    institutions.client.delete("/_sim/accounts/closed", iban, content_type="application/json")
    assert pay(institutions, file("600.00")).transactions["P1"].status == "ACSC"
    assert institutions.post("/_sim/accounts/closed", {}).status_code == 400


def test_a_bad_page_is_refused(institutions: Institutions) -> None:
    for query in ("after=-1", "limit=x", "limit=5001"):
        assert institutions.client.get(f"/_sim/ledger?{query}").status_code == 400
