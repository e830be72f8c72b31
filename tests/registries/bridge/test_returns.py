"""What a bank tells of afterwards, in camt.054 and pacs.004, read as the published definitions allow it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from registries.bridge import returns
from registries.bridge.iso20022 import MessageError
from registries.bridge.returns import Happened, PaymentNews
from tests.registries.bridge.published import every, module, schema, written

CAMT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.{version}"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>N-1</MsgId><CreDtTm>2026-12-04T09:00:00</CreDtTm></GrpHdr>
<Ntfctn><Id>N-1</Id><CreDtTm>2026-12-04T09:00:00</CreDtTm>
<Acct><Id><IBAN>AZ73IBAZ38090019449306217116</IBAN></Id></Acct>{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"""

CODE = "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>{}</SubFmlyCd></Fmly></Domn></BkTxCd>"


def entry(
    *details: str,
    amount: str = "600.00",
    side: str = "CRDT",
    status: str = "<Cd>BOOK</Cd>",
    reference: str = "R-1",
    code: str = "RRTN",
) -> str:
    own = f"<AcctSvcrRef>{reference}</AcctSvcrRef>" if reference else ""
    inside = f"<NtryDtls>{''.join(details)}</NtryDtls>" if details else ""
    return (
        f'<Ntry><Amt Ccy="AZN">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>{status}</Sts>'
        f"<BookgDt><Dt>2026-12-04</Dt></BookgDt>{own}{CODE.format(code)}{inside}</Ntry>"
    )


def detail(key: str = "E1-202611", *, amount: str = "600.00", side: str = "CRDT", why: str = "AC04") -> str:
    money = f'<Amt Ccy="AZN">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>' if amount else ""
    returned = f"<RtrInf><Rsn><Cd>{why}</Cd></Rsn><AddtlInf>account closed</AddtlInf></RtrInf>" if why else ""
    return f"<TxDtls><Refs><EndToEndId>{key}</EndToEndId></Refs>{money}{returned}</TxDtls>"


def camt(*entries: str, version: str = "08") -> bytes:
    return CAMT.format(version=version, entries="".join(entries)).encode()


CAME_BACK = PaymentNews(
    happened=Happened.RETURNED,
    kind="camt.054",
    reference="R-1",
    end_to_end_id="E1-202611",
    amount=Decimal("600.00"),
    currency="AZN",
    on=date(2026, 12, 4),
    reason="AC04",
    words="account closed",
)


def test_a_payment_that_came_back() -> None:
    content = camt(entry(detail()))
    schema("camt053", "xsd", "camt.054.001.08.xsd").assertValid(etree.fromstring(content))
    read = returns.read(content)
    assert (read.kind, read.message_id, read.news, read.problems) == ("camt.054", "N-1", (CAME_BACK,), ())


@pytest.mark.parametrize("version", [f"{number:02}" for number in returns.VERSIONS])
def test_every_version_is_read(version: str) -> None:
    plain = int(version) < 7
    said = entry(detail(), status="BOOK" if plain else "<Cd>BOOK</Cd>")
    assert returns.read(camt(said, version=version)).news == (CAME_BACK,)


def test_a_payment_that_was_booked() -> None:
    (news,) = returns.read(camt(entry(detail(side="DBIT", why=""), side="DBIT", code="ESCT"))).news
    assert (news.happened, news.end_to_end_id, news.reason) == (Happened.BOOKED, "E1-202611", "")


@pytest.mark.parametrize(
    "said",
    [
        entry(detail(), status="<Cd>PDNG</Cd>"),
        entry(detail(), status="<Cd>INFO</Cd>"),
        entry(detail("NOTPROVIDED", why=""), code="ESCT"),
        entry(code="ESCT"),
        entry(detail("", why=""), side="DBIT", code="CHRG"),
    ],
)
def test_what_moves_nothing_of_ours_is_passed_over(said: str) -> None:
    assert returns.read(camt(said)).news == ()


def test_a_return_of_which_nobody_says_which_payment_it_was_is_told() -> None:
    (news,) = returns.read(camt(entry())).news
    assert (news.happened, news.end_to_end_id, news.amount) == (Happened.RETURNED, "", Decimal("600.00"))


