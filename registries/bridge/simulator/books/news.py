"""What a bank tells of its own accord: payments that came back, as camt.054 messages in a mailbox."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from lxml import etree

from registries.bridge import iso20022
from registries.bridge.pain001 import CURRENCY, INSURANCE_FUND
from registries.bridge.simulator.models import LedgerLine, ReturnedPayment
from registries.bridge.simulator.refusal import RefusalError

MESSAGE: Final = "camt.054.001.08"
MOST: Final = 50
REASON: Final = "AC04"
_NS = f"{{{iso20022.namespace(MESSAGE)}}}"


def send_back(bank: str, *, end_to_end_id: str = "", amount: Decimal | None = None, reason: str = REASON) -> None:
    """Let a payment come back: the one of an id, else the last that was booked and has not come back.

    An id that the bank has not booked comes back all the same: a caller must be able to cope with it.
    """
    lines = LedgerLine.objects.filter(bank=bank).select_related("order")
    if end_to_end_id:
        line = lines.filter(end_to_end_id=end_to_end_id).order_by("id").first()
        if line is None and amount is None:
            raise RefusalError(400, "invalid", "expected an amount: nothing was booked under this id", "amount")
    else:
        line = lines.filter(order__returns=None).order_by("-id").first()
        if line is None:
            return
    ReturnedPayment.objects.create(
        order=line.order if line else None,
        bank=bank,
        end_to_end_id=line.end_to_end_id if line else end_to_end_id,
        amount=amount if amount is not None else line.amount if line else Decimal(0),
        reason=reason,
        returned_at=timezone.now(),
    )


def since(bank: str, after: str) -> dict[str, Any]:
    """The messages since a mark: `messages` in base64, the `next` mark, and whether there is `more`."""
    mark = int(after) if after.isdecimal() and len(after) < 19 else 0
    rows = list(ReturnedPayment.objects.filter(bank=bank, id__gt=mark).order_by("id")[: MOST + 1])
    told = rows[:MOST]
    return {
        "messages": [base64.b64encode(_camt(bank, told)).decode()] if told else [],
        "next": str(told[-1].pk if told else mark),
        "more": len(rows) > MOST,
    }


def _camt(bank: str, rows: Sequence[ReturnedPayment]) -> bytes:
    document = iso20022.empty(MESSAGE)
    body = _in(document, "BkToCstmrDbtCdtNtfctn")
    name, at = f"{bank}-{rows[-1].pk}", rows[-1].returned_at.astimezone(UTC)
    header = _in(body, "GrpHdr")
    _in(header, "MsgId", name)
    _in(header, "CreDtTm", at.isoformat(timespec="seconds"))
    notification = _in(body, "Ntfctn")
    _in(notification, "Id", name)
    _in(notification, "CreDtTm", at.isoformat(timespec="seconds"))
    _in(_in(_in(notification, "Acct"), "Id"), "IBAN", INSURANCE_FUND.iban)
    for row in rows:
        _entry(notification, row)
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8")


def _entry(notification: etree._Element, row: ReturnedPayment) -> None:
    entry = _in(notification, "Ntry")
    _amount(entry, row.amount)
    _in(entry, "CdtDbtInd", "CRDT")
    _in(_in(entry, "Sts"), "Cd", "BOOK")
    _in(_in(entry, "BookgDt"), "Dt", _day(row.returned_at))
    _in(entry, "AcctSvcrRef", f"RT{row.pk}")
    domain = _in(_in(entry, "BkTxCd"), "Domn")
    _in(domain, "Cd", "PMNT")
    family = _in(domain, "Fmly")
    _in(family, "Cd", "ICDT")
    _in(family, "SubFmlyCd", "RRTN")
    details = _in(_in(entry, "NtryDtls"), "TxDtls")
    _in(_in(details, "Refs"), "EndToEndId", row.end_to_end_id)
    _amount(details, row.amount)
    _in(details, "CdtDbtInd", "CRDT")
    _in(_in(_in(details, "RtrInf"), "Rsn"), "Cd", row.reason)


def _day(at: datetime) -> str:
    return timezone.localdate(at).isoformat()


def _amount(parent: etree._Element, amount: Decimal) -> None:
    _in(parent, "Amt", f"{amount:.2f}").set("Ccy", CURRENCY)


def _in(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{_NS}{name}")
    element.text = text
    return element
