"""Our files at a bank that nobody here wrote (`mock-bank`): accepted, partly rejected, sent twice, returned days later.

It speaks over loopback. Only the addresses differ from those the bridge asks: its mailbox stands for what the bank
answers and tells, and its list of payments for the status of one.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import httpx
import pytest
from django.utils import timezone
from mockbank.server import Config, make_server

from dost.cases import road
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.payments.models import PaymentAccount, PaymentOrder, PaymentReturn
from registries.bridge import pain001, pain002, transport
from registries.bridge.pain001 import INSURANCE_FUND, CreditTransfer
from registries.bridge.simulator.books.accounts import iban_of
from registries.models import Person
from tests.dost.road import institutions
from tests.dost.road.house import birth, publish, send, work
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

PLAIN_CLIENT = httpx.Client
"""The client as it is: the road's fixture answers its own from the simulator's views."""


class MockBank:
    """A bank in a thread of this process."""

    def __init__(self) -> None:
        # It settles on its business days by a clock of its own, which `advance` moves.
        self.server = make_server(Config(port=0, quiet=True, clock="2026-12-01T09:00"))
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.http = PLAIN_CLIENT(base_url=address, trust_env=False)
        self.told: list[str] = []
        self.account(id="FUND", iban=INSURANCE_FUND.iban, balance=10_000_000_00)

    def account(self, **fields: Any) -> None:
        reply = self.http.post("/_mock/accounts", json={"currency": "AZN", "name": "Dövlət", **fields})
        assert reply.status_code == 201, reply.text

    def behave(self, name: str, **parameters: Any) -> None:
        """Let the fund's account show a behaviour."""
        reply = self.http.patch("/_mock/accounts/FUND", json={"behaviour": name, "parameters": parameters})
        assert reply.status_code == 200, reply.text

    def advance(self, days: int) -> None:
        assert self.http.post(f"/_mock/advance?days={days}").status_code == 200

    def receive(self, content: bytes) -> bytes:
        """Take a pain.001 and return the pain.002 on it."""
        self.http.post("/payments", content=content, headers={"Content-Type": "application/xml"})
        (report,) = self.http.get("/_mock/mailbox", params={"type": "pain.002"}).json()
        return str(report["body"]).encode()

    def payment(self, key: str) -> dict[str, Any] | None:
        reply = self.http.get(f"/_mock/payments/{key}")
        return dict(reply.json()) if reply.status_code == 200 else None

    def news(self, after: str) -> dict[str, Any]:
        """Everything it tells besides, from a mark on."""
        for kind in ("camt.054", "pacs.004"):
            self.told += [row["body"] for row in self.http.get("/_mock/mailbox", params={"type": kind}).json()]
        start = int(after or 0)
        messages = [base64.b64encode(one.encode()).decode() for one in self.told[start:]]
        return {"messages": messages, "next": str(len(self.told)), "more": False}

    def close(self) -> None:
        self.server.shutdown()
        self.http.close()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def other_bank() -> Iterator[MockBank]:
    made = MockBank()
    yield made
    made.close()


@pytest.fixture
def as_our_bank(other_bank: MockBank, monkeypatch: pytest.MonkeyPatch, settings: Any) -> MockBank:
    """Let the bridge meet that bank where it expects its own: for payments and for news."""
    publish("05-40")
    settings.PARTNER_BANKS = ["ABB"]
    # What is in doubt is waited for: long enough for a loaded machine to answer, short enough to wait for.
    settings.DELIVERY_DEADLINE_SECONDS, settings.DELIVERY_MARGIN_SECONDS = 5, 1

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/ABB/pain001":
            return httpx.Response(200, content=other_bank.receive(request.content))
        if path == "/ABB/payments/status":
            return _answered(request, partial(_status, other_bank))
        if path == "/ABB/notifications":
            return _answered(request, lambda item: other_bank.news(item["after"]))
        return institutions._through_the_views(request)

    monkeypatch.setattr(httpx, "Client", partial(PLAIN_CLIENT, transport=httpx.MockTransport(answer)))
    transport.reset()
    return other_bank


def _answered(request: httpx.Request, tell: Any) -> httpx.Response:
    answers = []
    for item in json.loads(request.content)["items"]:
        data = tell(item)
        answers.append({"key": item["key"], "found": data is not None, "data": data or {}})
    return httpx.Response(200, json={"answers": answers, "answered_at": datetime.now(UTC).isoformat()})


