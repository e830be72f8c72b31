from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registries.bridge import iso20022, pain002
from registries.bridge.iso20022 import MessageError
from registries.bridge.pain002 import PaymentReport, TransactionStatus
from tests.registries.bridge.published import every, module, written

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
        b"",
        b"<Document/>",
        build().replace(b"<GrpSts>", b"<Sts>").replace(b"</GrpSts>", b"</Sts>"),
        build(TransactionStatus("P1", "ACSC")).replace(b"OrgnlMsgId>", b"MsgNo>"),
        build(TransactionStatus("P1", "ACSC")).replace(b"2026-03-03T09:00:00.005+00:00", b"yesterday"),
        build().replace(b"pain.002.001.10", b"pain.002.001.02"),
        build().replace(b"pain.002.001.10", b"camt.054.001.08"),
        build().replace(b"urn:iso", b"urn:ios"),
        b'<!DOCTYPE d [<!ENTITY e "x">]>' + build().partition(b"?>")[2],
        b"<!DOCTYPE d>" + build().partition(b"?>")[2],
        build()[:-40],
    ],
)
def test_what_is_not_a_report_is_refused(content: bytes) -> None:
    with pytest.raises(MessageError):
        pain002.read(content)


def test_what_is_too_long_is_not_even_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iso20022, "LONGEST", 100)
    with pytest.raises(MessageError, match="longer than 100 bytes"):
        pain002.read(build())


def test_a_time_without_a_zone_is_the_banks_own() -> None:
    said = build().replace(b"2026-03-03T09:00:00.005+00:00", b"2026-03-03T09:00:00")
    assert pain002.read(said).created_at.isoformat() == "2026-03-03T09:00:00+04:00"


# -- as banks send it --------------------------------------------------------------------------------------------

