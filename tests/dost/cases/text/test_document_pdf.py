"""A document as a PDF: accessible, the same for ever, and true about itself."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import pytest
import segno

from dost.cases.models import Deliverable
from dost.cases.text import document_pdf as pdf
from dost.cases.text.document_pdf import NoDocument, document_pdf, document_picture
from tests.factories.documents import DOCUMENTS, PERSON, written

ISSUED = datetime(2026, 11, 21, 10, 30, tzinfo=ZoneInfo("Asia/Baku"))
TODAY = date(2026, 11, 21)
CHECK = "https://dost.example/check/01-02-2026-0048813-M/"
CHILD = {"name": "Məmmədov Murad Rəşad oğlu", "fin": "7XYZ890", "born": "2019-09-01"}


def deliverable(document: dict[str, Any] | None, **more: Any) -> Deliverable:
    given = {
        "content": {"person": PERSON, "about": None, **({"document": document} if document else {})},
        "kind": "document",
        "number": "01-02-2026-0048813-M",
        "issued_at": ISSUED,
        "valid_until": date(2026, 12, 21),
    }
    return Deliverable(**{**given, **more})


def made(document: dict[str, Any], *, on: date = TODAY, **more: Any) -> bytes:
    return document_pdf(deliverable(document, **more), check_url=CHECK, on=on)


def text_of(content: bytes) -> str:
    """The text of a PDF, by the ToUnicode maps of its fonts."""
    with pikepdf.open(BytesIO(content)) as opened:
        return " ".join(" ".join(page_text(page) for page in opened.pages).split())


def page_text(page: pikepdf.Page) -> str:
    maps = {name: _unicode(font) for name, font in page.Resources.Font.items()}
    shown: list[str] = []
    font: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "Tf":
                font = maps[str(operands[0])]
            case "Tj":
                shown.append(_decoded(bytes(operands[0]), font))
            case "TJ":
                shown += [_decoded(bytes(one), font) for one in operands[0] if isinstance(one, pikepdf.String)]
            case "ET":
                shown.append(" ")
    return "".join(shown)


def _unicode(font: pikepdf.Object) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = ord(bytes.fromhex(text).decode("utf-16-be")[-1])
            found |= {int(first, 16) + n: chr(start + n) for n in range(int(last, 16) - int(first, 16) + 1)}
    return found


def _decoded(raw: bytes, font: dict[int, str]) -> str:
    return "".join(font.get(int.from_bytes(raw[at : at + 2]), "") for at in range(0, len(raw), 2))


@pytest.mark.parametrize("code", DOCUMENTS)
def test_every_document_is_an_accessible_pdf(code: str) -> None:
    document = written(code)
    content = made(document)
    with pikepdf.open(BytesIO(content)) as opened:
        root = opened.Root
        assert root.MarkInfo.Marked
        assert root.StructTreeRoot.K is not None
        assert str(root.Lang).startswith("az")
        assert root.ViewerPreferences.DisplayDocTitle
        metadata = opened.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert str(metadata["dc:title"]).startswith(document["title"]["az"])
        assert all(embedded(font) for page in opened.pages for font in page.Resources.Font.values())
        assert len(opened.pages) == 1
    text = text_of(content)
    assert "01-02-2026-0048813-M" in text
    assert PERSON["fin"] in text
    for sentence in document["statements"]:
        for language in ("az", "ru"):
            assert squeezed(sentence[language]) in squeezed(text)
        assert squeezed(sentence["en"]) not in squeezed(text)
    assert CHECK in text.replace(" ", "")


def embedded(font: pikepdf.Object) -> bool:
    (descendant,) = font.DescendantFonts
    return any(key.startswith("/FontFile") for key in dict(descendant.FontDescriptor))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\N{NON-BREAKING HYPHEN}", "-"))


def test_made_again_years_later_it_is_the_same_byte_by_byte() -> None:
    document = written("01-02")
    first = made(document, valid_until=None)
    assert made(document, valid_until=None, on=date(2031, 1, 1)) == first
    assert made(written("01-02", **{"pension_award.amount": Decimal("281.00")}), valid_until=None) != first


@pytest.mark.parametrize(
    ("more", "on", "words"),
    [
        ({}, date(2026, 12, 21), ""),
        ({}, date(2026, 12, 22), "Bu sənəd qüvvədə deyil: son günü 21 dekabr 2026"),
        ({"ended_on": TODAY}, TODAY, "Bu sənəd qüvvədə deyil: 21 noyabr 2026-cı il tarixində geri götürülüb"),
    ],
)
def test_it_says_when_it_is_no_longer_valid(more: dict[str, Any], on: date, words: str) -> None:
    text = squeezed(text_of(made(written("01-02"), on=on, **more)))
    assert ("Busənədqüvvədədeyil" in text) is bool(words)
    assert squeezed(words) in text


def test_its_qr_code_leads_to_the_public_check(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = pdf.drawn_qr

    def noted(address: str) -> str:
        drawn.append(address)
        return draw(address)

    monkeypatch.setattr(pdf, "drawn_qr", noted)
    made(written("01-02"))
    assert drawn == [CHECK]
    wanted = segno.make(CHECK, error="m", micro=False)
    path = re.search(r'd="([^"]+)"', pdf.drawn_qr(CHECK))
    assert path is not None
    dark = sum(int(run) for run in re.findall(r"h(\d+)", path[1]))
    assert dark == sum(sum(row) for row in wanted.matrix)


def test_a_picture_can_be_looked_at() -> None:
    assert document_picture(deliverable(written("01-08")), check_url=CHECK, on=TODAY).startswith(b"\x89PNG")


def test_what_has_no_text_is_no_document() -> None:
    with pytest.raises(NoDocument):
        document_pdf(deliverable(None), check_url=CHECK, on=TODAY)


# -- what stands on it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_language_of_the_state_stands_first_and_the_person_s_own_beside_it(language: str) -> None:
    document = {**written("01-02"), "language": language}
    text = squeezed(text_of(made(document)))
    said = {code: squeezed(sentence) for code, sentence in document["statements"][0].items()}
    assert {code for code, sentence in said.items() if sentence in text} == {"az", language}
    assert text.count(said[language]) == 1
    assert text.index(said["az"]) <= text.index(said[language])
    assert text.index("AzərbaycanRespublikası") < text.index(said["az"])
    assert [word in text for word in ("Translation", "Перевод")] == [language == "en", language == "ru"]


@pytest.mark.parametrize("about", [None, CHILD])
def test_whom_it_is_about_stands_on_it_where_that_is_somebody_else(about: dict[str, str] | None) -> None:
    document = {**written("01-02"), "language": "en"}
    text = squeezed(text_of(made(document, content={"person": PERSON, "about": about, "document": document})))
    for words in (PERSON["name"], PERSON["fin"], "14 mart 1961"):
        assert squeezed(words) in text
    for words in (CHILD["name"], CHILD["fin"], "1 sentyabr 2019"):
        assert (squeezed(words) in text) is (about is not None)


@pytest.mark.parametrize(("until", "words"), [(date(2026, 12, 21), "21 December 2026"), (None, "without an end")])
def test_its_days_are_those_of_baku(until: date | None, words: str) -> None:
    late = datetime(2026, 11, 20, 21, tzinfo=ZoneInfo("UTC"))
    document = {**written("01-02"), "language": "en"}
    content = made(document, issued_at=late, valid_until=until)
    text = squeezed(text_of(content))
    assert squeezed("21 November 2026") in text
    assert squeezed("20 November 2026") not in text
    assert squeezed(words) in text
    with pikepdf.open(BytesIO(content)) as opened:
        assert opened.open_metadata()["xmp:CreateDate"].startswith("2026-11-21")