def _status(other_bank: MockBank, item: dict[str, Any]) -> dict[str, Any] | None:
    found = other_bank.payment(item["key"])
    if found is None:
        return None
    return {
        "status": "PDNG",  # what it booked it tells in a notification
        "reason": None,
        "amount": "600.00",
        "iban": found["creditor_iban"] or "",
        "message_id": found.get("msg_id") or "",
        "times": 1,
        "orders": 1,
        "booked_at": None,
    }


def file_of(message_id: str, *keys: str) -> bytes:
    return pain001.build(
        message_id=message_id,
        created_at=datetime(2026, 12, 1, 9, tzinfo=UTC),
        execution_date=date(2026, 12, 1),
        transfers=[
            CreditTransfer(key, iban_of("ABB", key), "Əliyeva Günay", Decimal("600.00"), "05-40") for key in keys
        ],
    )


def test_a_file_is_accepted_and_its_report_is_read(other_bank: MockBank) -> None:
    report = pain002.read(other_bank.receive(file_of("M-1", "E1-202612", "E2-202612")))
    assert report.message_id == "M-1"
    assert [one.status for one in (report.of("E1-202612"), report.of("E2-202612")) if one] == ["ACCP", "ACCP"]


def test_a_file_rejected_in_part_is_read_transfer_by_transfer(other_bank: MockBank) -> None:
    closed = iban_of("ABB", "E2-202612")
    other_bank.account(id="CLOSED", iban=closed, closed=1)
    report = pain002.read(other_bank.receive(file_of("M-1", "E1-202612", "E2-202612", "E3-202612")))
    found = {key: report.of(key) for key in ("E1-202612", "E2-202612", "E3-202612")}
    assert {key: one.status for key, one in found.items() if one} == {
        "E1-202612": "ACCP",
        "E2-202612": "RJCT",
        "E3-202612": "ACCP",
    }
    assert found["E2-202612"] is not None
    assert found["E2-202612"].reason == "AC04"


def test_a_file_sent_again_is_refused_as_a_whole_and_every_transfer_with_it(other_bank: MockBank) -> None:
    other_bank.receive(file_of("M-1", "E1-202612"))
    report = pain002.read(other_bank.receive(file_of("M-1", "E1-202612")))
    told = report.of("E1-202612")
    assert told is not None
    assert (told.status, told.reason) == ("RJCT", "DUPL")


def test_the_road_to_its_end_and_a_payment_that_comes_back_days_later(
    as_our_bank: MockBank, mother: Person, settings: Any
) -> None:
    other = PersonFactory(phone="+994501234598")
    as_our_bank.behave("return-later", days=3, reason="AC04")
    send(birth(mother), birth(other, fin="8AAAAA2", number="B-2"))
    work(seconds=60)
    assert set(PaymentOrder.objects.values_list("state", flat=True)) == {DeliveryState.SENDING}  # accepted, not booked
    assert not Notice.objects.exists()

    as_our_bank.advance(1)
    assert road.read_banks() > 0
    assert set(PaymentOrder.objects.values_list("state", flat=True)) == {DeliveryState.DONE}
    work(seconds=60)
    assert Notice.objects.filter(kind=Notice.Kind.GRANTED, state=DeliveryState.DONE).count() == 2

    as_our_bank.advance(7)
    assert road.read_banks() > 0
    order = PaymentOrder.objects.get(entitlement__person=mother)
    assert order.state == DeliveryState.RETURNED
    findings = sorted(PaymentReturn.objects.filter(order=order).values_list("kind", "finding"))
    assert findings == [("camt.054", "whole"), ("pacs.004", "confirmed")] or findings == [
        ("camt.054", "confirmed"),
        ("pacs.004", "whole"),
    ]
    assert Notice.objects.filter(kind=Notice.Kind.RETURNED, person=mother).count() == 1
    assert road.read_banks() == 0


def test_the_same_payment_under_another_file_is_not_taken_for_another(as_our_bank: MockBank, mother: Person) -> None:
    """This bank knows files by their MsgId only: the same EndToEndId in a new file is a second payment to it.

    So nothing goes again on suspicion: what was sent and not answered is asked about, and stays with the bank.
    """
    send(birth(mother))
    work(seconds=60)
    order = PaymentOrder.objects.get()
    assert order.state == DeliveryState.SENDING
    for _round in range(3):
        PaymentOrder.objects.update(not_before=timezone.now())
        road.work_once("orders")
    found = as_our_bank.http.get(f"/_mock/payments/{order.key}", params={"all": ""}).json()
    assert len(found) == 1
    assert PaymentAccount.objects.count() == 1
