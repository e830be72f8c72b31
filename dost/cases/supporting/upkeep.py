"""What is done for documents in the night: files without a row and rows that nobody sends go, scans are made good.

What cannot be made good by a machine – a document whose file is not there or does not open – is said in the log of the
program as an error, and by `manage.py documents`, until somebody has seen to it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction

from dost.cases.codes import EntryKind
from dost.cases.models import CaseEntry, SupportingDocument

from . import vault
from .scanning import Verdict, scan

log = logging.getLogger(__name__)

GRACE: Final = timedelta(days=1)
"""So long a file may be without its row: it is written before."""
UNCLAIMED: Final = timedelta(days=2)
"""So long a document waits that belongs to no draft: the page it was added on was left."""
SCANS_AT_ONCE: Final = 500

State = SupportingDocument.State


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep has done: how many files and rows went, and which documents have no file (their public ids)."""

    files: int = 0
    rows: int = 0
    without_file: tuple[str, ...] = field(default=())


def sweep(*, now: datetime) -> Swept:
    """Remove files without a row and documents that nobody will send; name the documents whose file is not there."""
    rows = _unclaimed(now=now)
    files = 0
    lying = set()
    known = set(SupportingDocument.objects.values_list("file", flat=True))
    for one in vault.all_files():
        lying.add(one.name)
        # Asked again: it may have got its row since all of them were read.
        if one.name in known or one.written_at > now - GRACE or _has_row(one.name):
            continue
        vault.remove(one.name)
        files += 1
    missing = SupportingDocument.objects.filter(file__in=known - lying, added_at__lt=now - GRACE)
    without = tuple(str(one) for one in missing.values_list("public_id", flat=True))
    if without:
        log.error("documents whose file is not there: %s", ", ".join(without))
    return Swept(files=files, rows=rows, without_file=without)


def _has_row(name: str) -> bool:
    return SupportingDocument.objects.filter(file=name).exists()


def _unclaimed(*, now: datetime) -> int:
    left = SupportingDocument.objects.filter(sent_at=None, draft="", added_at__lt=now - UNCLAIMED)
    went = 0
    for pk in list(left.values_list("pk", flat=True)):
        with transaction.atomic():
            row = left.select_for_update(skip_locked=True).filter(pk=pk).first()
            if row is None:
                continue
            name = row.file
            row.delete()
            transaction.on_commit(partial(vault.remove, name))
            went += 1
    return went


@dataclass(frozen=True, slots=True)
class Scanned:
    """What came of scanning those that had not been: clean, harmful, and still not known."""

    clean: int = 0
    harmful: int = 0
    not_known: int = 0


def scan_again(*, now: datetime) -> Scanned:
    """Scan documents that could not be scanned when they came; what turns out harmful opens to nobody any more.

    The copy is scanned: the file that came is not kept. The case of a harmful one gets a line, so that whoever has it
    asks the person for another.
    """
    waiting = SupportingDocument.objects.filter(state=State.NOT_SCANNED).order_by("pk")
    clean = harmful = not_known = 0
    for document in waiting[:SCANS_AT_ONCE]:
        try:
            content = b"".join(vault.read(document.file, about=document.public_id))
        except vault.Unreadable as error:
            log.error("document %s cannot be scanned: %s", document, error)  # noqa: TRY400 - its text says all
            not_known += 1
            continue
        found = scan(content)
        match found.verdict:
            case Verdict.NOT_KNOWN:
                not_known += 1
            case Verdict.CLEAN:
                clean += 1
                _write(document, State.FILED, found.said, now=now)
            case Verdict.HARMFUL:
                harmful += 1
                _write(document, State.UNSAFE, found.said, now=now)
    if not_known:
        log.warning("documents that no scan has looked at yet: %s", not_known)
    return Scanned(clean=clean, harmful=harmful, not_known=not_known)


def _write(document: SupportingDocument, state: SupportingDocument.State, said: str, *, now: datetime) -> None:
    with transaction.atomic():
        rows = SupportingDocument.objects.filter(pk=document.pk, state=State.NOT_SCANNED)
        changed = rows.update(state=state, scanned_at=now, scan_result=said)
        case = SupportingDocument.objects.values_list("case", flat=True).get(pk=document.pk)
        if changed and state == State.UNSAFE and case is not None:
            CaseEntry.objects.create(
                case_id=case, at=now, what=EntryKind.DOCUMENT_UNSAFE, details={"title": document.title}
            )


def reseal() -> int:
    """Write every document that lies under another key than the current one under that; return how many there were."""
    current = vault.current_key_id()
    count = 0
    for pk in list(SupportingDocument.objects.exclude(key_id=current).values_list("pk", flat=True)):
        with transaction.atomic():
            row = SupportingDocument.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            if row is None or row.key_id == current:
                continue
            try:
                content = b"".join(vault.read(row.file, about=row.public_id))
            except vault.Unreadable as error:
                log.error("document %s cannot be sealed anew: %s", row, error)  # noqa: TRY400 - its text says all
                continue
            old = row.file
            stored = vault.write(content, about=row.public_id)
            row.file, row.key_id = stored.name, stored.key_id
            row.save(update_fields=["file", "key_id"])
            transaction.on_commit(partial(vault.remove, old))
            count += 1
    return count
