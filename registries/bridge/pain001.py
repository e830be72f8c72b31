"""pain.001.001.09: the file of credit transfers that a bank is asked to carry out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from lxml import etree

from . import iso20022
from .account_numbers import AccountNumberError, account_number
from .iso20022 import MessageError, Reader

FAMILY: Final = "pain.001"
VERSIONS: Final = range(3, 15)
MESSAGE: Final = "pain.001.001.09"
CURRENCY: Final = "AZN"
LONGEST_ID: Final = 35
MOST: Final = Decimal("999999999.99")
_NS = f"{{{iso20022.namespace(MESSAGE)}}}"


@dataclass(frozen=True, slots=True)
class Debtor:
    """Who pays: the name, account and bank (BIC) that the transfers are charged to."""

    name: str
    iban: str
    bic: str


INSURANCE_FUND = Debtor("Dövlət Sosial Müdafiə Fondu", "AZ73IBAZ38090019449306217116", "IBAZAZ2X")
"""The State Social Protection Fund with a made-up account; the state's own account numbers are not public."""


@dataclass(frozen=True, slots=True)
class CreditTransfer:
    """One payment. `end_to_end_id` (at most 35 characters) comes back with every status; `amount` is in AZN.

    `purpose` is an ISO external code: `SSBE` social security benefit, `PENS` pension, `BENE` other state
    benefit.
    """

    end_to_end_id: str
    iban: str
    name: str
    amount: Decimal
    text: str = ""
    purpose: str = "SSBE"


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """A file as the receiver reads it; `transfers` hold what was said, whether it makes sense or not."""

    message_id: str
    instruction_id: str
    transactions: int
    control_sum: Decimal | None
    transfers: tuple[tuple[CreditTransfer, str], ...]
    """Each transfer with its currency."""


def build(
    *,
    message_id: str,
    created_at: datetime,
    execution_date: date,
    transfers: Sequence[CreditTransfer],
    debtor: Debtor = INSURANCE_FUND,
) -> bytes:
    """Return the file as UTF-8 XML.

    `ValueError` names the transfer and what is wrong: no transfers, the same end-to-end id twice, or one that no bank
    could carry out (`unfit`). `created_at` needs a time zone.
    """
    _check_transfers(transfers)
    if created_at.tzinfo is None:
        raise ValueError("created_at needs a time zone")
    if not 0 < len(message_id) <= LONGEST_ID:
        raise ValueError(f"message_id needs 1 to {LONGEST_ID} characters")
    count = str(len(transfers))
    total = f"{sum((one.amount for one in transfers), Decimal()):.2f}"

    document = iso20022.empty(MESSAGE)
    initiation = etree.SubElement(document, f"{_NS}CstmrCdtTrfInitn")
    header = etree.SubElement(initiation, f"{_NS}GrpHdr")
    _leaf(header, "MsgId", message_id)
    _leaf(header, "CreDtTm", created_at.isoformat(timespec="seconds"))
    _leaf(header, "NbOfTxs", count)
    _leaf(header, "CtrlSum", total)
    _leaf(etree.SubElement(header, f"{_NS}InitgPty"), "Nm", debtor.name)

    payment = etree.SubElement(initiation, f"{_NS}PmtInf")
    _leaf(payment, "PmtInfId", message_id)
    _leaf(payment, "PmtMtd", "TRF")
    _leaf(payment, "BtchBookg", "false")
    _leaf(payment, "NbOfTxs", count)
    _leaf(payment, "CtrlSum", total)
    _leaf(_nested(payment, "PmtTpInf", "CtgyPurp"), "Cd", "SSBE")
    _leaf(etree.SubElement(payment, f"{_NS}ReqdExctnDt"), "Dt", execution_date.isoformat())
    _leaf(etree.SubElement(payment, f"{_NS}Dbtr"), "Nm", debtor.name)
    _leaf(_nested(payment, "DbtrAcct", "Id"), "IBAN", debtor.iban)
    _leaf(_nested(payment, "DbtrAgt", "FinInstnId"), "BICFI", debtor.bic)
    _leaf(payment, "ChrgBr", "DEBT")
    for transfer in transfers:
        _append(payment, transfer)

    return etree.tostring(document, xml_declaration=True, encoding="UTF-8")


