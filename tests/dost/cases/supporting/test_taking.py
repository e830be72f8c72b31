"""Taking documents: what is taken is made anew and sealed; what is not leaves neither a row nor a file."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dost.accounts.access import NoReason
from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff
from dost.cases import supporting
from dost.cases.models import SupportingDocument
from dost.cases.supporting import remaking, scanning, taking, vault
from dost.cases.supporting.refusals import REFUSALS, NotTaken
from dost.cases.supporting.taking import Upload, fit_name, fit_text, is_fit
from registries.models import Person
from tests.factories import uploads
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory
from tests.factories.supporting import SupportingDocumentFactory
from tests.factories.uploads import MB, photograph, upload

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=ZoneInfo("Asia/Baku"))


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    """A folder of this test's own."""
    settings.DOCUMENTS_ROOT = tmp_path / "documents"
    return tmp_path / "documents"


def oneself(person: Person) -> Oneself:
    return Oneself(person_id=person.pk, subject="them")


def taken(sent: Upload | list[Upload], person: Person | None = None, **given_more: Any) -> SupportingDocument:
    person = person or PersonFactory()
    return supporting.take(sent, person=person, actor=oneself(person), now=NOW, **given_more)


def content_of(document: SupportingDocument) -> bytes:
    return b"".join(vault.read(document.file, about=document.public_id))


