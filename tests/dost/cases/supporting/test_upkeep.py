"""What the night does: files without a row, documents nobody sends, scans made good, a new key."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from dost.cases.models import CaseEntry, SupportingDocument
from dost.cases.supporting import scanning, upkeep, vault
from dost.cases.tasks import sweep_documents
from tests.factories.cases import CaseFactory
from tests.factories.supporting import CONTENT, SupportingDocumentFactory

pytestmark = pytest.mark.django_db

Captured = Callable[..., Any]
State = SupportingDocument.State


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    settings.DOCUMENTS_ROOT = tmp_path
    settings.DOCUMENT_KEYS = [bytes(32)]
    return tmp_path


def age(root: Path, **ago: int) -> None:
    """Let every file be this old."""
    for path in root.rglob("*"):
        if path.is_file():
            then = (timezone.now() - timedelta(**ago)).timestamp()
            os.utime(path, (then, then))


def files_in(root: Path) -> set[str]:
    return {path.name for path in root.rglob("*") if path.is_file()}


def says(monkeypatch: pytest.MonkeyPatch, verdict: scanning.Verdict) -> None:
    monkeypatch.setattr(upkeep, "scan", lambda _content: scanning.Scan(verdict, "a word"))


# -- the sweep -----------------------------------------------------------------------------------------------------


def test_a_file_without_a_row_goes_after_a_day_and_one_with_a_row_stays(root: Path) -> None:
    document = SupportingDocumentFactory(draft="1")
    orphan = vault.write(b"killed before its row", about=document.public_id)
    (root / "ab").mkdir()
    (root / "ab" / "abcd.part").write_bytes(b"killed while it was written")

    assert upkeep.sweep(now=timezone.now()).files == 0  # it may be getting its row
    assert orphan.name in files_in(root)
    age(root, days=2)
    assert upkeep.sweep(now=timezone.now()).files == 2
    assert files_in(root) == {document.file}


def test_a_document_that_belongs_to_nothing_goes_and_one_of_a_draft_or_that_was_sent_stays(
    root: Path, django_capture_on_commit_callbacks: Captured
) -> None:
    now = timezone.now()
    case = CaseFactory()
    old = now - timedelta(days=3)
    left = SupportingDocumentFactory(added_at=old)
    stays = [
        SupportingDocumentFactory(added_at=old, draft="17"),
        SupportingDocumentFactory(added_at=old, person=case.person, case=case),
        SupportingDocumentFactory(added_at=old, sent_at=old),
        SupportingDocumentFactory(added_at=now - timedelta(days=1)),
    ]

    with django_capture_on_commit_callbacks(execute=True):
        assert upkeep.sweep(now=now).rows == 1

    assert set(SupportingDocument.objects.all()) == set(stays)
    assert left.file not in files_in(root)
    assert files_in(root) == {one.file for one in stays}


def test_a_document_without_its_file_is_named_aloud(caplog: pytest.LogCaptureFixture) -> None:
    document = SupportingDocumentFactory(draft="1", added_at=timezone.now() - timedelta(days=3))
    fine = SupportingDocumentFactory(draft="2", added_at=timezone.now() - timedelta(days=3))
    vault.remove(document.file)

    swept = upkeep.sweep(now=timezone.now())

    assert swept.without_file == (str(document.public_id),)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert str(document.public_id) in caplog.text
    assert str(fine.public_id) not in caplog.text
    assert document.title not in caplog.text
    with pytest.raises(CommandError, match=str(document.public_id)):
        call_command("documents", "sweep")


# -- scans made good -----------------------------------------------------------------------------------------------


def test_what_was_not_scanned_is_scanned_later(monkeypatch: pytest.MonkeyPatch) -> None:
    document = SupportingDocumentFactory(state=State.NOT_SCANNED)
    filed = SupportingDocumentFactory(state=State.FILED)
    says(monkeypatch, scanning.Verdict.CLEAN)
    now = timezone.now()

    assert upkeep.scan_again(now=now) == upkeep.Scanned(clean=1)

    document.refresh_from_db()
    filed.refresh_from_db()
    assert (document.state, document.scanned_at, document.scan_result) == (State.FILED, now, "a word")
    assert filed.scanned_at is None


def test_what_turns_out_harmful_is_shut_and_its_case_hears_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    case = CaseFactory()
    document = SupportingDocumentFactory(person=case.person, case=case, state=State.NOT_SCANNED, title="Kitabça")
    SupportingDocumentFactory(state=State.NOT_SCANNED)
    says(monkeypatch, scanning.Verdict.HARMFUL)

    assert upkeep.scan_again(now=timezone.now()).harmful == 2
    assert upkeep.scan_again(now=timezone.now()) == upkeep.Scanned()

    document.refresh_from_db()
    assert not document.may_be_opened
    entry = CaseEntry.objects.get(what="document_unsafe")
    assert (entry.case, entry.details) == (case, {"title": "Kitabça"})


def test_what_cannot_be_scanned_yet_waits_and_one_bad_file_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    gone = SupportingDocumentFactory(state=State.NOT_SCANNED)
    vault.remove(gone.file)
    other = SupportingDocumentFactory(state=State.NOT_SCANNED)
    says(monkeypatch, scanning.Verdict.CLEAN)

    assert upkeep.scan_again(now=timezone.now()) == upkeep.Scanned(clean=1, not_known=1)
    other.refresh_from_db()
    assert other.state == State.FILED
    assert "1" in caplog.text

    says(monkeypatch, scanning.Verdict.NOT_KNOWN)
    again = SupportingDocumentFactory(state=State.NOT_SCANNED)
    assert upkeep.scan_again(now=timezone.now()).not_known == 2
    again.refresh_from_db()
    assert again.state == State.NOT_SCANNED


def test_the_night_does_both(monkeypatch: pytest.MonkeyPatch) -> None:
    document = SupportingDocumentFactory(state=State.NOT_SCANNED, draft="1")
    says(monkeypatch, scanning.Verdict.CLEAN)

    sweep_documents()

    document.refresh_from_db()
    assert document.state == State.FILED


# -- a new key -----------------------------------------------------------------------------------------------------


def test_a_new_key_is_taken_into_use_and_the_old_one_out(
    settings: Any, root: Path, django_capture_on_commit_callbacks: Captured, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = [SupportingDocumentFactory(draft="1") for _n in range(2)]
    old, new = settings.DOCUMENT_KEYS[0], bytes([9]) * 32
    settings.DOCUMENT_KEYS = [new, old]

    with django_capture_on_commit_callbacks(execute=True):
        call_command("documents", "reseal")
    assert capsys.readouterr().out == f"2 documents were sealed under {vault.key_id(new)}\n"

    settings.DOCUMENT_KEYS = [new]
    for document in documents:
        before = document.file
        document.refresh_from_db()
        assert document.file != before
        assert b"".join(vault.read(document.file, about=document.public_id)) == CONTENT
    assert files_in(root) == {one.file for one in documents}
    call_command("documents", "status", "--json")
    assert f'"keys": {{"{vault.key_id(new)}": 2}}' in capsys.readouterr().out


def test_a_key_that_was_taken_out_too_early_is_told(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    SupportingDocumentFactory()
    known = vault.current_key_id()
    settings.DOCUMENT_KEYS = [bytes([9]) * 32]

    with pytest.raises(CommandError, match=known):
        call_command("documents", "status")
    assert "1 documents" in capsys.readouterr().out
    assert upkeep.reseal() == 0  # and nothing is lost by trying


def test_scanning_by_hand_says_what_came_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    SupportingDocumentFactory(state=State.NOT_SCANNED)
    says(monkeypatch, scanning.Verdict.NOT_KNOWN)

    call_command("documents", "scan")

    assert capsys.readouterr().out == "0 clean, 0 harmful, 1 not scanned\n"
