"""Which questions can be answered by replying to them, and what a reply must carry.

A reply counts only from a number that a code has confirmed. Where its number alone does not say which question is meant
– several people share it, or another question that went there is still open – each question carries four digits.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from registries.models import Person

from .models import Contact, Notice
from .question import ReplyBy
from .reach import Way, reach_of

DIGITS: Final = 4
CODES: Final = 10**DIGITS


def replies_of(people: Sequence[Person]) -> list[ReplyBy | None]:
    """How each of these people, who are asked one question each, can reply to it; None who cannot. Two queries."""
    reached = [reach_of(person) for person in people]
    phones = [one.phone if one.confirmed and one.ways()[:1] == (Way.SMS,) else "" for one in reached]
    wanted = set(filter(None, phones))
    if not wanted:
        return [None] * len(people)
    open_codes = _open_codes(wanted)
    busy = shared_numbers(wanted) | {phone for phone, _code in open_codes}
    busy |= {phone for phone, count in Counter(phones).items() if count > 1}
    replies: list[ReplyBy | None] = []
    for phone in phones:
        code = _free_code(phone, open_codes) if phone in busy else ""
        open_codes.add((phone, code))
        replies.append(ReplyBy(code) if phone else None)
    return replies


def shared_numbers(phones: Iterable[str]) -> set[str]:
    """Those of these numbers that several people have confirmed as theirs."""
    counted = Counter(Contact.objects.filter(phone__in=set(phones)).values_list("phone", flat=True))
    return {phone for phone, count in counted.items() if count > 1}


def open_questions_to(phones: Iterable[str]) -> QuerySet[Notice]:
    """The questions that went to these numbers as text messages and are not answered."""
    return Notice.objects.filter(
        kind=Notice.Kind.QUESTION,
        channel=Notice.Channel.SMS,
        phone__in=set(phones),
        case__stage="choose",
        case__state="waiting",
        case__waiting_on="person",
    )


def _open_codes(phones: Iterable[str]) -> set[tuple[str, str]]:
    return set(open_questions_to(phones).values_list("phone", "reply_code"))


def _free_code(phone: str, taken: set[tuple[str, str]]) -> str:
    """Four digits that no open question to this number carries."""
    while True:
        code = f"{secrets.randbelow(CODES):0{DIGITS}d}"
        if (phone, code) not in taken:
            return code


def last_asked(notice: Notice) -> datetime:
    """When a question went out: what somebody wrote before cannot be an answer to it."""
    return notice.settled_at or notice.created_at
