"""What people write to this house from their telephones: answers to what they were asked, or not.

An answer counts only from a number that a code has confirmed – where somebody gave theirs for another, while they may
act for them – and only for the newest question that went there, if it
is still open; where the number alone does not say which question is meant, for the one whose code it carries. What was
sent before a question went out answers it not. Each message is read once; whoever wrote it is told kindly what became
of it, but not without end: another machine may be answering ours.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from dost.accounts.actors import OnBehalf, Oneself
from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.notifications import reply_texts
from dost.notifications.direct import Kind, Way, direct_message
from dost.notifications.lapsed import given_for_others
from dost.notifications.models import Contact, DirectMessage, Notice, TextReading
from dost.notifications.reach import reach_of
from dost.notifications.replies import last_asked
from dost.notifications.spelling import Reply, read_reply
from dost.notifications.takers import Written, taken
from registries.models import Person, ReceivedText

from .acts import MovedOn, NotPossible
from .choices import SMS, last_answer
from .handlers import record_choice

logger = logging.getLogger(__name__)

Finding = TextReading.Finding

BATCH: Final = 200
DAY: Final = timedelta(days=1)
MOST_REPLIES: Final = 3
"""Answers within a day to one number, beyond those to a yes or a no that was new; then silence."""
LOOKED_BACK: Final = timedelta(days=90)
"""How long after a question went out a number that nobody has confirmed is told how to answer it."""
TAKEN: Final = frozenset({Finding.YES, Finding.NO, Finding.CANCELLED})


@dataclass(frozen=True, slots=True)
class _Read:
    """What a message was found to be, and the question it is about; `again`: it was answered so before.

    `person_id` is whose matter it was where it answers no question about a right (`notifications.takers`).
    """

    finding: Finding
    question: Notice | None = None
    again: bool = False
    person_id: int | None = None


class _ReadMeanwhileError(Exception):
    """Another worker has read the message: what was done here is undone."""


def read_texts(*, limit: int = BATCH) -> int:
    """Read the messages that nobody has read yet, the oldest first; return how many."""
    unread = ReceivedText.objects.filter(reading=None).order_by("pk")[:limit]
    return sum(_read_once(text) for text in unread)


def _read_once(text: ReceivedText) -> bool:
    """Read one message; False when another worker does. One that cannot be read keeps back no other."""
    now = timezone.now()
    try:
        with transaction.atomic():
            found = _read(text, now=now)
            row = TextReading(text=text, finding=found.finding, read_at=now, person_id=found.person_id)
            if found.question is not None:
                row.person_id, row.case_id = found.question.person_id, found.question.case_id
            _keep(row)
            _answer(text, found, now=now)
    except _ReadMeanwhileError:
        return False
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("The text message %s could not be read", text.pk)
        TextReading.objects.get_or_create(text=text, defaults={"finding": Finding.FAILED, "read_at": now})
    return True


def _keep(row: TextReading) -> None:
    """Keep what became of a message, once."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise _ReadMeanwhileError from error


def _read(text: ReceivedText, *, now: datetime) -> _Read:
    people = set(Contact.objects.filter(phone=text.sender).values_list("person_id", flat=True))
    given = [one for one in given_for_others(on=local_day(now), people=people) if one.field == "phone"]
    people -= {one.person_id for one in given if not one.counts}
    if not people:
        return _Read(Finding.NOT_CONFIRMED)
    asked = _asked(text, people)
    asked_at = last_asked(asked[0]) if asked else None
    elsewhere = taken(Written(text.pk, frozenset(people), text.text, text.sent_at, asked_at), now=now)
    if elsewhere is not None:
        return _Read(elsewhere.finding, person_id=elsewhere.person_id)
    reply = read_reply(text.text)
    if reply is None:
        return _Read(Finding.NOT_UNDERSTOOD)
    if not asked:
        return _Read(Finding.NO_QUESTION)
    question = _meant(reply, asked, shared=len(people) > 1)
    if question is None:
        return _Read(Finding.NEEDS_CODE)
    behalf = next((one.actor for one in given if one.person_id == question.person_id), None)
    return _recorded(text, question, wanted=reply.wanted, behalf=behalf, now=now)


def _asked(text: ReceivedText, people: set[int]) -> list[Notice]:
    """The questions that went to this number, to whoever has confirmed it, before the message was written.

    The newest first.
    """
    sent = Notice.objects.filter(
        kind=Notice.Kind.QUESTION,
        channel=Notice.Channel.SMS,
        phone=text.sender,
        person__in=people,
        state__in=[DeliveryState.SENDING, DeliveryState.DONE],
    ).select_related("case__service")
    before = [row for row in sent if last_asked(row) <= text.sent_at]
    return sorted(before, key=lambda row: (last_asked(row), row.pk), reverse=True)


def _meant(reply: Reply, asked: Sequence[Notice], *, shared: bool) -> Notice | None:
    """The question that a reply means: by its code, else the newest – of a number that several share, never so."""
    if reply.code:
        return next((row for row in asked if row.reply_code == reply.code), None)
    return None if shared else asked[0]


def _recorded(text: ReceivedText, question: Notice, *, wanted: bool, behalf: OnBehalf | None, now: datetime) -> _Read:
    """Record the answer of the person who was asked, or of who gave their own number for them (`behalf`).

    The subject names the message it came by.
    """
    said = Finding.YES if wanted else Finding.NO
    case = question.case
    assert case is not None  # a question is about a case
    subject = f"sms:{text.pk}"
    actor = replace(behalf, subject=subject) if behalf else Oneself(person_id=question.person_id, subject=subject)
    try:
        with transaction.atomic():
            record_choice(case_id=case.pk, actor=actor, wanted=wanted, via=SMS, now=now)
    except MovedOn:
        again = last_answer(case) is wanted
        return _Read(said if again else Finding.TOO_LATE, question, again=again)
    except NotPossible:
        return _Read(Finding.TOO_LATE, question)
    return _Read(said, question)


def _answer(text: ReceivedText, found: _Read, *, now: datetime) -> None:
    """Tell whoever wrote what became of it."""
    if found.finding == Finding.NOT_CONFIRMED and not _was_asked(text.sender, now=now):
        return  # a stranger's message: nothing is said to whom this house has never written
    is_new = found.finding in TAKEN and not found.again
    if not is_new and _told_often(text.sender, now=now):
        return  # a machine that says "OK" to every message says yes to our thanks, too
    person = found.question.person if found.question is not None else _only_person(text.sender)
    language = reach_of(person).language if person is not None else Person.Language.AZ
    service = found.question.case.service if found.question and found.question.case else None
    direct_message(
        key=f"R{text.pk}",
        kind=Kind.REPLY,
        way=Way.SMS,
        to=text.sender,
        text=reply_texts.reply(found.finding, service=service, language=language),
        language=language,
        now=now,
        person=person,
    )


def _was_asked(phone: str, *, now: datetime) -> bool:
    asked = Notice.objects.filter(kind=Notice.Kind.QUESTION, phone=phone, created_at__gt=now - LOOKED_BACK)
    return asked.exists()


def _told_often(phone: str, *, now: datetime) -> bool:
    replies = DirectMessage.objects.filter(to=phone, kind=Kind.REPLY, created_at__gt=now - DAY)
    return replies.count() >= MOST_REPLIES


def _only_person(phone: str) -> Person | None:
    """Whose number it is, where it is one person's."""
    told = Contact.objects.filter(phone=phone).select_related("person__contact")[:2]
    return told[0].person if len(told) == 1 else None