def files_in(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


# -- what is taken -------------------------------------------------------------------------------------------------


def test_a_pdf_is_kept_as_a_copy_and_its_original_is_known_by_its_hash(root: Path) -> None:
    sent = uploads.pdf_bytes(pages=3)

    document = taken(upload(sent, "Arayış.pdf"), kind="labour_book")

    row = SupportingDocument.objects.get(pk=document.pk)
    assert (row.media_type, row.pages, row.kind, row.title) == ("application/pdf", 3, "labour_book", "Arayış.pdf")
    assert (row.original_hash, row.original_size) == (hashlib.sha256(sent).hexdigest(), len(sent))
    assert (row.original_name, row.original_type) == ("Arayış.pdf", "application/pdf")
    assert row.actor == oneself(row.person)
    assert row.size == len(content_of(row))
    with pikepdf.open(io.BytesIO(content_of(row))) as copy:
        assert len(copy.pages) == 3
        assert b"Arayis" in copy.pages[0].Contents.read_bytes()
    assert [path.name for path in files_in(root)] == [row.file]


def test_nothing_of_the_maker_of_a_pdf_stays() -> None:
    document = taken(upload(uploads.pdf_bytes()))

    with pikepdf.open(io.BytesIO(content_of(document))) as copy:
        assert "/Info" not in copy.trailer
        assert set(copy.Root.keys()) == {"/Type", "/Pages"}
    assert "Gizli".encode("utf-16-be") not in content_of(document)


@pytest.mark.parametrize(("orientation", "corner"), [(1, "left"), (3, "right below"), (6, "right"), (8, "left below")])
def test_a_photograph_is_turned_upright_and_says_nothing_of_who_took_it(orientation: int, corner: str) -> None:
    document = taken(upload(photograph(size=(400, 200), orientation=orientation), "IMG_1.JPG", "image/jpeg"))

    picture = Image.open(io.BytesIO(content_of(document)))
    assert picture.format == "JPEG"
    assert not picture.getexif()
    assert b"Telefon" not in content_of(document)
    assert picture.size == ((400, 200) if orientation in {1, 3} else (200, 400))
    width, height = picture.size
    at = (width - 5 if "right" in corner else 5, height - 5 if "below" in corner else 5)
    grey: Any = picture.convert("L").getpixel(at)
    assert grey < 40  # the dark corner, where somebody who holds it upright sees it


def test_a_large_photograph_is_made_no_larger_than_is_needed_to_read_it() -> None:
    document = taken(upload(photograph(size=(6000, 4000)), "a.jpg", "image/jpeg"))

    assert max(Image.open(io.BytesIO(content_of(document))).size) == remaking.LIMITS["side"]


def test_a_png_is_one_afterwards_without_its_text() -> None:
    document = taken(upload(photograph(kind="PNG", mode="RGBA"), "a.png", "image/png"))

    assert document.media_type == "image/png"
    picture: Any = Image.open(io.BytesIO(content_of(document)))
    assert (picture.mode, picture.text) == ("RGB", {})
    assert picture.getpixel((300, 180)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_photographs_of_every_kind_of_colour_are_taken(mode: str) -> None:
    assert taken(upload(photograph(mode=mode), "a.jpg", "image/jpeg")).pages == 1


def test_several_photographs_are_the_pages_of_one_document() -> None:
    sent = [
        upload(photograph(size=(300, 400)), "1.jpg", "image/jpeg"),
        upload(photograph(size=(300, 400), orientation=6), "2.jpg", "image/jpeg"),
        upload(photograph(size=(300, 400), kind="PNG"), "3.png", "image/png"),
    ]

    document = taken(list(sent), title="Əmək kitabçam")

    assert (document.media_type, document.pages, document.title) == ("application/pdf", 3, "Əmək kitabçam")
    assert document.original_type == "image/jpeg, image/png"
    with pikepdf.open(io.BytesIO(content_of(document))) as copy:
        shapes = [page.mediabox[2] > page.mediabox[3] for page in copy.pages]
    assert shapes == [False, True, False]  # the second is turned upright, and lies


def test_what_the_browser_says_of_a_file_counts_for_nothing() -> None:
    document = taken(upload(photograph(), "scan.pdf", "application/pdf"))

    assert (document.media_type, document.original_type) == ("image/jpeg", "image/jpeg")


def test_who_acts_for_somebody_hands_in_for_them() -> None:
    person, mother = PersonFactory(), PersonFactory()
    actor = OnBehalf(person_id=mother.pk, subject="her", of=person.pk, capacity=Capacity.PARENT)

    document = supporting.take(upload(photograph()), person=person, actor=actor, now=NOW)

    assert document.person == person
    assert SupportingDocument.objects.get(pk=document.pk).actor == actor


@pytest.mark.parametrize("actor", ["a stranger", "staff", "system"])
def test_nobody_hands_in_for_a_person_they_have_nothing_to_do_with(actor: str, root: Path) -> None:
    user = UserFactory()
    known: dict[str, Actor] = {
        "a stranger": oneself(PersonFactory()),
        "staff": Staff(user_id=user.pk, role=user.role),
        "system": SYSTEM,
    }

    with pytest.raises(NoReason):
        supporting.take(upload(photograph()), person=PersonFactory(), actor=known[actor], now=NOW)
    assert files_in(root) == []


def test_a_document_of_a_case_is_sent_at_once_and_only_of_its_own_person() -> None:
    case = CaseFactory()

    document = taken(upload(photograph()), case.person, case=case)

    assert (document.case, document.sent_at) == (case, NOW)
    with pytest.raises(ValueError, match="is not of the person"):
        taken(upload(photograph()), PersonFactory(), case=case)


# -- what is not taken ---------------------------------------------------------------------------------------------


def named(content: bytes, name: str) -> Upload:
    """A file whose name is what some other client sent: Django's own cuts the path off."""
    sent = SimpleUploadedFile("x", content)
    vars(sent)["_name"] = name
    return sent


def at_most(size: int) -> bytes:
    """A photograph with so many bytes: what follows its end is not drawn."""
    return photograph().ljust(size, b"\0")


HOSTILE: dict[str, tuple[Callable[[], list[Upload]], str]] = {
    "nothing": (list, "nothing"),
    "0 bytes": (lambda: [upload(b"")], "empty"),
    "10 MB + 1": (lambda: [upload(at_most(10 * MB + 1), "a.jpg")], "too_large"),
    "a program": (lambda: [upload(b"MZ\x90\0" + bytes(500), "arayis.pdf")], "wrong_type"),
    "a text": (lambda: [upload(b"salam", "arayis.pdf")], "wrong_type"),
    "a page with a script": (lambda: [upload(b"<html><script>alert(1)</script>", "a.pdf")], "wrong_type"),
    "a drawing with a script": (lambda: [upload(uploads.SVG, "a.png", "image/png")], "wrong_type"),
    "an archive": (lambda: [upload(uploads.zip_bytes(), "a.pdf")], "wrong_type"),
    "a GIF": (lambda: [upload(b"GIF89a" + bytes(100), "a.png")], "wrong_type"),
    "polyglot of a page and a PDF": (lambda: [upload(uploads.html_and_pdf())], "wrong_type"),
    "polyglot of an archive and a PDF": (lambda: [upload(uploads.zip_bytes() + uploads.pdf_bytes())], "wrong_type"),
    "only the beginning of a PDF": (lambda: [upload(b"%PDF-1.7\n" + bytes(2000))], "damaged"),
    "only the beginning of a JPEG": (lambda: [upload(b"\xff\xd8\xff\xe0" + bytes(2000), "a.jpg")], "damaged"),
    "half a photograph": (lambda: [upload(photograph(size=(900, 900))[:2500], "a.jpg")], "damaged"),
    "a page that begins like a PNG": (lambda: [upload(b"\x89PNG\r\n\x1a\n<script>", "a.png")], "damaged"),
    "a PDF with a password": (lambda: [upload(uploads.locked_pdf())], "needs_password"),
    "a PDF without pages": (lambda: [upload(uploads.saved(pikepdf.Pdf.new()))], "no_pages"),
    "a PDF of 101 pages": (lambda: [upload(uploads.pdf_bytes(pages=101))], "too_many_pages"),
    "a PDF with a page of a kilometre": (lambda: [upload(uploads.pdf_bytes(box=(0, 0, 9e6, 9e6)))], "absurd_pages"),
    "bomb: a page of 200 MB": (lambda: [upload(uploads.bomb_pdf())], "too_large_inside"),
    "bomb: packed twice": (lambda: [upload(uploads.nested_bomb_pdf())], "too_large_inside"),
    "bomb: a picture in a PDF": (lambda: [upload(uploads.huge_picture_pdf())], "too_many_pixels"),
    "bomb: a PNG of 2.5 thousand million pixels": (lambda: [upload(uploads.bomb_png(), "a.png")], "too_many_pixels"),
    "bomb: the text of a PNG": (lambda: [upload(uploads.text_bomb_png(), "a.png")], "damaged"),
    "a picture that moves": (lambda: [upload(uploads.moving_png(), "a.png")], "moving_picture"),
    "a name with a path": (lambda: [named(uploads.pdf_bytes(), "../../etc/cron.d/x.pdf")], "name"),
    "a name with a path of Windows": (lambda: [named(uploads.pdf_bytes(), "..\\..\\x.pdf")], "name"),
    "a name with a zero character": (lambda: [named(uploads.pdf_bytes(), "x.pdf\0.exe")], "name"),
    "a name that turns around": (lambda: [named(uploads.pdf_bytes(), "x\u202efdp.exe")], "name"),
    "a PDF among photographs": (lambda: [upload(photograph(), "1.jpg"), upload(uploads.pdf_bytes())], "one_pdf"),
    "21 photographs": (lambda: [upload(photograph(), "1.jpg") for _n in range(21)], "too_many_files"),
    "photographs of 45 MB": (lambda: [upload(at_most(9 * MB), "1.jpg") for _n in range(5)], "together_too_large"),
    "one bad photograph of two": (lambda: [upload(photograph(), "1.jpg"), upload(b"", "2.jpg")], "empty"),
}


@pytest.mark.parametrize("what", sorted(HOSTILE))
def test_a_hostile_file_is_refused_with_a_clear_word_and_leaves_nothing(what: str, root: Path) -> None:
    make, code = HOSTILE[what]

    with translation.override("en"), pytest.raises(NotTaken) as refused:
        taken(make())

    assert refused.value.code == code
    assert refused.value.field == "documents"
    assert refused.value.message.endswith(".")
    assert "%(" not in refused.value.message
    assert not SupportingDocument.objects.exists()
    assert files_in(root) == []


def test_a_refusal_names_the_file_it_is_about() -> None:
    with translation.override("en"), pytest.raises(NotTaken, match=r"“2\.jpg” is empty"):
        taken([upload(photograph(), "1.jpg"), upload(b"", "2.jpg")])
    with translation.override("en"), pytest.raises(NotTaken, match=r"“2\.jpg” cannot be opened"):
        taken([upload(photograph(), "1.jpg"), upload(photograph()[:300], "2.jpg")])


def test_exactly_10_mb_are_taken() -> None:
    assert taken(upload(at_most(10 * MB), "a.jpg", "image/jpeg")).original_size == 10 * MB


@pytest.mark.parametrize("make", [uploads.jpeg_and_zip, uploads.pdf_and_html], ids=["photograph", "PDF"])
def test_what_is_two_things_at_once_is_one_afterwards(make: Callable[[], bytes]) -> None:
    content = content_of(taken(upload(make())))

    assert not any(word in content for word in (b"evil", b"PK\x03\x04", b"script"))


@pytest.mark.parametrize("code", sorted(REFUSALS))
@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_refusal_is_a_sentence_in_every_language(code: str, language: str) -> None:
    with translation.override(language):
        said = REFUSALS[code]() % {"name": "a.pdf", "pages": 20}

    assert said.endswith(".")
    if language != "en":
        with translation.override("en"):
            assert said != REFUSALS[code]() % {"name": "a.pdf", "pages": 20}


def test_nobody_fills_the_house_with_documents_they_never_send(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "MOST_UNSENT", 2)
    person = PersonFactory()
    for _n in range(2):
        SupportingDocumentFactory(person=person)

    with pytest.raises(NotTaken) as refused:
        taken(upload(photograph()), person)

    assert refused.value.code == "too_many_documents"
    taken(upload(photograph()))  # somebody else is not kept from it


def test_a_row_that_cannot_be_written_leaves_no_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = SupportingDocumentFactory()
    monkeypatch.setattr(taking, "uuid4", lambda: other.public_id)
    before = files_in(root)

    with pytest.raises(IntegrityError), transaction.atomic():
        taken(upload(photograph()))

    assert files_in(root) == before


def test_a_process_that_ends_without_a_word_refuses_the_file(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "dies.py"
    script.write_text("import os; os.abort()")
    monkeypatch.setattr(remaking, "SCRIPT", script)

    with pytest.raises(NotTaken) as refused:
        taken(upload(photograph()))

    assert refused.value.code == "damaged"
    assert files_in(root) == []


def test_a_process_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "sleeps.py"
    script.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(remaking, "SCRIPT", script)
    monkeypatch.setattr(remaking, "SECONDS", 0.3)

    with pytest.raises(NotTaken):
        taken(upload(photograph()))


def test_what_makes_documents_anew_is_told_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "tells.py"
    script.write_text(
        "import os, sys, json\nsys.stdin.buffer.read()\n"
        "print(json.dumps({'type': 'image/png', 'pages': 1, 'signatures': []}))\n"
        "print(sorted(os.environ), os.getcwd())"
    )
    monkeypatch.setattr(remaking, "SCRIPT", script)
    monkeypatch.setenv("DOST_SECRET_KEY", "gizli")

    said = content_of(taken(upload(photograph()))).decode()

    assert "DOST" not in said
    assert "DATABASE" not in said
    assert said.strip().endswith(" /")


# -- scanning, as taking sees it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "state", "scanned"),
    [(scanning.Verdict.CLEAN, "filed", True), (scanning.Verdict.NOT_KNOWN, "not_scanned", False)],
)
def test_a_document_says_whether_it_was_scanned(
    verdict: scanning.Verdict, state: str, scanned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "scan", lambda _content: scanning.Scan(verdict, "a word"))

    document = taken(upload(photograph()))

    assert (document.state, document.scan_result, document.scanned_at is not None) == (state, "a word", scanned)


def test_the_original_is_scanned_and_not_the_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []

    def scan(content: bytes) -> scanning.Scan:
        seen.append(content)
        return scanning.Scan(scanning.Verdict.CLEAN)

    monkeypatch.setattr(taking, "scan", scan)
    sent = photograph()
    taken(upload(sent))

    assert seen == [sent]


def test_a_virus_is_refused_and_leaves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "scan", lambda _content: scanning.Scan(scanning.Verdict.HARMFUL, "Bad"))

    with pytest.raises(NotTaken) as refused:
        taken(upload(photograph()))

    assert refused.value.code == "harmful"
    assert not SupportingDocument.objects.exists()
    assert files_in(root) == []


# -- names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fit"),
    [
        ("Arayış.pdf", "Arayış.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ayan\\arayış.pdf", "arayış.pdf"),
        ("a\u202ecod.pdf", "a cod.pdf"),
        ("  a \n b.pdf", "a b.pdf"),
        ("", "document"),
        (".pdf", "document.pdf"),
        ("x" * 300 + ".pdf", "x" * 111 + ".pdf"),
        ("x" * 300, "x" * 120),
    ],
)
def test_a_name_is_made_fit_to_be_shown(name: str, fit: str) -> None:
    assert fit_name(name) == fit


