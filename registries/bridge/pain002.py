"""pain.002: the bank's report on a file of payments. Versions 03 to 14 are read, 10 is written (by the simulator).

A report may say something of the file as a whole, of our instruction in it, of single transfers, or of all of these; a
transfer that is not named has the status of the whole. Statuses: `ACSC` and `ACCC` settled; `RJCT` refused and `CANC`
cancelled, with a reason; `PART` some of each, which says nothing of one transfer; any other (`PDNG`, `ACSP`, `ACCP` …,
and those not invented yet) means that the bank has it and has not finished.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from lxml import etree

from . import iso20022, pain001
from .iso20022 import MessageError, Reader

FAMILY: Final = "pain.002"
VERSIONS: Final = range(3, 15)
MESSAGE: Final = "pain.002.001.10"
SETTLED, PENDING, REFUSED, PARTLY = "ACSC", "PDNG", "RJCT", "PART"
ALL_SETTLED: Final = frozenset({"ACSC", "ACCC"})
ALL_REFUSED: Final = frozenset({"RJCT", "CANC"})
MIXED: Final = frozenset({"PART", "PATC", ""})
"""Statuses of a whole that say nothing of a transfer in it."""

CONTRADICTION: Final = "contradiction"
"""The status of a transfer of which one report says two things."""

_NS = f"{{{iso20022.namespace(MESSAGE)}}}"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: ISO codes (`AC04`) or a bank's own, the first counts; and what the bank says in words."""

    codes: tuple[str, ...] = ()
    words: str = ""

    @property
    def code(self) -> str:
        """The code that counts, or an empty text."""
        return self.codes[0] if self.codes else ""


@dataclass(frozen=True, slots=True)
class TransactionStatus:
    """What became of one transfer; `reference` is the bank's own number of the booking."""

    end_to_end_id: str
    status: str
    reason: str = ""
    reference: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class PaymentReport:
    """What became of a file, by the bank's clock. `transactions` are the transfers it names.

    `status` and `reason` are those of the whole file, or of our instruction in it, where the report says them.
    """

    message_id: str
    created_at: datetime
    status: str
    transactions: Mapping[str, TransactionStatus]
    reason: str = ""
    words: str = ""

    def of(self, end_to_end_id: str) -> TransactionStatus | None:
        """What became of one transfer of the file: as it is named, or like the whole; None when nothing is said."""
        named = self.transactions.get(end_to_end_id)
        if named is not None:
            return named
        if self.status in MIXED:
            return None
        return TransactionStatus(end_to_end_id, self.status, self.reason, words=self.words)


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
    """Read a report; `MessageError` when it is not a pain.002 on a file, or says nothing at all."""
    report = iso20022.parse(content, family=FAMILY, versions=VERSIONS)
    group = report.first("OrgnlGrpInfAndSts")
    if report.name != "CstmrPmtStsRpt" or group is None:
        raise MessageError("CstmrPmtStsRpt with OrgnlGrpInfAndSts is expected")
    message_id = group.text("OrgnlMsgId")
    if not message_id:
        raise MessageError("OrgnlMsgId is missing")
    instructions = list(report.all("OrgnlPmtInfAndSts"))
    transactions = _transactions(group, instructions)
    status, reason = _of_the_whole(group, instructions)
    if not status and not transactions:
        raise MessageError("neither GrpSts nor PmtInfSts nor a transaction")
    return PaymentReport(
        message_id=message_id,
        created_at=iso20022.moment(report.text("GrpHdr/CreDtTm"), "CreDtTm"),
        status=status,
        transactions=transactions,
        reason=reason.code,
        words=reason.words,
    )


def _of_the_whole(group: Reader, instructions: list[Reader]) -> tuple[str, Reason]:
    """The status of all transfers that are not named: of our instruction, else of the file.

    A file of ours holds one instruction; a report with several is of a file that is not, and only its group counts.
    """
    status, reason = group.text("GrpSts"), _reason_of(group)
    if len(instructions) == 1 and status in MIXED:
        own = instructions[0].text("PmtInfSts")
        if own:
            return own, _reason_of(instructions[0]) if instructions[0].first("StsRsnInf") else reason
    return status, reason


def _transactions(group: Reader, instructions: list[Reader]) -> dict[str, TransactionStatus]:
    """The transfers that are named, by their end-to-end id; one without it cannot be told of."""
    found: dict[str, TransactionStatus] = {}
    for one in _named(group, instructions):
        before = found.get(one.end_to_end_id)
        if before is not None and before.status != one.status:
            one = TransactionStatus(one.end_to_end_id, CONTRADICTION, words=f"{before.status}, {one.status}")
        found[one.end_to_end_id] = one
    return found


def _named(group: Reader, instructions: list[Reader]) -> Iterator[TransactionStatus]:
    whole = group.text("GrpSts")
    for instruction in instructions:
        above = instruction.text("PmtInfSts") or whole
        reason = _reason_of(instruction) if instruction.first("StsRsnInf") else _reason_of(group)
        for entry in instruction.all("TxInfAndSts"):
            if entry.text("OrgnlEndToEndId"):
                yield _transaction(entry, above=above, reason=reason)


def _transaction(entry: Reader, *, above: str, reason: Reason) -> TransactionStatus:
    """One transfer; without a status or a reason of its own it has those of what it stands in."""
    own = entry.text("TxSts")
    status = own or (PENDING if above in MIXED else above)
    said = _reason_of(entry) if entry.first("StsRsnInf") else (Reason() if own else reason)
    if own and above in ALL_REFUSED and own not in ALL_REFUSED:
        status, said = CONTRADICTION, Reason(words=f"{above}, {own}")
    return TransactionStatus(
        end_to_end_id=entry.text("OrgnlEndToEndId"),
        status=status,
        reason=said.code,
        reference=entry.text("AcctSvcrRef", "ClrSysRef")[:35],
        words=said.words,
    )


def _reason_of(element: Reader) -> Reason:
    """All reasons that an element gives."""
    given = list(element.all("StsRsnInf"))
    codes = tuple(code[:35] for one in given if (code := one.text("Rsn/Cd", "Rsn/Prtry")))
    words = " ".join(said for one in given for line in one.all("AddtlInf") if (said := line.own_text()))
    return Reason(codes, iso20022.one_line(words))
