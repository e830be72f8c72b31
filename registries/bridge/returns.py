"""What a bank tells of afterwards: payments that were booked, and payments that came back.

Two messages tell it: camt.054 (versions 02 to 14), a booking on our account, and pacs.004 (versions 02 to 14), the
return itself as banks pass it among themselves. A bank may send either, or both of one return.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Final

from . import iso20022
from .iso20022 import MessageError, Reader

CAMT054: Final = "camt.054"
PACS004: Final = "pacs.004"
VERSIONS: Final = range(2, 15)
RETURNING: Final = frozenset({"RRTN", "RRCT", "RPCR"})
"""Sub-families of bank transactions that bring a credit transfer back: returned, reversed, cancelled."""

NOT_PROVIDED: Final = frozenset({"", "NOTPROVIDED"})
LONGEST_REFERENCE: Final = 64


class Happened(StrEnum):
    """What is told of a payment."""

    BOOKED = "booked"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class PaymentNews:
    """What a bank tells of one payment.

    `reference` names the booking or the return at the bank, the same whenever it is told again. `amount` is what was
    booked or came back, in `currency`; `on` the day. `end_to_end_id` may be empty: then nobody can tell which it was.
    """

    happened: Happened
    kind: str
    reference: str
    end_to_end_id: str
    amount: Decimal
    currency: str
    on: date
    reason: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class BankMessage:
    """What one message tells: its own id, the payments, and what in it cannot be read, for a person to ask about."""

    kind: str
    message_id: str
    news: tuple[PaymentNews, ...]
    problems: tuple[str, ...] = ()


def read(content: bytes) -> BankMessage:
    """Read a camt.054 or a pacs.004; `MessageError` when it is neither. A part that cannot be read spoils no other."""
    family = iso20022.family_of(content)
    if family not in _READERS:
        raise MessageError(f"expected a camt.054 or a pacs.004, not {family or 'another document'}")
    body = iso20022.parse(content, family=family, versions=VERSIONS)
    message_id = body.text("GrpHdr/MsgId")
    if not message_id:
        raise MessageError("GrpHdr/MsgId is missing")
    news: list[PaymentNews] = []
    problems: list[str] = []
    for part in _READERS[family](body):
        try:
            news += part()
        except MessageError as error:
            problems.append(str(error))
    return BankMessage(family, message_id[:35], tuple(news), tuple(problems))


Part = Callable[[], list[PaymentNews]]

# -- camt.054 ----------------------------------------------------------------------------------------------------


def _notified(body: Reader) -> Iterator[Part]:
    for notification in body.all("Ntfctn"):
        account = notification.text("Acct/Id/IBAN", "Acct/Id/Othr/Id")
        for entry in notification.all("Ntry"):
            if entry.text("Sts", "Sts/Cd") in {"BOOK", ""}:  # what is pending or only for information moves nothing
                yield from _entry(entry, account)


def _entry(entry: Reader, account: str) -> Iterator[Part]:
    """The transactions of an entry that are about payments of ours; of one without details, the entry itself."""
    details = [one for group in entry.all("NtryDtls") for one in group.all("TxDtls")]
    for ordinal, one in enumerate(details or [entry]):
        if one.text("Refs/EndToEndId") not in NOT_PROVIDED or _comes_back(entry, one):
            yield partial(_news, entry, one, account=account, ordinal=ordinal, single=len(details) < 2)


def _is_credit(entry: Reader, one: Reader) -> bool:
    return (one.text("CdtDbtInd") or entry.text("CdtDbtInd")) == "CRDT"


def _comes_back(entry: Reader, one: Reader) -> bool:
    """Whether a transaction says that money came back."""
    says_so = (
        one.first("RtrInf") is not None
        or one.text("BkTxCd/Domn/Fmly/SubFmlyCd") in RETURNING
        or entry.text("BkTxCd/Domn/Fmly/SubFmlyCd") in RETURNING
        or entry.text("RvslInd") in {"true", "1"}
    )
    return says_so and _is_credit(entry, one)


def _news(entry: Reader, one: Reader, *, account: str, ordinal: int, single: bool) -> list[PaymentNews]:
    """What one transaction tells. A credit with the id of a payment of ours is that payment coming back."""
    amount = one.first("Amt") or one.first("AmtDtls/TxAmt/Amt") or (entry.first("Amt") if single else None)
    if amount is None:
        raise MessageError("TxDtls has no amount, and its entry has several")
    on = iso20022.day(entry.text("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"), "BookgDt")
    end_to_end_id = one.text("Refs/EndToEndId")
    return [
        PaymentNews(
            happened=Happened.RETURNED if _is_credit(entry, one) else Happened.BOOKED,
            kind=CAMT054,
            reference=_reference(entry, one, account=account, on=on, ordinal=ordinal, single=single),
            end_to_end_id="" if end_to_end_id in NOT_PROVIDED else end_to_end_id,
            amount=amount.amount(),
            currency=amount.attribute("Ccy"),
            on=on,
            reason=one.text("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")[:35],
            words=_words(one.first("RtrInf")),
        )
    ]


def _reference(entry: Reader, one: Reader, *, account: str, on: date, ordinal: int, single: bool) -> str:
    """The bank's own reference; where it gives none, one that follows from what the entry says."""
    own = one.text("Refs/AcctSvcrRef")
    if not own and entry.text("AcctSvcrRef"):
        own = entry.text("AcctSvcrRef") + ("" if single else f"/{ordinal + 1}")
    if own:
        return _bounded(own)
    said = [account, on.isoformat(), entry.text("NtryRef"), entry.text("Amt"), str(ordinal)]
    said += [one.text("Refs/EndToEndId"), one.text("Refs/TxId"), one.text("RtrInf/Rsn/Cd")]
    return _bounded("#" + hashlib.sha256("\n".join(said).encode()).hexdigest())


