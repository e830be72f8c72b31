from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from schwifty import IBAN

from registries.bridge import pain001
from registries.bridge.account_numbers import is_account_number
from registries.bridge.iso20022 import MessageError
from registries.bridge.pain001 import CreditTransfer
from tests.registries.bridge.published import schema

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def transfer(number: int, amount: str = "600.00") -> CreditTransfer:
    iban = str(IBAN.generate("AZ", bank_code="IBAZ", account_code=f"{number:020}"))
    return CreditTransfer(f"P{number}", iban, "Əliyeva Ülviyyə <Rəşad qızı> & Co", Decimal(amount), "05-40", "SSBE")


def build(*transfers: CreditTransfer) -> bytes:
    return pain001.build(message_id="M-1", created_at=AT, execution_date=date(2026, 3, 4), transfers=transfers)


def test_a_file_reads_back_as_it_was_built() -> None:
    file = pain001.read(build(transfer(1, "600.00"), transfer(2, "0.01")))
    assert file.message_id == file.instruction_id == "M-1"
    assert file.transactions == 2
    assert file.control_sum == Decimal("600.01")
    assert file.transfers == ((transfer(1), "AZN"), (transfer(2, "0.01"), "AZN"))


def test_elements_stand_in_the_order_of_the_standard() -> None:
    names = [element.tag.partition("}")[2] for element in etree.fromstring(build(transfer(1))).iter()]
    assert names == [
        "Document",
        "CstmrCdtTrfInitn",
        "GrpHdr",
        "MsgId",
        "CreDtTm",
        "NbOfTxs",
        "CtrlSum",
        "InitgPty",
        "Nm",
        "PmtInf",
        "PmtInfId",
        "PmtMtd",
        "BtchBookg",
        "NbOfTxs",
        "CtrlSum",
        "PmtTpInf",
        "CtgyPurp",
        "Cd",
        "ReqdExctnDt",
        "Dt",
        "Dbtr",
        "Nm",
        "DbtrAcct",
        "Id",
        "IBAN",
        "DbtrAgt",
        "FinInstnId",
        "BICFI",
        "ChrgBr",
        "CdtTrfTxInf",
        "PmtId",
        "EndToEndId",
        "Amt",
        "InstdAmt",
        "Cdtr",
        "Nm",
        "CdtrAcct",
        "Id",
        "IBAN",
        "Purp",
        "Cd",
        "RmtInf",
        "Ustrd",
    ]


@pytest.mark.parametrize(
    ("transfers", "problem"),
    [
        ((), "at least one"),
        ((transfer(1), transfer(1)), "P1: twice"),
        ((transfer(1, "0.00"),), "P1: payment_amount"),
        ((transfer(1, "1.005"),), "P1: payment_amount"),
        ((transfer(1, "NaN"),), "P1: payment_amount"),
        ((transfer(1, "1e12"),), "P1: payment_amount"),
        ((CreditTransfer("P1", "AZ21NABZ00000000137010001945", "N", Decimal(1)),), "P1: iban_check_digits"),
        ((CreditTransfer("P1", "DE89370400440532013000", "N", Decimal(1)),), "P1: iban_country"),
        ((CreditTransfer("P1", "AZ21 NABZ 0000 0000 1370 1000 1944", "N", Decimal(1)),), "P1: iban_form"),
        ((CreditTransfer("P" * 36, transfer(1).iban, "N", Decimal(1)),), "payment_id"),
        ((CreditTransfer("P1", transfer(1).iban, "\x00 ", Decimal(1)),), "payment_name"),
    ],
)
def test_a_file_that_makes_no_sense_is_not_built(transfers: tuple[CreditTransfer, ...], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        build(*transfers)


def test_the_time_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        pain001.build(
            message_id="M", created_at=AT.replace(tzinfo=None), execution_date=date(2026, 3, 4), transfers=[transfer(1)]
        )


def test_the_debtor_has_a_valid_account() -> None:
    assert is_account_number(pain001.INSURANCE_FUND.iban)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<Document/>",
        b'<!DOCTYPE d [<!ENTITY e "x">]>' + build(transfer(1)).partition(b"?>")[2],
        build(transfer(1)).replace(b"<MsgId>M-1</MsgId>", b""),
        build(transfer(1)).replace(b"<EndToEndId>P1</EndToEndId>", b""),
        build(transfer(1)).replace(b"pain.001.001.09", b"pain.008.001.08"),
        build(transfer(1)).replace(b"600.00</InstdAmt>", b"six hundred</InstdAmt>"),
    ],
)
def test_what_is_not_a_file_is_refused(content: bytes) -> None:
    with pytest.raises(MessageError):
        pain001.read(content)


def test_entities_are_not_read() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + build(
        transfer(1)
    ).partition(b"?>")[2].replace(b"M-1", b"&x;")
    with pytest.raises(MessageError):
        pain001.read(bomb)


def test_the_file_fits_the_published_definition() -> None:
    published = schema("sepaxml", "schemas", "pain.001.001.09.xsd")
    odd = CreditTransfer("P3", transfer(3).iban, "Ə" * 200 + "\x00\x07", Decimal("0.05"), "a\nb" * 90, "PENS")
    published.assertValid(etree.fromstring(build(transfer(1), transfer(2, "0.01"), odd)))


@given(st.text(min_size=1), st.text())
def test_whatever_people_are_called_the_file_fits(name: str, text: str) -> None:
    published = schema("sepaxml", "schemas", "pain.001.001.09.xsd")
    made = CreditTransfer("P1", transfer(1).iban, name, Decimal(1), text)
    if pain001.unfit(made):
        assert pain001.unfit(made) == "payment_name"
    else:
        published.assertValid(etree.fromstring(build(made)))