AS_BANKS_SEND = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- made by a bank --><p:Document xmlns:p="urn:iso:std:iso:20022:tech:xsd:pain.002.001.%(version)s"><p:CstmrPmtStsRpt>
<p:GrpHdr><p:MsgId>B-77</p:MsgId><p:CreDtTm>2026-12-01T09:00:00+04:00</p:CreDtTm>
<p:DbtrAgt><p:FinInstnId><p:BICFI>IBAZAZ2X</p:BICFI></p:FinInstnId></p:DbtrAgt></p:GrpHdr>
<p:OrgnlGrpInfAndSts><p:OrgnlMsgId><![CDATA[M-1]]></p:OrgnlMsgId><p:OrgnlMsgNmId>pain.001.001.09</p:OrgnlMsgNmId>
<p:OrgnlNbOfTxs>2</p:OrgnlNbOfTxs>%(group)s</p:OrgnlGrpInfAndSts>
%(instruction)s</p:CstmrPmtStsRpt></p:Document>"""


def sent(*, group: str = "", instruction: str = "", version: str = "10") -> PaymentReport:
    """A report as it comes from a bank with a prefix of its own."""
    parts = {b"version": version.encode()}
    for name, content in (("group", group), ("instruction", instruction)):
        parts[name.encode()] = re.sub(r"<(/?)(?=[A-Z])", r"<\1p:", content).encode()
    return pain002.read(AS_BANKS_SEND % parts)


def instruction(*transactions: str, status: str = "") -> str:
    own = f"<PmtInfSts>{status}</PmtInfSts>" if status else ""
    return f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>M-1</OrgnlPmtInfId>{own}{''.join(transactions)}</OrgnlPmtInfAndSts>"


def transaction(key: str, status: str = "", *more: str) -> str:
    own = f"<TxSts>{status}</TxSts>" if status else ""
    return f"<TxInfAndSts><OrgnlEndToEndId>{key}</OrgnlEndToEndId>{own}{''.join(more)}</TxInfAndSts>"


def why(code: str, *lines: str) -> str:
    said = "".join(f"<AddtlInf>{line}</AddtlInf>" for line in lines)
    return f"<StsRsnInf><Rsn>{code}</Rsn>{said}</StsRsnInf>"


@pytest.mark.parametrize("version", [f"{number:02}" for number in pain002.VERSIONS])
def test_every_version_of_the_same_structure_is_read(version: str) -> None:
    report = sent(
        version=version,
        group="<OrgnlCtrlSum>1200.00</OrgnlCtrlSum><GrpSts>PART</GrpSts>",
        instruction=instruction(
            transaction("P1", "ACSC", "<AccptncDtTm>2026-12-01T09:00:00+04:00</AccptncDtTm>"),
            transaction("P2", "RJCT", why("<Cd>AC04</Cd>", "account closed")),
        ),
    )
    assert (report.message_id, report.status) == ("M-1", "PART")
    assert report.of("P1") == TransactionStatus("P1", "ACSC")
    assert report.of("P2") == TransactionStatus("P2", "RJCT", "AC04", words="account closed")
    assert report.of("P3") is None


@pytest.mark.parametrize("status", ["RJCT", "ACSC", "PDNG", "ACSP", "ACCP", "XXXX"])
def test_the_status_of_a_whole_file_is_that_of_each_transfer(status: str) -> None:
    report = sent(group=f"<GrpSts>{status}</GrpSts>" + why("<Cd>DT01</Cd>"))
    assert report.of("P1") == TransactionStatus("P1", status, "DT01")


def test_the_status_of_our_instruction_is_that_of_each_transfer_in_it() -> None:
    report = sent(
        group="<GrpSts>PART</GrpSts>",
        instruction=instruction(
            why("<Prtry>CLOSED FOR THE DAY</Prtry>"), transaction("P2", "ACSC"), transaction("P3"), status="RJCT"
        ),
    )
    assert report.of("P1") == TransactionStatus("P1", "RJCT", "CLOSED FOR THE DAY")
    assert report.of("P3") == TransactionStatus("P3", "RJCT", "CLOSED FOR THE DAY")
    settled = report.of("P2")
    assert settled is not None
    assert settled.status == pain002.CONTRADICTION  # of a refused whole, one is said to be settled


def test_one_transfer_told_of_twice_in_two_ways_is_a_contradiction() -> None:
    report = sent(instruction=instruction(transaction("P1", "ACSC"), transaction("P1", "RJCT")))
    assert report.of("P1") == TransactionStatus("P1", pain002.CONTRADICTION, words="ACSC, RJCT")
    same = sent(instruction=instruction(transaction("P1", "ACSC"), transaction("P1", "ACSC")))
    assert same.of("P1") == TransactionStatus("P1", "ACSC")


def test_of_several_reasons_the_first_counts_and_the_words_of_all_are_kept() -> None:
    both = why("<Cd>AC04</Cd>", "account", "closed") + why("<Prtry>NARR</Prtry>", "ask &lt;the\x85 branch&gt;")
    found = sent(instruction=instruction(transaction("P1", "RJCT", both))).of("P1")
    assert found == TransactionStatus("P1", "RJCT", "AC04", words="account closed ask <the branch>")


def test_a_transfer_without_its_id_spoils_no_other() -> None:
    nameless = "<TxInfAndSts><StsId>1</StsId><OrgnlInstrId>I-1</OrgnlInstrId><TxSts>RJCT</TxSts></TxInfAndSts>"
    report = sent(instruction=instruction(nameless, transaction("P2", "ACSC")))
    assert list(report.transactions) == ["P2"]


@pytest.mark.parametrize("pick", range(4))
@pytest.mark.parametrize("version", [f"{number:02}" for number in pain002.VERSIONS])
def test_every_element_of_the_definition_is_allowed(version: str, pick: int) -> None:
    document = every(module(f"pain.002.001.{version}").Document, pick=pick)
    report = document.cstmr_pmt_sts_rpt
    report.orgnl_grp_inf_and_sts.orgnl_msg_id = "M-1"
    del report.orgnl_pmt_inf_and_sts[1:]
    (first, second) = report.orgnl_pmt_inf_and_sts[0].tx_inf_and_sts
    for number, one in enumerate((first, second)):
        one.orgnl_end_to_end_id = f"P{number}"
        one.tx_sts = getattr(type(one.tx_sts), "ACSC", "ACSC") if number else getattr(type(one.tx_sts), "RJCT", "RJCT")
        for reason in one.sts_rsn_inf:
            reason.rsn.cd, reason.rsn.prtry = "AC04", None
    read = pain002.read(written(document))
    assert read.message_id == "M-1"
    assert {key: (one.status, one.reason) for key, one in read.transactions.items()} == {
        "P0": ("RJCT", "AC04"),
        "P1": ("ACSC", "AC04"),
    }


@given(
    st.binary(max_size=300)
    | st.text(max_size=80).map(lambda said: build().replace(b"M-1", said.encode("utf-8", "ignore")))
)
def test_nothing_that_is_sent_breaks_the_reader(content: bytes) -> None:
    try:
        read = pain002.read(content).message_id
    except MessageError as refused:
        read = str(refused)
    assert read
