"""Opening a document: who may, with a line in the log each time; and which documents of a person they may know of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from django.db.models import Q, QuerySet

from dost.accounts.access import A_DOCUMENT, NoReason, Purpose, Reason, log_access, reason_for
from dost.accounts.actors import Actor, OnBehalf, Oneself
from dost.accounts.opens import Opens
from dost.accounts.own_looks import OwnLook
from dost.cases.models import SupportingDocument

from . import vault

ENDINGS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
NO_PAUSE: Final = timedelta(0)
"""Every opening is a line of its own, however soon after another."""


class Unsafe(Exception):  # noqa: N818 - it reads as what it says
    """A scan found harmful code in it: nobody opens it."""


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document to be shown: its content in chunks, what it is, what it is called, and how many bytes it has."""

    chunks: Iterator[bytes]
    media_type: str
    file_name: str
    size: int


def opened(document: SupportingDocument, *, actor: Actor, now: datetime) -> OpenedDocument:
    """Open a document for an actor to see, and write down that they did.

    The first chunk has been read and found whole when this returns; a later one can still raise `vault.Unreadable`.

    Raises:
        NoReason: the actor has no reason to look at the record of its person.
        Unsafe: it may be opened to nobody.
        vault.Unreadable: its file is not there or not as it was written.
    """
    reason = _reason(document, actor, now=now)
    if reason is None:
        raise NoReason
    if not document.may_be_opened:
        raise Unsafe
    chunks = vault.read(document.file, about=document.public_id)
    first = next(chunks)
    log_access(
        actor=actor,
        people={document.person_id},
        purpose=reason.purpose,
        reason=OwnLook.DOCUMENT.value if isinstance(actor, Oneself | OnBehalf) else A_DOCUMENT,
        registries=(),
        service_code=document.case.service_id if document.case else "",
        now=now,
        pause=NO_PAUSE,
    )
    return OpenedDocument(
        chunks=chain([first], chunks),
        media_type=document.media_type,
        file_name=file_name(document),
        size=document.size,
    )


def _reason(document: SupportingDocument, actor: Actor, *, now: datetime) -> Reason | None:
    """Why somebody may open a document; what was sent in an employer's name opens to who acts for it, and to staff."""
    voen = document.case.applicant_voen if document.case else ""
    if isinstance(actor, OnBehalf) and actor.voen and document.is_sent:
        return Reason(Purpose.ON_BEHALF) if actor.voen == voen else None
    if isinstance(actor, Oneself | OnBehalf) and voen and not (isinstance(actor, OnBehalf) and actor.voen):
        return None
    return reason_for(actor, document.person_id, now=now)


def file_name(document: SupportingDocument) -> str:
    """What the copy is called when it is saved: as the file that came, with the ending of what it is now."""
    stem = document.original_name.rpartition(".")[0] or document.original_name
    return f"{stem}.{ENDINGS[document.media_type]}"


def known_to(person_id: int, *, opens: Opens, actor: Oneself | OnBehalf) -> QuerySet[SupportingDocument]:
    """The documents of a person, or of the employer the reader acts for, as far as the cases that they were sent with
    open to the reader.

    Under a mandate, and for an employer, also what the reader has added and not sent yet.
    """
    chosen = opens.rows_of(person_id, "case__service")
    if not opens.is_whole:
        chosen |= Q(sent_at=None, person=person_id, **SupportingDocument.columns_of(actor))
    return SupportingDocument.objects.filter(chosen).select_related("case")
