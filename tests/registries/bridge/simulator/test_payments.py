from __future__ import annotations

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from registries.bridge import pain001, pain002
from registries.bridge.pain001 import CreditTransfer
from registries.bridge.pain002 import PaymentReport
from registries.bridge.simulator.books import payments
from registries.bridge.simulator.books.accounts import iban_of
from registries.bridge.simulator.models import BankFile, ClosedAccount, LedgerLine, PaymentOrder
from tests.registries.bridge.conftest import Institutions

pytestmark = pytest.mark.django_db


def file(*amounts: str, message_id: str = "M-1", first: int = 1) -> bytes:
    return pain001.build(
        message_id=message_id,
        created_at=datetime.now(UTC),
        execution_date=date(2026, 3, 4),
        transfers=[
            CreditTransfer(f"P{n}", iban_of("ABB", f"A{n}"), "Əliyeva Ülviyyə", Decimal(amount))
            for n, amount in enumerate(amounts, start=first)
        ],
    )


def pay(institutions: Institutions, content: bytes, **how: Any) -> PaymentReport:
    response = institutions.post("/ABB/pain001", content, **how)
    assert response.status_code == 200, response.content
    return pain002.read(response.content)


def status(institutions: Institutions, *keys: str) -> dict[str, dict[str, Any] | None]:
    return institutions.answers("/ABB/payments/status", [{"key": key} for key in keys])


def test_a_file_is_paid_and_reported(institutions: Institutions) -> None:
    report = pay(institutions, file("600.00", "250.00"))
    assert report.status == "ACSC"
    assert [one.status for one in report.transactions.values()] == ["ACSC", "ACSC"]
    lines = list(LedgerLine.objects.order_by("id"))
    assert [(line.end_to_end_id, line.amount) for line in lines] == [("P1", Decimal(600)), ("P2", Decimal(250))]
    assert report.transactions["P1"].reference == f"L{lines[0].pk}"


def test_status_by_end_to_end_id_and_by_file(institutions: Institutions) -> None:
    pay(institutions, file("600.00"))
    known = status(institutions, "P1", "P9")
    assert known["P9"] is None
    assert known["P1"] is not None
    assert known["P1"].pop("booked_at")
    assert known["P1"] == {
        "status": "ACSC",
        "reason": None,
        "amount": "600.00",
        "iban": iban_of("ABB", "A1"),
        "message_id": "M-1",
        "times": 1,
        "orders": 1,
    }
    files = institutions.answers("/ABB/files/status", [{"key": "M-1"}, {"key": "M-9"}])
    assert files["M-9"] is None
    assert files["M-1"] is not None
    assert (files["M-1"]["status"], files["M-1"]["times"], files["M-1"]["control_sum"]) == ("ACSC", 1, "600.00")


def test_another_bank_knows_nothing_of_it(institutions: Institutions) -> None:
    pay(institutions, file("600.00"))
    assert institutions.answers("/XALQ/payments/status", [{"key": "P1"}]) == {"P1": None}


def test_the_same_file_in_two_requests_is_paid_twice(institutions: Institutions) -> None:
    content = file("600.00")
    pay(institutions, content)
    pay(institutions, content)
    assert LedgerLine.objects.count() == 2
    known = status(institutions, "P1")["P1"]
    assert known is not None
    assert (known["times"], known["orders"]) == (2, 2)
    files = institutions.answers("/ABB/files/status", [{"key": "M-1"}])["M-1"]
    assert files is not None
    assert files["times"] == 2


def test_two_copies_of_one_request_are_paid_once(institutions: Institutions) -> None:
    content = file("600.00")
    first = pay(institutions, content, request_id="same")
    second = pay(institutions, content, request_id="same", deadline=time.time() - 5)
    assert LedgerLine.objects.count() == 1
    assert second.transactions == first.transactions


def test_the_same_request_id_at_another_bank_is_another_request(institutions: Institutions) -> None:
    pay(institutions, file("600.00"), request_id="same")
    assert institutions.post("/XALQ/pain001", file("600.00"), request_id="same").status_code == 200
    assert LedgerLine.objects.count() == 2


