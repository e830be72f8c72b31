"""Makes a document anew from what somebody sent, in a process of its own that may do nothing else.

What reads a hostile file can be led to take all memory, to run without an end, or worse; so this file is run by itself
(`python -I remake.py`, see `remaking`), knows neither settings nor database, and has little memory, little time and no
right to write a file. It is a script with imports of its own, not a module of the project.

It reads a line of JSON and then the bytes of each file: `{"what": "pdf" | "images", "sizes": [n, …], "limits": {…}}`.
It writes a line of JSON and then the copy: `{"type", "pages", "signatures"}`, or `{"refused": CODE, "nth": n}` for the
n-th file, counted from 0, and nothing after it. The codes are those of `remaking.REFUSALS`.

* A photograph is decoded, turned upright as its EXIF says, made no larger than needed to read it, and encoded anew:
  nothing of the file that came is in the one that is kept but its pixels. Several become the pages of one PDF.
* Of a PDF only the pages are taken over into an empty one, and of a page only what draws it. What fills in a form or
  stands beside the text (annotations) is drawn into the page first. Scripts, actions, links, embedded files, forms, XFA
  and metadata stay behind because nothing leads to them any more.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import resource
import sys
import warnings
from typing import Any, BinaryIO

import pikepdf
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from pikepdf import settings as pikepdf_settings
from PIL import Image, ImageOps

A4 = (595.0, 842.0)
MOST_SIGNATURES = 8
MOST_CMS = 1 << 16
PAGE_KEYS = frozenset({"/Type", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/Group", "/UserUnit"})
"""What of a page draws it."""
OF_STREAMS = ("/AF", "/Alternates", "/F", "/FFilter", "/Metadata", "/OPI", "/PieceInfo", "/Ref")
"""Keys of a drawing or a picture that lead to files, other documents, or what describes it."""
ACTIONS = frozenset({"/GoToE", "/GoToR", "/ImportData", "/JavaScript", "/Launch", "/SubmitForm", "/URI"})


class Refused(Exception):  # noqa: N818 - it reads as what it says
    """The file cannot be taken; `code` says why."""

    def __init__(self, code: str, nth: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.nth = nth


# -- photographs -------------------------------------------------------------------------------------------------


def photographs(files: list[bytes], limits: dict[str, int]) -> tuple[dict[str, Any], bytes]:
    """Return one photograph anew, or several as the pages of a PDF."""
    made = []
    for nth, sent in enumerate(files):
        try:
            made.append(photograph(sent, limits))
        except Refused as refused:
            raise Refused(refused.code, nth) from refused
    if len(made) == 1:
        return {"type": made[0][0], "pages": 1, "signatures": []}, made[0][1]
    return {"type": "application/pdf", "pages": len(made), "signatures": []}, bound(made)


def photograph(sent: bytes, limits: dict[str, int]) -> tuple[str, bytes]:
    """Return the media type and the bytes of a photograph made anew, upright."""
    is_png = sent.startswith(b"\x89PNG")
    try:
        with Image.open(io.BytesIO(sent), formats=["PNG" if is_png else "JPEG"]) as opened:
            if opened.width * opened.height > limits["pixels"]:
                raise Refused("too_many_pixels")
            if is_png and getattr(opened, "n_frames", 1) > 1:
                raise Refused("moving_picture")
            if not is_png:
                opened.draft("RGB", (limits["side"], limits["side"]))  # large photographs are decoded smaller at once
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((limits["side"], limits["side"]), Image.Resampling.LANCZOS)
            plain = on_white(upright)
    except Refused:
        raise
    except (Image.DecompressionBombError, MemoryError) as error:
        raise Refused("too_many_pixels") from error
    except Exception as error:
        raise Refused("damaged") from error
    kept = Image.new(plain.mode, plain.size)  # an image without the `info` of the other, so nothing of it is written
    kept.paste(plain)
    to = io.BytesIO()
    if is_png:
        kept.save(to, "PNG", optimize=False)
        return "image/png", to.getvalue()
    kept.save(to, "JPEG", quality=85, optimize=True)
    return "image/jpeg", to.getvalue()


def on_white(picture: Image.Image) -> Image.Image:
    """Return the picture in grey or RGB; what can be seen through lies on white."""
    if picture.mode in {"L", "RGB"} and "transparency" not in picture.info:
        return picture
    if picture.mode in {"1", "I;16", "I", "F"}:
        return picture.convert("L") if picture.mode == "1" else sixteen_bits(picture)
    if picture.mode == "CMYK" or picture.mode == "YCbCr":
        return picture.convert("RGB")
    seen_through = picture.convert("RGBA")
    white = Image.new("RGB", seen_through.size, "white")
    white.paste(seen_through, mask=seen_through.getchannel("A"))
    return white


def sixteen_bits(picture: Image.Image) -> Image.Image:
    """Return a picture of 16 bits a pixel in 8."""
    return picture.convert("I").point(lambda value: value / 257).convert("L")


def bound(made: list[tuple[str, bytes]]) -> bytes:
    """Return photographs as the pages of a PDF, each as wide or as high as an A4 sheet."""
    pdf = pikepdf.Pdf.new()
    for _kind, encoded in made:
        with Image.open(io.BytesIO(encoded)) as picture:
            if picture.format != "JPEG":
                again = io.BytesIO()
                picture.convert("RGB").save(again, "JPEG", quality=85, optimize=True)
                encoded = again.getvalue()
            width, height = picture.size
            colours = "/DeviceGray" if picture.mode == "L" and picture.format == "JPEG" else "/DeviceRGB"
        drawn = pdf.make_stream(
            encoded,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=width,
            Height=height,
            ColorSpace=pikepdf.Name(colours),
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        across, down = A4 if height >= width else (A4[1], A4[0])
        scale = min(across / width, down / height)
        wide, high = round(width * scale, 2), round(height * scale, 2)
        pdf.add_blank_page(page_size=(wide, high))
        page = pdf.pages[-1]
        page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=drawn))
        page.obj["/Contents"] = pdf.make_stream(f"q {wide} 0 0 {high} 0 0 cm /Photo Do Q".encode())
    return written(pdf)


# -- PDF ---------------------------------------------------------------------------------------------------------


def portable(sent: bytes, limits: dict[str, int]) -> tuple[dict[str, Any], bytes]:
    """Return a PDF whose pages look like those of what was sent, and which does nothing."""
    pikepdf_settings.set_qpdf_limits(
        flate_max_memory=limits["stream"],
        run_length_max_memory=limits["stream"],
        png_max_memory=limits["stream"],
        tiff_max_memory=limits["stream"],
        dct_max_memory=limits["stream"],
        doc_max_warnings=200,
    )
    try:
        with pikepdf.Pdf.open(io.BytesIO(sent), suppress_warnings=True) as source:
            if len(source.pages) == 0:
                raise Refused("no_pages")
            if len(source.pages) > limits["pages"]:
                raise Refused("too_many_pages")
            signatures = signatures_in(source, sent)
            drawn_into_pages(source)
            copy = only_pages(source)
            within_bounds(copy, limits)
            return {"type": "application/pdf", "pages": len(copy.pages), "signatures": signatures}, written(copy)
    except pikepdf.PasswordError as error:
        raise Refused("needs_password") from error
    except MemoryError as error:
        raise Refused("too_large_inside") from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, OverflowError) as error:
        if "no pages found" in str(error):
            raise Refused("no_pages") from error
        is_bomb = pikepdf_settings.qpdf_limit_errors() or "limit exceeded" in str(error)
        raise Refused("too_large_inside" if is_bomb else "damaged") from error


def drawn_into_pages(source: pikepdf.Pdf) -> None:
    """Draw what a form was filled in with, and notes beside the text, into the pages: the copy has only pages."""
    form = source.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and bool(form.get("/NeedAppearances", False)):
        source.generate_appearance_streams()
    source.flatten_annotations("screen")


def only_pages(source: pikepdf.Pdf) -> pikepdf.Pdf:
    """Return an empty PDF with the pages of this one, and of each what draws it."""
    copy = pikepdf.Pdf.new()
    for page in source.pages:
        for key in ("/Resources", "/MediaBox", "/CropBox", "/Rotate"):  # may stand above the pages, for several
            inherited = inherited_from(page.obj, key)
            if inherited is not None:
                page.obj[key] = inherited
        for key in set(page.obj.keys()) - PAGE_KEYS - {"/Parent"}:
            del page.obj[key]
        copy.pages.append(page)
    for one in copy.objects:
        if isinstance(one, pikepdf.Stream | pikepdf.Dictionary):
            without_ways_out(one)
    for page in copy.pages:
        for key in set(page.obj.keys()) - PAGE_KEYS - {"/Parent"}:
            del page.obj[key]
    return copy


def inherited_from(node: Any, key: str) -> Any:
    """Return what a page or one of the nodes above it says; None where none does."""
    for _step in range(50):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def without_ways_out(one: Any) -> None:
    """Take out of a stream what leads to files, or describes it; empty an action and a file that something still names.

    Of a dictionary nothing else is touched: in one of resources the keys are names that its author gave.
    """
    if isinstance(one, pikepdf.Stream):
        for key in OF_STREAMS:
            if key in one:
                del one[key]
        if one.get("/Subtype") == "/PS":
            one.write(b"")  # a program for a printer
    elif one.get("/S") in ACTIONS or one.get("/Type") == "/Filespec" or "/EF" in one:
        for key in set(one.keys()):
            del one[key]


def within_bounds(copy: pikepdf.Pdf, limits: dict[str, int]) -> None:
    """Refuse pages of absurd size, pictures of too many pixels, and streams that unpack to more than anybody writes."""
    for page in copy.pages:
        box = [float(side) for side in page.mediabox]
        across, down = abs(box[2] - box[0]), abs(box[3] - box[1])
        unit = float(page.obj.get("/UserUnit", 1))
        if not 1 <= min(across, down) * unit <= max(across, down) * unit <= limits["points"]:
            raise Refused("absurd_pages")
    unpacked = 0
    for one in copy.objects:
        if not isinstance(one, pikepdf.Stream):
            continue
        pixels = int(one.get("/Width", 0)) * int(one.get("/Height", 0)) if one.get("/Subtype") == "/Image" else 0
        if pixels > limits["pixels"]:
            raise Refused("too_many_pixels")
        try:
            unpacked += len(one.read_bytes())
        except pikepdf.PdfError:
            unpacked += len(one.read_raw_bytes())  # of a kind that only viewers decode: JPEG 2000, fax
        if pikepdf_settings.qpdf_limit_errors() or unpacked > limits["unpacked"]:
            raise Refused("too_large_inside")


def written(pdf: pikepdf.Pdf) -> bytes:
    """Return the bytes of a PDF that names neither its maker nor a day."""
    if "/Metadata" in pdf.Root:
        del pdf.Root["/Metadata"]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    to = io.BytesIO()
    pdf.save(to, deterministic_id=True, fix_metadata_version=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return to.getvalue()


# -- electronic signatures ---------------------------------------------------------------------------------------


def signatures_in(source: pikepdf.Pdf, sent: bytes) -> list[dict[str, Any]]:
    """Return the electronic signatures of a PDF, as they are in it; nobody here says that they hold.

    Each: `filter` (its form), `name`, `at` (PDF's own way of writing a moment), `signer` (the common names of the
    certificates in it), `range` and `digest` (the SHA-256 of the bytes that it covers, where it says which), and `cms`
    (base64), which with the original proves who signed it.
    """
    form = source.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    if not isinstance(fields, pikepdf.Array):
        return []
    found: list[dict[str, Any]] = []
    nodes, looked_at = list(fields), 0
    while nodes and len(found) < MOST_SIGNATURES and looked_at < 5000:
        node = nodes.pop(0)
        looked_at += 1
        if not isinstance(node, pikepdf.Dictionary):
            continue
        kids = node.get("/Kids")
        if isinstance(kids, pikepdf.Array):
            nodes.extend(list(kids))
        value = node.get("/V")
        if isinstance(value, pikepdf.Dictionary) and value.get("/ByteRange") is not None and "/Contents" in value:
            found.append(signature(value, sent))
    return found


def signature(value: Any, sent: bytes) -> dict[str, Any]:
    """Return one signature as it stands in the file."""
    cms = bytes(value["/Contents"])[:MOST_CMS]
    said: list[Any] = list(value["/ByteRange"]) if isinstance(value["/ByteRange"], pikepdf.Array) else []
    ranges = [int(one) for one in said if isinstance(one, int)][:4]
    digest = ""
    if len(ranges) == 4 and all(one >= 0 for one in ranges):
        first, second = sent[ranges[0] : ranges[0] + ranges[1]], sent[ranges[2] : ranges[2] + ranges[3]]
        digest = hashlib.sha256(first + second).hexdigest()
    return {
        "filter": str(value.get("/SubFilter", ""))[:60],
        "name": str(value.get("/Name", ""))[:120],
        "at": str(value.get("/M", ""))[:40],
        "signer": signers(cms),
        "range": ranges,
        "digest": digest,
        "cms": base64.b64encode(cms).decode(),
    }


def signers(cms: bytes) -> list[str]:
    """Return the common names of the certificates that a signature carries; none where it cannot be read."""
    try:
        certificates = pkcs7.load_der_pkcs7_certificates(cms)
        return [
            str(name.value)[:120]
            for one in certificates[:MOST_SIGNATURES]
            for name in one.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        ]
    except Exception:  # noqa: BLE001 - whatever the parser of hostile bytes stumbles over
        return []  # a form of signature nobody here knows is kept as it is


# -- the process -------------------------------------------------------------------------------------------------


def confine(limits: dict[str, int]) -> None:
    """Take from this process what it does not need: memory, time, writing files, leaving an image of its memory."""
    for what, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def remade(asked: dict[str, Any], files: list[bytes]) -> tuple[dict[str, Any], bytes]:
    """Return what the copy is, and its bytes; raises `Refused`."""
    limits = asked["limits"]
    Image.MAX_IMAGE_PIXELS = limits["pixels"]
    if asked["what"] == "pdf":
        return portable(files[0], limits)
    return photographs(files, limits)


def main(source: BinaryIO, to: BinaryIO) -> None:
    """Read what is asked, and write what came of it."""
    asked = json.loads(source.readline())
    confine(asked["limits"])
    warnings.simplefilter("ignore")
    files = [source.read(size) for size in asked["sizes"]]
    try:
        said, copy = remade(asked, files)
    except Refused as refused:
        said, copy = {"refused": refused.code, "nth": refused.nth}, b""
    except MemoryError:
        said, copy = {"refused": "too_large_inside", "nth": 0}, b""
    to.write(json.dumps(said).encode() + b"\n")
    to.write(copy)
    to.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