def test_a_credit_with_the_id_of_a_payment_is_that_payment_coming_back() -> None:
    (news,) = returns.read(camt(entry(detail(why=""), code="ESCT"))).news
    assert news.happened == Happened.RETURNED


def test_several_payments_of_one_booking_each_have_a_reference() -> None:
    both = entry(detail("E1-202611"), detail("E2-202611", amount="100.00"), amount="700.00")
    found = returns.read(camt(both)).news
    assert [(one.reference, one.end_to_end_id, one.amount) for one in found] == [
        ("R-1/1", "E1-202611", Decimal("600.00")),
        ("R-1/2", "E2-202611", Decimal("100.00")),
    ]


def test_without_a_reference_the_same_booking_told_twice_has_the_same_one() -> None:
    said = entry(detail(), reference="")
    first, again = (returns.read(camt(said, version=version)).news[0].reference for version in ("08", "09"))
    other = returns.read(camt(entry(detail(why="AC06"), reference=""))).news[0].reference
    assert first == again != other
    assert len(first) <= 64


def test_a_part_that_cannot_be_read_spoils_no_other() -> None:
    spoilt = entry(detail(amount="six hundred"), reference="R-2")
    nameless = entry(detail("E3-202611", amount=""), detail("E4-202611"), reference="R-3")
    read = returns.read(camt(entry(detail()), spoilt, nameless))
    assert [one.reference for one in read.news] == ["R-1", "R-3/2"]
    assert len(read.problems) == 2


# -- pacs.004 ----------------------------------------------------------------------------------------------------

PACS = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.004.001.{version}"><PmtRtr>
<GrpHdr><MsgId>R-9</MsgId><CreDtTm>2026-12-04T09:00:00+04:00</CreDtTm><NbOfTxs>1</NbOfTxs>
<SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf></GrpHdr>{transactions}</PmtRtr></Document>"""


def returned(key: str = "E1-202611", amount: str = "600.00") -> str:
    return (
        f"<TxInf><RtrId>R-1</RtrId><OrgnlEndToEndId>{key}</OrgnlEndToEndId><OrgnlTxId>T-1</OrgnlTxId>"
        '<OrgnlIntrBkSttlmAmt Ccy="AZN">600.00</OrgnlIntrBkSttlmAmt>'
        f'<RtrdIntrBkSttlmAmt Ccy="AZN">{amount}</RtrdIntrBkSttlmAmt><IntrBkSttlmDt>2026-12-04</IntrBkSttlmDt>'
        "<RtrRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>account closed</AddtlInf></RtrRsnInf></TxInf>"
    )


@pytest.mark.parametrize("version", ["02", "09", "11", "14"])
def test_a_return_as_banks_pass_it_on(version: str) -> None:
    content = PACS.format(version=version, transactions=returned() + returned(amount="-")).encode()
    read = returns.read(content)
    assert [one.kind for one in read.news] == ["pacs.004"]
    assert read.news[0].end_to_end_id == "E1-202611"
    assert (read.news[0].reason, read.news[0].words, read.news[0].on) == ("AC04", "account closed", date(2026, 12, 4))
    assert len(read.problems) == 1


@pytest.mark.parametrize("pick", range(3))
def test_every_element_of_a_return_is_allowed(pick: int) -> None:
    document = every(module("pacs.004.001.09").Document, pick=pick)
    read = returns.read(written(document))
    assert len(read.news) == 2
    assert {one.amount for one in read.news} == {Decimal("600.00")}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"<Document/>",
        camt(entry(detail())).replace(b"camt.054", b"camt.053"),
        camt(entry(detail())).replace(b"<GrpHdr><MsgId>N-1</MsgId>", b"<GrpHdr>"),
        b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + camt(entry(detail("&e;"))),
        camt(entry(detail()), version="99"),
    ],
)
def test_what_is_neither_message_is_refused(content: bytes) -> None:
    with pytest.raises(MessageError):
        returns.read(content)


@given(st.text(max_size=40), st.text(max_size=12))
def test_no_content_breaks_the_reader(key: str, amount: str) -> None:
    try:
        read = returns.read(camt(entry(detail(key, amount=amount))))
        assert all(len(one.reference) <= 64 and "\x00" not in one.end_to_end_id for one in read.news)
    except (MessageError, UnicodeEncodeError):
        pass