def _append(payment: etree._Element, transfer: CreditTransfer) -> None:
    entry = etree.SubElement(payment, f"{_NS}CdtTrfTxInf")
    _leaf(etree.SubElement(entry, f"{_NS}PmtId"), "EndToEndId", transfer.end_to_end_id)
    amount = _leaf(etree.SubElement(entry, f"{_NS}Amt"), "InstdAmt", f"{transfer.amount:.2f}")
    amount.set("Ccy", CURRENCY)
    _leaf(etree.SubElement(entry, f"{_NS}Cdtr"), "Nm", iso20022.one_line(transfer.name))
    _leaf(_nested(entry, "CdtrAcct", "Id"), "IBAN", transfer.iban)
    _leaf(etree.SubElement(entry, f"{_NS}Purp"), "Cd", transfer.purpose)
    text = iso20022.one_line(transfer.text)
    if text:
        _leaf(etree.SubElement(entry, f"{_NS}RmtInf"), "Ustrd", text)


def _leaf(parent: etree._Element, name: str, text: str) -> etree._Element:
    leaf = etree.SubElement(parent, f"{_NS}{name}")
    leaf.text = text
    return leaf


def _nested(parent: etree._Element, outer: str, inner: str) -> etree._Element:
    return etree.SubElement(etree.SubElement(parent, f"{_NS}{outer}"), f"{_NS}{inner}")


def unfit(transfer: CreditTransfer) -> str:
    """Why no bank could carry out a transfer, as a code; an empty text when one could.

    The codes are those of `AccountNumberError`, and `payment_id`, `payment_amount`, `payment_name`.
    """
    if not 0 < len(transfer.end_to_end_id) <= LONGEST_ID:
        return "payment_id"
    amount = transfer.amount
    if not amount.is_finite() or not 0 < amount <= MOST or amount != amount.quantize(Decimal("0.01")):
        return "payment_amount"
    if not iso20022.one_line(transfer.name):
        return "payment_name"
    try:
        return "" if account_number(transfer.iban) == transfer.iban else "iban_form"
    except AccountNumberError as error:
        return error.code


def _check_transfers(transfers: Sequence[CreditTransfer]) -> None:
    if not transfers:
        raise ValueError("a file needs at least one transfer")
    seen: set[str] = set()
    for one in transfers:
        if one.end_to_end_id in seen:
            raise ValueError(f"{one.end_to_end_id}: twice in one file")
        seen.add(one.end_to_end_id)
        problem = unfit(one)
        if problem:
            raise ValueError(f"{one.end_to_end_id}: {problem}")


def read(content: bytes) -> PaymentFile:
    """Read a file as a bank does; raises `MessageError` when it is not a pain.001 with one instruction."""
    initiation = iso20022.parse(content, family=FAMILY, versions=VERSIONS)
    header = initiation.first("GrpHdr")
    payments = list(initiation.all("PmtInf"))
    if initiation.name != "CstmrCdtTrfInitn" or header is None or len(payments) != 1:
        raise MessageError("CstmrCdtTrfInitn with GrpHdr and one PmtInf is expected")
    message_id, count = header.text("MsgId"), header.text("NbOfTxs")
    if not message_id or not count.isdecimal() or len(count) > 15:
        raise MessageError("MsgId or NbOfTxs is missing")
    control = header.first("CtrlSum")
    return PaymentFile(
        message_id=message_id,
        instruction_id=payments[0].text("PmtInfId"),
        transactions=int(count),
        control_sum=None if control is None else control.amount(),
        transfers=tuple(_transfer(entry) for entry in payments[0].all("CdtTrfTxInf")),
    )


def _transfer(entry: Reader) -> tuple[CreditTransfer, str]:
    amount = entry.first("Amt/InstdAmt")
    if amount is None or not entry.text("PmtId/EndToEndId"):
        raise MessageError("a transfer without EndToEndId or InstdAmt")
    transfer = CreditTransfer(
        end_to_end_id=entry.text("PmtId/EndToEndId"),
        iban=entry.text("CdtrAcct/Id/IBAN"),
        name=entry.text("Cdtr/Nm"),
        amount=amount.amount(),
        text=entry.text("RmtInf/Ustrd"),
        purpose=entry.text("Purp/Cd"),
    )
    return transfer, amount.attribute("Ccy")