def test_refused_transfers_leave_the_others_alone(institutions: Institutions) -> None:
    ClosedAccount.objects.create(iban=iban_of("ABB", "A2"), closed_at=datetime.now(UTC))
    content = file("600.00", "250.00", "1.00", "5.00")
    content = content.replace(b'<InstdAmt Ccy="AZN">1.00', b'<InstdAmt Ccy="EUR">1.00')
    broken = iban_of("ABB", "A4")
    content = content.replace(broken.encode(), (broken[:-1] + str((int(broken[-1]) + 1) % 10)).encode())
    report = pay(institutions, content)
    assert report.status == "PART"
    assert {one.end_to_end_id: one.reason for one in report.transactions.values()} == {
        "P1": "",
        "P2": "AC04",
        "P3": "AM03",
        "P4": "AC01",
    }
    assert list(LedgerLine.objects.values_list("end_to_end_id", flat=True)) == ["P1"]
    known = status(institutions, "P2")["P2"]
    assert known is not None
    assert (known["status"], known["reason"], known["times"], known["booked_at"]) == ("RJCT", "AC04", 0, None)


def test_a_payment_that_was_refused_first_and_made_later_counts_as_made(institutions: Institutions) -> None:
    closed = ClosedAccount.objects.create(iban=iban_of("ABB", "A1"), closed_at=datetime.now(UTC))
    pay(institutions, file("600.00"))
    closed.delete()
    pay(institutions, file("600.00", message_id="M-2"))
    known = status(institutions, "P1")["P1"]
    assert known is not None
    assert (known["status"], known["times"], known["orders"], known["message_id"]) == ("ACSC", 1, 2, "M-2")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [(b"<CtrlSum>600.00", b"<CtrlSum>700.00", "AM10"), (b"<NbOfTxs>1", b"<NbOfTxs>2", "AM18")],
)
def test_a_file_that_does_not_add_up_is_refused_as_a_whole(
    institutions: Institutions, old: bytes, new: bytes, reason: str
) -> None:
    report = pay(institutions, file("600.00").replace(old, new))
    assert (report.status, report.reason) == ("RJCT", reason)
    assert report.transactions["P1"].reason == reason
    assert not LedgerLine.objects.exists()


def test_what_is_no_file_is_not_taken(institutions: Institutions) -> None:
    response = institutions.post("/ABB/pain001", b"<Document/>")
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "not_pain001"


def test_after_the_deadline_nothing_is_taken(institutions: Institutions) -> None:
    assert institutions.post("/ABB/pain001", file("600.00"), deadline=time.time() - 1).status_code == 408
    assert not BankFile.objects.exists()
    assert status(institutions, "P1") == {"P1": None}


def test_a_deadline_that_passes_during_the_work_undoes_it(
    institutions: Institutions, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = payments._store

    def slowly(*given: Any, **more: Any) -> None:
        store(*given, **more)
        time.sleep(0.4)

    monkeypatch.setattr(payments, "_store", slowly)
    assert institutions.post("/ABB/pain001", file("600.00"), deadline=time.time() + 0.2).status_code == 408
    assert not PaymentOrder.objects.exists()
    assert not BankFile.objects.exists()


def test_what_a_killed_bank_still_owes_is_paid_with_the_next_request(
    institutions: Institutions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(payments, "post", lambda bank: None)
        report = pay(institutions, file("600.00"))
        assert report.transactions["P1"].status == "PDNG"
        known = status(institutions, "P1")["P1"]
        assert known is not None
        assert (known["status"], known["times"]) == ("PDNG", 1)
    assert not LedgerLine.objects.exists()
    known = status(institutions, "P1")["P1"]
    assert known is not None
    assert known["status"] == "ACSC"
    payments.post("ABB")
    assert LedgerLine.objects.count() == 1


def test_the_books_cannot_be_changed(institutions: Institutions) -> None:
    pay(institutions, file("600.00"))
    for change in (
        lambda: LedgerLine.objects.update(amount=1),
        lambda: LedgerLine.objects.all().delete(),
        lambda: PaymentOrder.objects.update(reason="AC04"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_as_many_queries_for_many_orders_as_for_one(
    institutions: Institutions, django_assert_max_num_queries: Any
) -> None:
    pay(institutions, file("1.00", message_id="M-0", first=1000))
    with django_assert_max_num_queries(22):
        pay(institutions, file(*["1.00"] * 300))
    with django_assert_max_num_queries(9):
        status(institutions, *(f"P{n}" for n in range(1, 301)))