@given(st.text(max_size=400))
def test_a_name_is_always_short_and_of_one_line_and_fit(name: str) -> None:
    made = fit_name(name)

    assert 0 < len(made) <= SupportingDocument.NAME_LENGTH
    assert is_fit(made)
    assert fit_text(made) == made


def test_a_title_is_of_one_line() -> None:
    document = taken(upload(photograph()), title="Əmək\n\tkitabçam\u202e" + "x" * 300)

    assert document.title.startswith("Əmək kitabçam x")
    assert len(document.title) == SupportingDocument.TITLE_LENGTH


# -- sending and taking back ---------------------------------------------------------------------------------------


def test_documents_of_a_draft_are_sent_with_a_case_once() -> None:
    case = CaseFactory()
    documents = [SupportingDocumentFactory(person=case.person, draft="17") for _n in range(2)]
    SupportingDocumentFactory(person=case.person, draft="18")

    documents.sort(key=lambda one: one.pk)
    assert supporting.of_draft("17") == documents
    assert supporting.attach(documents, case=case, now=NOW) == 2
    assert supporting.attach(documents, case=CaseFactory(person=case.person, basis_key="another"), now=NOW) == 0

    assert supporting.of_draft("17") == []
    assert [one.case for one in documents] == [case, case]
    assert set(SupportingDocument.objects.filter(case=case)) == set(documents)