# -- pacs.004 ----------------------------------------------------------------------------------------------------


def _returned(body: Reader) -> Iterator[Part]:
    header = body.text("GrpHdr/IntrBkSttlmDt", "GrpHdr/CreDtTm")
    return (partial(_return, one, header=header) for one in body.all("TxInf"))


def _return(one: Reader, *, header: str) -> list[PaymentNews]:
    amount = one.first("RtrdIntrBkSttlmAmt") or one.first("RtrdInstdAmt")
    if amount is None:
        raise MessageError("TxInf without RtrdIntrBkSttlmAmt")
    on = one.text("IntrBkSttlmDt") or header
    end_to_end_id = one.text("OrgnlEndToEndId")
    why = one.first("RtrRsnInf")
    said = [amount.own_text(), on, end_to_end_id, one.text("OrgnlTxId")]
    return [
        PaymentNews(
            happened=Happened.RETURNED,
            kind=PACS004,
            reference=_bounded(one.text("RtrId") or "#" + hashlib.sha256("\n".join(said).encode()).hexdigest()),
            end_to_end_id="" if end_to_end_id in NOT_PROVIDED else end_to_end_id,
            amount=amount.amount(),
            currency=amount.attribute("Ccy"),
            on=iso20022.day(on, "IntrBkSttlmDt"),
            reason=why.text("Rsn/Cd", "Rsn/Prtry")[:35] if why else "",
            words=_words(why),
        )
    ]


_READERS: Final[dict[str, Callable[[Reader], Iterator[Part]]]] = {CAMT054: _notified, PACS004: _returned}


def _words(why: Reader | None) -> str:
    return iso20022.one_line(" ".join(one.own_text() for one in why.all("AddtlInf"))) if why else ""


def _bounded(reference: str) -> str:
    """A reference as it is kept; of one too long the hash, so that two stay two."""
    if len(reference) <= LONGEST_REFERENCE:
        return reference
    return "#" + hashlib.sha256(reference.encode()).hexdigest()[: LONGEST_REFERENCE - 1]
