"""pain.001.001.09: the file of credit transfers that a bank is asked to carry out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lxml import etree
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from . import iso20022
from .iso20022 import MessageError

MESSAGE = "pain.001.001.09"
CURRENCY = "AZN"
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

    `ValueError` names the transfer and what is wrong: no transfers, the same end-to-end id twice, an account
    number that is none, an amount that is not positive or has fractions of a qəpik. `created_at` needs a time
    zone.
    """
    _check_transfers(transfers)
    if created_at.tzinfo is None:
        raise ValueError("created_at needs a time zone")
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

    iso20022.check(document, message=MESSAGE)
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8")


def _append(payment: etree._Element, transfer: CreditTransfer) -> None:
    entry = etree.SubElement(payment, f"{_NS}CdtTrfTxInf")
    _leaf(etree.SubElement(entry, f"{_NS}PmtId"), "EndToEndId", transfer.end_to_end_id)
    amount = _leaf(etree.SubElement(entry, f"{_NS}Amt"), "InstdAmt", f"{transfer.amount:.2f}")
    amount.set("Ccy", CURRENCY)
    _leaf(etree.SubElement(entry, f"{_NS}Cdtr"), "Nm", transfer.name[:140])
    _leaf(_nested(entry, "CdtrAcct", "Id"), "IBAN", transfer.iban)
    _leaf(etree.SubElement(entry, f"{_NS}Purp"), "Cd", transfer.purpose)
    if transfer.text:
        _leaf(etree.SubElement(entry, f"{_NS}RmtInf"), "Ustrd", transfer.text[:140])


def _leaf(parent: etree._Element, name: str, text: str) -> etree._Element:
    leaf = etree.SubElement(parent, f"{_NS}{name}")
    leaf.text = text
    return leaf


def _nested(parent: etree._Element, outer: str, inner: str) -> etree._Element:
    return etree.SubElement(etree.SubElement(parent, f"{_NS}{outer}"), f"{_NS}{inner}")


def _check_transfers(transfers: Sequence[CreditTransfer]) -> None:
    if not transfers:
        raise ValueError("a file needs at least one transfer")
    seen: set[str] = set()
    for one in transfers:
        if one.end_to_end_id in seen:
            raise ValueError(f"{one.end_to_end_id}: twice in one file")
        seen.add(one.end_to_end_id)
        if one.amount <= 0 or one.amount != one.amount.quantize(Decimal("0.01")):
            raise ValueError(f"{one.end_to_end_id}: {one.amount} is not a positive amount in whole qəpik")
        if not is_iban(one.iban):
            raise ValueError(f"{one.end_to_end_id}: not an account number (IBAN)")


def is_iban(text: str) -> bool:
    """Whether a text is an account number of Azerbaijan in form, with the right check digits."""
    try:
        return IBAN(text).country_code == "AZ"
    except SchwiftyException:
        return False


def read(content: bytes) -> PaymentFile:
    """Read a file as a bank does; raises `MessageError` when it is not a pain.001."""
    document = iso20022.parse(content, message=MESSAGE)
    initiation = document[0]
    payments = initiation.findall(f"{_NS}PmtInf")
    if len(payments) != 1:
        raise MessageError("one PmtInf is expected")
    control = initiation.findtext(f"{_NS}GrpHdr/{_NS}CtrlSum")
    return PaymentFile(
        message_id=initiation.findtext(f"{_NS}GrpHdr/{_NS}MsgId") or "",
        instruction_id=payments[0].findtext(f"{_NS}PmtInfId") or "",
        transactions=int(initiation.findtext(f"{_NS}GrpHdr/{_NS}NbOfTxs") or 0),
        control_sum=None if control is None else Decimal(control),
        transfers=tuple(_transfer(entry) for entry in payments[0].iterfind(f"{_NS}CdtTrfTxInf")),
    )


def _transfer(entry: etree._Element) -> tuple[CreditTransfer, str]:
    amount = entry.find(f"{_NS}Amt/{_NS}InstdAmt")
    if amount is None:
        raise MessageError("a transfer without an amount")
    transfer = CreditTransfer(
        end_to_end_id=entry.findtext(f"{_NS}PmtId/{_NS}EndToEndId") or "",
        iban=entry.findtext(f"{_NS}CdtrAcct/{_NS}Id/{_NS}IBAN") or "",
        name=entry.findtext(f"{_NS}Cdtr/{_NS}Nm") or "",
        amount=Decimal(amount.text or "0"),
        text=entry.findtext(f"{_NS}RmtInf/{_NS}Ustrd") or "",
        purpose=entry.findtext(f"{_NS}Purp/{_NS}Cd") or "",
    )
    return transfer, amount.get("Ccy", "")
