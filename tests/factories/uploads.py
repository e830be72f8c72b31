"""Files as people send them, and as people would rather not be sent: made here, none is kept in the repository."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any, Final

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw, PngImagePlugin

MB: Final = 1024 * 1024


def upload(content: bytes, name: str = "sənəd.pdf", media_type: str = "application/pdf") -> SimpleUploadedFile:
    """A file as a form brings it."""
    return SimpleUploadedFile(name, content, content_type=media_type)


def photograph(
    *, size: tuple[int, int] = (320, 200), kind: str = "JPEG", orientation: int = 0, mode: str = "RGB"
) -> bytes:
    """A picture with a dark corner at its top left, its maker and place in its EXIF, turned as a telephone does."""
    picture = Image.new(mode, size, "white" if mode != "CMYK" else (0, 0, 0, 0))
    dark = {"CMYK": (0, 0, 0, 255), "RGBA": (0, 0, 0, 255)}.get(mode, "black")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=dark)
    exif = Image.Exif()
    exif[0x010F] = "Telefon zavodu"
    if orientation:
        exif[0x0112] = orientation
    to = io.BytesIO()
    given: dict[str, Any] = {"exif": exif}
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Author", "Gizli Müəllif")
        given["pnginfo"] = text
    picture.save(to, kind, **given)
    return to.getvalue()


def plain_pdf(*, pages: int = 1, words: str = "Arayis", box: tuple[float, ...] = (0, 0, 595, 842)) -> pikepdf.Pdf:
    """A PDF that draws a word on each page."""
    pdf = pikepdf.Pdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for _number in range(pages):
        pdf.add_blank_page()
        page = pdf.pages[-1].obj
        page.MediaBox = Array([float(side) for side in box])
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 24 Tf 72 700 Td ({words}) Tj ET".encode())
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = ["Gizli Müəllif"]
    pdf.docinfo["/Author"] = "Gizli Müəllif"
    return pdf


def saved(pdf: pikepdf.Pdf, **given: Any) -> bytes:
    """The bytes of a PDF."""
    to = io.BytesIO()
    pdf.save(to, **given)
    return to.getvalue()


def pdf_bytes(**given: Any) -> bytes:
    """A PDF that does nothing but show a word."""
    return saved(plain_pdf(**given))


def armed_pdf() -> bytes:
    """A PDF with every way out that there is: scripts, actions, files, links, a form of XFA, and reading aloud."""
    pdf = plain_pdf()
    root, page = pdf.Root, pdf.pages[0].obj
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    root.OpenAction = pdf.make_indirect(script)
    root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS=String("app.alert(2)")))
    root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script])))
    page.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("cmd.exe")))
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([0, 0, 100, 100]),
        A=Dictionary(S=Name.URI, URI=String("https://evil.example/?steal")),
    )
    page.Annots = Array([pdf.make_indirect(link)])
    field = Dictionary(
        FT=Name.Tx,
        T=String("ad"),
        V=String("x"),
        Subtype=Name.Widget,
        Rect=Array([10, 10, 60, 30]),
        AA=Dictionary(K=Dictionary(S=Name.JavaScript, JS=String("app.alert(3)"))),
    )
    root.AcroForm = Dictionary(
        Fields=Array([pdf.make_indirect(field)]), XFA=pdf.make_stream(b"<xdp:xdp>evil</xdp:xdp>")
    )
    pdf.attachments["evil.exe"] = b"MZ evil"
    form = pdf.make_stream(b"q Q")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 10, 10])
    form.PieceInfo = Dictionary(Evil=Dictionary(Private=String("evil.example")))
    form.Ref = Dictionary(F=String("evil.example/other.pdf"), Page=0)
    page.Resources.XObject = Dictionary(Fm=form)
    return saved(pdf)


def locked_pdf() -> bytes:
    """A PDF that opens with a password only."""
    return saved(plain_pdf(), encryption=pikepdf.Encryption(user="gizli", owner="gizli", R=6))


def bomb_pdf() -> bytes:
    """A PDF of a few hundred kilobytes whose page unpacks to 200 MB."""
    pdf = plain_pdf()
    packed = zlib.compress(b"0 0 m " * (200 * MB // 6), 9)
    pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, packed, Filter=Name.FlateDecode)
    return saved(pdf, compress_streams=True, recompress_flate=False)


def nested_bomb_pdf(megabytes: int = 150) -> bytes:
    """A PDF whose page is packed twice over: a few hundred bytes become so much."""
    pdf = plain_pdf()
    once = zlib.compress(bytes(megabytes * MB), 1)
    twice = zlib.compress(once, 9)
    pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, twice, Filter=Array([Name.FlateDecode, Name.FlateDecode]))
    return saved(pdf)


def huge_picture_pdf() -> bytes:
    """A PDF with a picture that says it is 30 000 by 30 000 pixels."""
    pdf = plain_pdf()
    picture = pikepdf.Stream(pdf, zlib.compress(bytes(100)), Filter=Name.FlateDecode)
    picture.Type, picture.Subtype = Name.XObject, Name.Image
    picture.Width = picture.Height = 30_000
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceGray, 8
    pdf.pages[0].obj.Resources.XObject = Dictionary(Im=picture)
    return saved(pdf)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")


def bomb_png() -> bytes:
    """A PNG of 50 000 by 50 000 pixels in a few bytes."""
    header = (50_000).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(1000)))
        + _chunk(b"IEND", b"")
    )


def text_bomb_png() -> bytes:
    """A PNG whose text unpacks to 100 MB."""
    whole = photograph(kind="PNG")
    text = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100 * MB), 9))
    return whole[:33] + text + whole[33:]


def moving_png() -> bytes:
    """A PNG that moves."""
    first, second = Image.new("RGB", (20, 20), "white"), Image.new("RGB", (20, 20), "black")
    to = io.BytesIO()
    first.save(to, "PNG", save_all=True, append_images=[second], duration=100)
    return to.getvalue()


def zip_bytes() -> bytes:
    """An archive with a program in it."""
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w") as archive:
        archive.writestr("evil.exe", b"MZ evil")
    return to.getvalue()


def jpeg_and_zip() -> bytes:
    """A photograph that is an archive, too."""
    return photograph() + zip_bytes()


def html_and_pdf() -> bytes:
    """A page with a script that is a PDF, too: readers of PDF look for its beginning in the first kilobyte."""
    return b"<html><script>alert(1)</script>\n" + pdf_bytes()


def pdf_and_html() -> bytes:
    """A PDF with a page that holds a script after its end."""
    return pdf_bytes() + b"\n<html><script>evil()</script></html>"


SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EICAR_LIKE: Final = b"DOST-TEST-SIGNATURE-7d1f0c"
"""What the test's own signature looks for; no real virus, and not the one every scanner knows."""