def test_documents_of_one_person_never_go_with_the_case_of_another() -> None:
    document = SupportingDocumentFactory()

    with pytest.raises(ValueError, match="documents: one is not of the person"):
        supporting.attach([document], case=CaseFactory(), now=NOW)
    document.refresh_from_db()
    assert not document.is_sent


def test_what_is_sent_with_something_that_is_no_case_is_sent_too() -> None:
    document = SupportingDocumentFactory()

    assert supporting.mark_sent([document], now=NOW) == 1
    assert document.is_sent
    with pytest.raises(supporting.AlreadySent):
        supporting.take_back(document, actor=oneself(document.person), now=NOW)


def test_what_is_taken_back_leaves_nothing(root: Path, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    document = SupportingDocumentFactory()
    assert len(files_in(root)) == 1

    with django_capture_on_commit_callbacks(execute=True):
        supporting.take_back(document, actor=oneself(document.person), now=NOW)

    assert not SupportingDocument.objects.exists()
    assert files_in(root) == []


def test_nobody_takes_back_the_document_of_another() -> None:
    document = SupportingDocumentFactory()

    with pytest.raises(NoReason):
        supporting.take_back(document, actor=oneself(PersonFactory()), now=NOW)
    assert SupportingDocument.objects.count() == 1


def test_another_takes_the_place_of_one_for_the_same_draft_and_paper() -> None:
    document = SupportingDocumentFactory(draft="17", kind="labour_book", title="Kitabça")

    other = supporting.replace(document, [upload(photograph())], actor=oneself(document.person), now=NOW)

    assert [one.pk for one in SupportingDocument.objects.all()] == [other.pk]
    assert (other.draft, other.kind, other.title) == ("17", "labour_book", "Kitabça")


def test_one_that_is_not_taken_leaves_the_first() -> None:
    document = SupportingDocumentFactory()

    with pytest.raises(NotTaken):
        supporting.replace(document, [upload(b"")], actor=oneself(document.person), now=NOW)
    assert list(SupportingDocument.objects.all()) == [document]


def test_what_was_sent_is_not_replaced() -> None:
    case = CaseFactory()
    document = SupportingDocumentFactory(person=case.person, case=case)

    with pytest.raises(supporting.AlreadySent):
        supporting.replace(document, [upload(photograph())], actor=oneself(document.person), now=NOW)


# -- what the database holds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["title", "original_hash", "kind", "draft", "added_at", "person_id", "media_type"])
def test_a_document_stays_as_it_was_taken(column: str) -> None:
    document = SupportingDocumentFactory()
    value = {"added_at": NOW, "person_id": PersonFactory().pk}.get(column, "x")

    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        SupportingDocument.objects.filter(pk=document.pk).update(**{column: value})


def test_what_was_sent_is_never_removed() -> None:
    case = CaseFactory()
    document = SupportingDocumentFactory(person=case.person, case=case)

    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        SupportingDocument.objects.filter(pk=document.pk).delete()


def test_what_is_with_a_case_is_sent() -> None:
    document = SupportingDocumentFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        SupportingDocument.objects.filter(pk=document.pk).update(case=CaseFactory(person=document.person))
    assert connection.is_usable()
