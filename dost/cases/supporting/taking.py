"""Taking a document that somebody hands in, sending it with a case, and taking it back before that.

A document is written as a file before it is a row, so a row always has its file; what a kill or a rollback leaves is a
file without a row, which `upkeep` removes in the night. What is refused leaves neither.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final, Protocol
from uuid import uuid4

from django.db import transaction

from dost.accounts.access import NoReason, reason_for
from dost.accounts.actors import Actor, OnBehalf
from dost.cases.models import Case, SupportingDocument
from dost.ui.uploads import MOST_BYTES
from registries.models import Person

from . import vault
from .refusals import MOST_PAGES, NotTaken, refusal
from .remaking import Remade, remade
from .scanning import Verdict, scan

MOST_TOGETHER: Final = 40 * 1024 * 1024
MOST_UNSENT: Final = 60
TOO_MANY: Final = "too_many_documents"
"""Documents of one person that wait to be sent: more are none that anybody needs."""
TYPES: Final = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
"""How the files that are taken begin. That they are what they begin as shows when they are made anew."""
UNNAMED: Final = "document"

State = SupportingDocument.State


class Upload(Protocol):
    """A file as a form brings it (`django.core.files.uploadedfile.UploadedFile`)."""

    @property
    def name(self) -> str | None:
        """What it is called on the device it comes from."""

    @property
    def size(self) -> int | None:
        """Its bytes, as far as they were read."""

    def read(self, num_bytes: int | None = None, /) -> bytes:
        """Its content."""

    def seek(self, offset: int, /) -> object:
        """Go back to its beginning."""


class Named(Protocol):
    """A draft, which is named by its key."""

    @property
    def pk(self) -> object:
        """Its key."""


def take(
    upload: Upload | Sequence[Upload],
    *,
    person: Person,
    actor: Actor,
    now: datetime,
    kind: str = "",
    title: str = "",
    draft: Named | str | None = None,
    case: Case | None = None,
    about: Case | None = None,
) -> SupportingDocument:
    """Take a document of a person: a PDF, a photograph, or several photographs as its pages.

    `kind` is a paper of the catalogue, `title` what the person calls it (else what the file is called). With `case` it
    is sent at once; with `draft` it waits with that; with neither until `attach` or `mark_sent`. `about` is the case
    that it will be for: whoever acts for the employer whose case that is adds to it, whoever of it applied.

    Raises:
        NotTaken: it is none that can be taken; nothing of it is left behind.
        NoReason: the actor has nothing to do with this person.
        ValueError: the case is another person's.
    """
    if not _is_its(about, actor) and reason_for(actor, person.pk, now=now) is None:
        raise NoReason
    if case is not None and case.person_id != person.pk:
        raise ValueError(f"case: case {case.pk} is not of the person whose document this is")
    uploads = list(upload) if isinstance(upload, Sequence) else [upload]
    if SupportingDocument.objects.filter(person=person, sent_at=None).count() >= MOST_UNSENT:
        raise NotTaken(refusal(TOO_MANY, "").message, code=TOO_MANY)
    names = [fit_name(one.name or "") for one in uploads]
    files, media_types = _read(uploads, names)
    state, said = _scanned(files, names)
    copy = remade(files, names, pdf=media_types[0] == "application/pdf")
    row = SupportingDocument(
        public_id=uuid4(),
        person=person,
        case=case,
        draft=_name_of(draft),
        kind=kind,
        title=(fit_text(title) or names[0])[: SupportingDocument.TITLE_LENGTH],
        state=state,
        original_name=names[0],
        original_type=", ".join(sorted(set(media_types))),
        original_size=sum(map(len, files)),
        original_hash=_hash(files),
        scanned_at=now if state == State.FILED else None,
        scan_result=said,
        added_at=now,
        sent_at=now if case is not None else None,
    ).signed(actor)
    return _kept(row, copy)


def _is_its(case: Case | None, actor: Actor) -> bool:
    """Whether a case is that of the employer somebody acts for."""
    return case is not None and isinstance(actor, OnBehalf) and bool(actor.voen) and actor.voen == case.applicant_voen


def _kept(row: SupportingDocument, copy: Remade) -> SupportingDocument:
    """The file, then the row; no file where there comes no row."""
    stored = vault.write(copy.content, about=row.public_id)
    row.file, row.key_id = stored.name, stored.key_id
    row.media_type, row.pages, row.size = copy.media_type, copy.pages, len(copy.content)
    row.signatures = copy.signatures
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except BaseException:
        vault.remove(stored.name)
        raise
    return row


def _read(uploads: Sequence[Upload], names: Sequence[str]) -> tuple[list[bytes], list[str]]:
    """The contents and media types, as far as size and beginning tell; raises NotTaken at the first that is none."""
    if not uploads:
        raise refusal("nothing", "")
    if len(uploads) > MOST_PAGES:
        raise refusal("too_many_files", "")
    if sum(one.size or 0 for one in uploads) > MOST_TOGETHER:
        raise refusal("together_too_large", "")
    files, media_types = [], []
    for one, name in zip(uploads, names, strict=True):
        if not is_fit(one.name or ""):
            raise refusal("name", name)
        if (one.size or 0) > MOST_BYTES:
            raise refusal("too_large", name)
        one.seek(0)
        content = one.read(MOST_BYTES + 1)
        if not content:
            raise refusal("empty", name)
        if len(content) > MOST_BYTES:
            raise refusal("too_large", name)
        files.append(content)
        media_types.append(_type_of(content, name))
    if len(files) > 1 and "application/pdf" in media_types:
        raise refusal("one_pdf", "")
    return files, media_types


def _type_of(content: bytes, name: str) -> str:
    for beginning, media_type in TYPES:
        if content.startswith(beginning):
            return media_type
    raise refusal("wrong_type", name)


def _scanned(files: Sequence[bytes], names: Sequence[str]) -> tuple[SupportingDocument.State, str]:
    """What the scanner says of all files together, and its word; raises NotTaken at the first that is harmful."""
    said = ""
    is_known = True
    for content, name in zip(files, names, strict=True):
        found = scan(content)
        if found.verdict is Verdict.HARMFUL:
            raise refusal("harmful", name)
        is_known = is_known and found.verdict is Verdict.CLEAN
        said = found.said if found.verdict is not Verdict.CLEAN or not said else said
    return (State.FILED if is_known else State.NOT_SCANNED), said[:120]


def _hash(files: Iterable[bytes]) -> str:
    """The SHA-256 of the files one after another: of a single one, that of its bytes."""
    digest = hashlib.sha256()
    for content in files:
        digest.update(content)
    return digest.hexdigest()


def _name_of(draft: Named | str | None) -> str:
    if draft is None or isinstance(draft, str):
        return draft or ""
    return str(draft.pk)


# -- names -------------------------------------------------------------------------------------------------------


def fit_name(name: str) -> str:
    """A name that can be shown and kept: without its path, control characters, and what turns the writing around."""
    text = fit_text(name.replace("\\", "/").rsplit("/", 1)[-1])
    stem, dot, ending = text.rpartition(".")
    if dot and len(ending) <= 8:
        return f"{stem[: SupportingDocument.NAME_LENGTH - 9].rstrip()}.{ending}" if stem else UNNAMED + dot + ending
    return text[: SupportingDocument.NAME_LENGTH] or UNNAMED


def fit_text(text: str) -> str:
    """A text of one line, without characters that show nothing or change what is beside them."""
    kept = (
        one if unicodedata.category(one)[0] not in {"C", "Z"} else " " for one in unicodedata.normalize("NFC", text)
    )
    return " ".join("".join(kept).split())


def is_fit(name: str) -> bool:
    """Whether a name is that of a file: no path, no control character, no trick with the direction of writing."""
    return not any(one in "/\\" or unicodedata.category(one) in {"Cc", "Cf", "Cs"} for one in name) and name not in {
        ".",
        "..",
    }


# -- sending, and taking back ------------------------------------------------------------------------------------


def of_draft(draft: Named | str) -> list[SupportingDocument]:
    """The documents that wait with a draft, in the order in which they were added."""
    return list(SupportingDocument.objects.filter(draft=_name_of(draft), sent_at=None)) if _name_of(draft) else []


def attach(documents: Iterable[SupportingDocument], *, case: Case, now: datetime) -> int:
    """Send documents with a case; return how many went. Those that have gone already stay where they are.

    Raises:
        ValueError: a document is of another person than the case.
    """
    wanted = list(documents)
    if any(one.person_id != case.person_id for one in wanted):
        raise ValueError(f"documents: one is not of the person of case {case.pk}")
    return _sent(wanted, case=case, now=now)


def mark_sent(documents: Iterable[SupportingDocument], *, now: datetime) -> int:
    """Send documents with something that is no case, and points at them itself; return how many went."""
    return _sent(list(documents), case=None, now=now)


def _sent(documents: list[SupportingDocument], *, case: Case | None, now: datetime) -> int:
    rows = SupportingDocument.objects.filter(pk__in=[one.pk for one in documents], sent_at=None)
    went = rows.update(case=case, sent_at=now)
    for one in documents:
        one.refresh_from_db(fields=["case", "sent_at"])
    return went


class AlreadySent(Exception):  # noqa: N818 - it reads as what it says
    """A document has gone with something and belongs to its file: nobody takes it back."""


def take_back(document: SupportingDocument, *, actor: Actor, now: datetime) -> None:
    """Remove a document that was not sent yet, for good: its row and its file.

    Raises:
        NoReason: the actor has nothing to do with its person.
        AlreadySent: it was sent.
    """
    if reason_for(actor, document.person_id, now=now) is None:
        raise NoReason
    with _unsent(document) as row:
        row.delete()
        name = row.file
        transaction.on_commit(lambda: vault.remove(name))


def replace(
    document: SupportingDocument, upload: Upload | Sequence[Upload], *, actor: Actor, now: datetime
) -> SupportingDocument:
    """Take another in the place of one that was not sent yet: of the same kind, by the same title, for the same draft.

    Raises:
        NotTaken: the other cannot be taken; the first stays.
        NoReason, AlreadySent: as `take_back`.
    """
    with transaction.atomic():
        if document.is_sent:
            raise AlreadySent
        taken = take(
            upload,
            person=document.person,
            actor=actor,
            now=now,
            kind=document.kind,
            title="" if document.title == document.original_name else document.title,
            draft=document.draft,
        )
        take_back(document, actor=actor, now=now)
    return taken


@contextmanager
def _unsent(document: SupportingDocument) -> Iterator[SupportingDocument]:
    """The row, locked, so that it is not sent at the same moment; raises AlreadySent where it was, or is gone."""
    with transaction.atomic():
        row = SupportingDocument.objects.select_for_update(of=("self",)).filter(pk=document.pk, sent_at=None).first()
        if row is None:
            raise AlreadySent
        yield row
