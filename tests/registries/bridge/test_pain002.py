from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from registries.bridge import pain002
from registries.bridge.iso20022 import MessageError
from registries.bridge.pain002 import TransactionStatus

AT = datetime(2026, 3, 3, 9, 0, 0, 5000, tzinfo=UTC)


def build(*transactions: TransactionStatus, reason: str = "") -> bytes:
    return pain002.build(
        report_id="R1",
        created_at=AT,
        message_id="M-1",
        instruction_id="M-1",
        transactions=transactions,
        count=2,
        control_sum=Decimal("1200.00"),
        reason=reason,
    )


def test_a_report_reads_back_as_it_was_built() -> None:
    paid = TransactionStatus("P1", "ACSC", reference="L7")
    refused = TransactionStatus("P2", "RJCT", reason="AC04")
    report = pain002.read(build(paid, refused))
    assert report.message_id == "M-1"
    assert report.created_at == AT
    assert report.status == "PART"
    assert report.transactions == {"P1": paid, "P2": refused}
    assert report.reason == ""


def test_a_file_refused_as_a_whole() -> None:
    report = pain002.read(build(reason="AM10"))
    assert (report.status, report.reason, report.transactions) == ("RJCT", "AM10", {})


@pytest.mark.parametrize(
    ("statuses", "whole"),
    [
        (["ACSC", "ACSC"], "ACSC"),
        (["RJCT"], "RJCT"),
        (["ACSC", "RJCT"], "PART"),
        (["ACSC", "RJCT", "PDNG"], "PDNG"),
    ],
)
def test_the_status_of_a_file_follows_from_its_transfers(statuses: list[str], whole: str) -> None:
    assert pain002.status_of_file(statuses) == whole


@pytest.mark.parametrize(
    "content",
    [
        b"{}",
        build().replace(b"<GrpSts>", b"<Sts>").replace(b"</GrpSts>", b"</Sts>"),
        build(TransactionStatus("P1", "ACSC")).replace(b"<TxSts>ACSC</TxSts>", b""),
        build(TransactionStatus("P1", "ACSC")).replace(b"2026-03-03T09:00:00.005+00:00", b"2026-03-03T09:00:00"),
        build()[:-40],
    ],
)
def test_what_is_not_a_report_is_refused(content: bytes) -> None:
    with pytest.raises(MessageError):
        pain002.read(content)
