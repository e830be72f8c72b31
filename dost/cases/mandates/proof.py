"""By what it is known at a window that it is they who give a mandate, accept it or end it.

A document that a member of staff has seen, a code that they read out, or what they signed on paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from dost.accounts.actors import Staff
from dost.accounts.models import Mandate, MandateEvent
from dost.cases.acts import DESKS
from dost.cases.impartial import circle_of
from dost.cases.models import MandatePaper, SupportingDocument
from dost.cases.supporting import NotTaken, mark_sent, take, take_back
from dost.cases.supporting.taking import Upload
from registries.models import Person

from .problems import NotGiven

How = Mandate.How


@dataclass(frozen=True, slots=True)
class Seen:
    """What a member of staff has to show for it: a document that was seen, a code that was read out, or a paper."""

    document_kind: str = ""
    document_number: str = ""
    code: str = ""
    paper: SupportingDocument | None = None


@dataclass(frozen=True, slots=True)
class AtWindow:
    """By what it is known that one of the two did it at a window: the way, and the document where one was seen."""

    how: Mandate.How
    document_kind: str = ""
    document_number: str = ""


def check_seen(how: How, seen: Seen) -> None:
    """Pass what there is to show for a way; the code itself is asked by `codes.use`. Raises `NotGiven`."""
    if how == How.PRESENCE and not seen.document_kind:
        raise NotGiven("document_kind", _("Choose the document you have seen."))
    if how == How.PRESENCE and not seen.document_number.strip():
        raise NotGiven("document_number", _("Write the number of the document you have seen."))
    if how == How.PAPER and seen.paper is None:
        raise NotGiven("paper", _("Add the signed paper as it was scanned."))


def as_kept(how: How, seen: Seen) -> AtWindow:
    """What is kept of it: a document only where somebody was there with it."""
    if how != How.PRESENCE:
        return AtWindow(how)
    return AtWindow(how, seen.document_kind, seen.document_number.strip()[:30])


def require_window(actor: Staff, how: How) -> None:
    """Pass a member of staff who sits at a window, with a way that is one at a window. Raises `NotGiven`."""
    if actor.role not in DESKS.roles or how == How.ONLINE:
        raise NotGiven("", _("You may not do this."))


def require_apart(mandate: Mandate, actor: Staff, *, person: Person | None = None, on: date) -> None:
    """Pass a member of staff only where neither of the two, nor `person`, who does it for an employer, is close to
    them: nobody gives themselves a key. Raises `NotGiven`.
    """
    circle = circle_of(actor.user_id, on=on)
    theirs = {mandate.grantor_id, mandate.agent_id, person.pk if person is not None else None}
    if circle is None or not circle.isdisjoint(theirs):
        raise NotGiven("", _("This mandate is not for you to write down. Another member of staff does it."))


@contextmanager
def signed_paper(
    files: Sequence[Upload], *, person: Person, actor: Staff, now: datetime
) -> Iterator[SupportingDocument]:
    """Take what was signed, as it was scanned; nothing of it stays where what follows fails. Raises `NotGiven`."""
    if not files:
        raise NotGiven("paper", _("Add the signed paper as it was scanned."))
    try:
        paper = take(files, person=person, actor=actor, title=_("Signed mandate"), now=now)
    except NotTaken as why:
        raise NotGiven("paper", why.message) from why
    try:
        yield paper
    except BaseException:
        take_back(paper, actor=actor, now=now)
        raise


def keep_paper(mandate: Mandate, what: MandateEvent.What, seen: Seen, *, now: datetime) -> None:
    """Keep what was signed beside the mandate, if something was; inside the transaction of what it is for."""
    if seen.paper is not None:
        MandatePaper.objects.create(mandate=mandate, what=what, document=seen.paper)
        mark_sent([seen.paper], now=now)
