"""pain.002.001.10: the bank's report on a file of payments.

Statuses used: `ACSC` settled, `PDNG` received and waiting, `RJCT` refused with a reason, and for a whole file
also `PART`, some of each. Reasons used: `AC01` the account number is wrong, `AC04` the account is closed,
`AM01` the amount is zero, `AM03` another currency than AZN, `AM10` the control sum is wrong, `AM18` the
number of transactions is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lxml import etree

from . import iso20022, pain001
from .iso20022 import MessageError

MESSAGE = "pain.002.001.10"
SETTLED, PENDING, REFUSED, PARTLY = "ACSC", "PDNG", "RJCT", "PART"
_NS = f"{{{iso20022.namespace(MESSAGE)}}}"


@dataclass(frozen=True, slots=True)
class TransactionStatus:
    """What became of one transfer; `reference` is the bank's own number of the booking."""

    end_to_end_id: str
    status: str
    reason: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PaymentReport:
    """What became of a file, by the bank's clock; `reason` is set when the file as a whole failed."""

    message_id: str
    created_at: datetime
    status: str
    transactions: Mapping[str, TransactionStatus]
    reason: str = ""


def status_of_file(statuses: Iterable[str]) -> str:
    """The status of a file from those of its transfers."""
    counts = Counter(statuses)
    if len(counts) == 1:
        return next(iter(counts))
    if counts[PENDING]:
        return PENDING
    return PARTLY


def build(
    *,
    report_id: str,
    created_at: datetime,
    message_id: str,
    instruction_id: str,
    transactions: Iterable[TransactionStatus],
    count: int,
    control_sum: Decimal | None,
    reason: str = "",
) -> bytes:
    """Return the report as UTF-8 XML; with a `reason` the file as a whole was refused."""
    transactions = list(transactions)
    status = REFUSED if reason else status_of_file(one.status for one in transactions)
    document = iso20022.empty(MESSAGE)
    report = etree.SubElement(document, f"{_NS}CstmrPmtStsRpt")
    header = etree.SubElement(report, f"{_NS}GrpHdr")
    _leaf(header, "MsgId", report_id)
    _leaf(header, "CreDtTm", created_at.isoformat(timespec="milliseconds"))
    group = etree.SubElement(report, f"{_NS}OrgnlGrpInfAndSts")
    _leaf(group, "OrgnlMsgId", message_id)
    _leaf(group, "OrgnlMsgNmId", pain001.MESSAGE)
    _leaf(group, "OrgnlNbOfTxs", str(count))
    if control_sum is not None:
        _leaf(group, "OrgnlCtrlSum", str(control_sum))
    _leaf(group, "GrpSts", status)
    if reason:
        _reason(group, reason)
    if transactions:
        instruction = etree.SubElement(report, f"{_NS}OrgnlPmtInfAndSts")
        _leaf(instruction, "OrgnlPmtInfId", instruction_id)
        for one in transactions:
            _append(instruction, one)
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8")


def _append(instruction: etree._Element, one: TransactionStatus) -> None:
    entry = etree.SubElement(instruction, f"{_NS}TxInfAndSts")
    _leaf(entry, "OrgnlEndToEndId", one.end_to_end_id)
    _leaf(entry, "TxSts", one.status)
    if one.reason:
        _reason(entry, one.reason)
    if one.reference:
        _leaf(entry, "AcctSvcrRef", one.reference)


def _reason(parent: etree._Element, code: str) -> None:
    information = etree.SubElement(parent, f"{_NS}StsRsnInf")
    _leaf(etree.SubElement(information, f"{_NS}Rsn"), "Cd", code)


def _leaf(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{_NS}{name}").text = text


def read(content: bytes) -> PaymentReport:
    """Read a report; `MessageError` when it is not a pain.002 or says nothing of the file as a whole."""
    report = iso20022.parse(content, message=MESSAGE)[0]
    group = f"{_NS}OrgnlGrpInfAndSts"
    try:
        created_at = datetime.fromisoformat(report.findtext(f"{_NS}GrpHdr/{_NS}CreDtTm") or "")
    except ValueError as error:
        raise MessageError("CreDtTm is not a time") from error
    if created_at.tzinfo is None:
        raise MessageError("CreDtTm has no time zone")
    status = report.findtext(f"{group}/{_NS}GrpSts")
    if status is None:
        raise MessageError("GrpSts is missing")
    transactions = [_transaction(entry) for entry in report.iterfind(f"{_NS}OrgnlPmtInfAndSts/{_NS}TxInfAndSts")]
    return PaymentReport(
        message_id=report.findtext(f"{group}/{_NS}OrgnlMsgId") or "",
        created_at=created_at,
        status=status,
        transactions={one.end_to_end_id: one for one in transactions},
        reason=report.findtext(f"{group}/{_NS}StsRsnInf/{_NS}Rsn/{_NS}Cd") or "",
    )


def _transaction(entry: etree._Element) -> TransactionStatus:
    end_to_end_id, status = entry.findtext(f"{_NS}OrgnlEndToEndId"), entry.findtext(f"{_NS}TxSts")
    if not end_to_end_id or not status:
        raise MessageError("a transaction without its OrgnlEndToEndId or TxSts")
    return TransactionStatus(
        end_to_end_id=end_to_end_id,
        status=status,
        reason=entry.findtext(f"{_NS}StsRsnInf/{_NS}Rsn/{_NS}Cd") or "",
        reference=entry.findtext(f"{_NS}AcctSvcrRef") or "",
    )
