"""What a PDF does not do any more once it was made anew, and what it still shows."""

from __future__ import annotations

import base64
import hashlib
import io
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from pikepdf import Array, Dictionary, Name, String

from dost.cases.supporting import remaking
from dost.cases.supporting.refusals import NotTaken
from dost.cases.supporting.remaking import Remade, remade
from tests.factories import uploads


def of_pdf(sent: bytes) -> Remade:
    return remade([sent], ["a.pdf"], pdf=True)


def refusal_of(sent: bytes) -> str:
    """The code by which a PDF is refused; nothing where it is taken."""
    try:
        of_pdf(sent)
    except NotTaken as refused:
        return refused.code
    return ""


def everything_in(content: bytes) -> bytes:
    """All that a PDF says, unpacked."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return pdf_text(pdf)


def pdf_text(pdf: pikepdf.Pdf) -> bytes:
    to = io.BytesIO()
    pdf.save(to, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
    return to.getvalue()


WAYS_OUT = (
    b"/JavaScript",
    b"/JS",
    b"/OpenAction",
    b"/AA",
    b"/Launch",
    b"/URI",
    b"/EmbeddedFile",
    b"/Filespec",
    b"/XFA",
    b"/AcroForm",
    b"/Annots",
    b"/Names",
    b"/Metadata",
    b"/PieceInfo",
    b"/Ref",
    b"alert",
    b"evil",
)


def test_an_armed_pdf_has_every_way_out_before_and_none_after() -> None:
    sent = uploads.armed_pdf()
    before, after = everything_in(sent), everything_in(of_pdf(sent).content)

    assert [word for word in WAYS_OUT if word not in before] == []
    assert [word for word in WAYS_OUT if word in after] == []
    assert b"(Arayis) Tj" in after


def test_what_a_form_was_filled_in_with_is_still_to_be_seen() -> None:
    pdf = uploads.plain_pdf()
    looks = pdf.make_stream(b"BT /F1 12 Tf (Ayan Quliyeva) Tj ET")
    looks.Type, looks.Subtype, looks.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 20])
    looks.Resources = pdf.pages[0].obj.Resources
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("ad"),
            V=String("Ayan Quliyeva"),
            Rect=Array([72, 600, 272, 620]),
            AP=Dictionary(N=looks),
            F=4,
        )
    )
    pdf.pages[0].obj.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))

    after = everything_in(of_pdf(uploads.saved(pdf)).content)

    assert b"(Ayan Quliyeva) Tj" in after
    assert b"/Widget" not in after


def test_what_stands_above_the_pages_for_all_of_them_is_kept() -> None:
    pdf = uploads.plain_pdf(pages=2)
    above = pdf.Root.Pages
    above.MediaBox, above.Rotate = Array([0, 0, 300, 400]), 90
    above.Resources = pdf.pages[0].obj.Resources
    for page in pdf.pages:
        del page.obj["/MediaBox"], page.obj["/Resources"]

    with pikepdf.open(io.BytesIO(of_pdf(uploads.saved(pdf)).content)) as copy:
        for page in copy.pages:
            assert [int(side) for side in page.mediabox] == [0, 0, 300, 400]
            assert page.obj.Rotate == 90
            assert "/F1" in page.obj.Resources.Font


def test_a_pdf_whose_owner_forbids_printing_is_taken() -> None:
    """It opens without a password; what it forbids its reader is a wish, and nobody is kept from what is theirs."""
    sent = uploads.saved(uploads.plain_pdf(), encryption=pikepdf.Encryption(user="", owner="bank", R=6))

    with pikepdf.open(io.BytesIO(of_pdf(sent).content)) as copy:
        assert not copy.is_encrypted


def test_a_damaged_pdf_that_can_be_mended_is_taken() -> None:
    sent = uploads.pdf_bytes()
    assert of_pdf(sent[: sent.rindex(b"xref")]).pages == 1


def test_pages_that_run_in_a_circle_are_refused_or_end() -> None:
    pdf = uploads.plain_pdf()
    sent = uploads.saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    circled = sent.replace(b"/Kids [", b"/Kids [ 2 0 R ", 1)

    assert circled != sent
    assert refusal_of(circled) in {"", "damaged", "no_pages"}


def test_the_process_has_less_memory_than_a_bomb_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also without the bounds on what a stream may unpack to."""
    monkeypatch.setattr(
        remaking, "LIMITS", {**remaking.LIMITS, "stream": 0, "unpacked": 1 << 62, "memory": 400 * uploads.MB}
    )

    assert of_pdf(uploads.pdf_bytes()).pages == 1
    with pytest.raises(NotTaken):
        of_pdf(uploads.nested_bomb_pdf(300))


def test_a_third_at_once_is_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remaking, "TURN_SECONDS", 0.1)
    for _n in range(2):
        remaking.AT_ONCE.acquire()
    try:
        with pytest.raises(NotTaken) as refused:
            of_pdf(uploads.pdf_bytes())
    finally:
        for _n in range(2):
            remaking.AT_ONCE.release()

    assert refused.value.code == "busy"
    assert of_pdf(uploads.pdf_bytes()).pages == 1


# -- electronic signatures -----------------------------------------------------------------------------------------


def signed_pdf() -> tuple[bytes, bytes]:
    """A PDF with a signature as PAdES writes it, and the CMS in it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "AYAN QULİYEVA")])
    now = datetime(2026, 12, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    cms = (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(b"what is signed")
        .add_signer(certificate, key, hashes.SHA256())
        .sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary])
    )
    pdf = uploads.plain_pdf()
    value = Dictionary(
        Type=Name.Sig,
        Filter=Name("/Adobe.PPKLite"),
        SubFilter=Name("/ETSI.CAdES.detached"),
        Name=String("Ayan Quliyeva"),
        M=String("D:20261201100000+04'00'"),
        ByteRange=Array([0, 100, 200, 50]),
    )
    value["/Contents"] = pikepdf.String(cms)
    field = Dictionary(FT=Name.Sig, T=String("s"), V=pdf.make_indirect(value))
    pdf.Root.AcroForm = Dictionary(Fields=Array([Dictionary(T=String("all"), Kids=Array([pdf.make_indirect(field)]))]))
    return uploads.saved(pdf), cms


def test_an_electronic_signature_is_kept_as_it_was_found() -> None:
    sent, cms = signed_pdf()

    (found,) = of_pdf(sent).signatures

    assert found["signer"] == ["AYAN QULİYEVA"]
    assert (found["name"], found["filter"]) == ("Ayan Quliyeva", "/ETSI.CAdES.detached")
    assert base64.b64decode(found["cms"]) == cms
    assert found["range"] == [0, 100, 200, 50]
    assert found["digest"] == hashlib.sha256(sent[:100] + sent[200:250]).hexdigest()
    assert b"ETSI" not in everything_in(of_pdf(sent).content)


def test_a_pdf_without_one_has_none() -> None:
    assert of_pdf(uploads.pdf_bytes()).signatures == []


def test_a_signature_that_is_none_stops_nothing() -> None:
    pdf = uploads.plain_pdf()
    value = Dictionary(Type=Name.Sig, ByteRange=Array([0, -1, String("x")]))
    value["/Contents"] = String("no signature")
    pdf.Root.AcroForm = Dictionary(Fields=Array([Dictionary(FT=Name.Sig, T=String("s"), V=value), 17]))

    copy = of_pdf(uploads.saved(pdf))

    assert copy.pages == 1
    assert [one["signer"] for one in copy.signatures] == [[]]
