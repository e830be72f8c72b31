"""Telling a person of their complaint or proposal: a message without its content, and letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Final

from django.db import transaction

from dost.cases.deliverables import check_character
from dost.cases.letter_content import Written, content_hash
from dost.cases.models import Complaint, ComplaintEntry, ComplaintLetter
from dost.cases.stages import WORK
from dost.common.bells import ring
from dost.common.dates import local_day
from dost.notifications import texts
from dost.notifications.models import Notice
from dost.notifications.notices import complaint as word_of_complaint
from dost.notifications.reach import reach_of

What = ComplaintEntry.What
PIECES: Final = ("notices", "emails")


def tell(
    complaint: Complaint, what: ComplaintEntry.What, *, question: str = "", until: date | None = None, now: datetime
) -> Notice | None:
    """Let the person know of what has just been written into the history; None for the dead, who are not written to.

    `until` is the last day to answer, where they are asked something; a letter on paper says what (`question`), for its
    reader may have no other way to read it.
    """
    person = complaint.person
    if person.died_on is not None:
        return None
    language, number = reach_of(person).language, complaint.number
    if what == What.SENT and complaint.due_on is not None:
        text = texts.complaint_received(number=number, due=complaint.due_on, language=language)
    elif what == What.ASKED and until is not None:
        text = texts.complaint_asked(number=number, until=until, language=language)
    else:
        text = texts.complaint_news(number=number, language=language)
    made = word_of_complaint(
        person,
        service=complaint.service,
        complaint=complaint.pk,
        text=text,
        step=complaint.entries.count(),
        now=now,
    )
    if question and made.channel == Notice.Channel.LETTER and not complaint.service.sensitive:
        made.text = f"{text}\n\n{question}"
    made.save(force_insert=True)
    for piece in PIECES:
        transaction.on_commit(partial(ring, WORK, piece))
    return made


def write_complaint_letter(
    complaint: Complaint, kind: ComplaintLetter.Kind, write: Callable[[], Written], *, now: datetime
) -> ComplaintLetter:
    """Write the letter of what has just been done (the complaint is locked), and the message that there is one."""
    written = write()
    content = written.as_json()
    ordinal = complaint.letters.count() + 1
    letter = ComplaintLetter(
        complaint=complaint,
        ordinal=ordinal,
        kind=kind,
        number=complaint_letter_number(complaint.pk, ordinal, year=local_day(now).year),
        issued_at=now,
        language=written.parts[0].language,
        content=content,
        content_hash=content_hash(content),
        notice=tell(complaint, _LINES[kind], now=now),
    )
    letter.save(force_insert=True)
    return letter


_LINES: Final = {
    ComplaintLetter.Kind.LONGER: What.LONGER,
    ComplaintLetter.Kind.ANSWERED: What.ANSWERED,
    ComplaintLetter.Kind.LEFT: What.LEFT,
}


def complaint_letter_number(complaint_id: int, ordinal: int, *, year: int) -> str:
    """The number of a letter, `MS-2026-0000012-01-K`: it names neither what it is about nor whom."""
    body = f"MS-{year}-{complaint_id:07d}-{ordinal:02d}"
    return f"{body}-{check_character(body)}"
