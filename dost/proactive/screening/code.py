"""The code for a clerk: what a family told, sealed, as a text short enough for a square that a telephone shows.

The text is letters and digits only, so that a reader of squares that types like a keyboard types it right whatever its
keyboard, and so that the square is small: such texts take 5.5 bits a letter. It can be typed from paper, too: spaces,
small letters and what looks alike (0 and O, 1 and I, 8 and B) do not matter.

    text    = "DOST" · base32 of the sealed payload, without "="
    payload = fingerprints of the questions that were replied to (count 1, then 2 each) · the family (`packing`)
"""

from __future__ import annotations

from base64 import b32decode, b32encode
from binascii import Error as Base32Error
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Final

from django.utils.translation import gettext as _

from dost.cases.rules import rules_in_force
from dost.common.dates import local_day

from .family import Family
from .gates import resolved
from .packing import from_bytes, to_bytes
from .questions import Ask, Question, asks, is_replied
from .sealed import MOST_BYTES, AlteredError, ExpiredError, OtherKeyError, Purpose, SealError, seal, unseal
from .service_questions import questions_for
from .values import TellingError

PREFIX: Final = "DOST"
MOST_LETTERS: Final = len(PREFIX) + -(-MOST_BYTES * 8 // 5)
_FINGERPRINT: Final = 2
_MOST_QUESTIONS: Final = 255
_ALIKE: Final = str.maketrans({"0": "O", "1": "I", "8": "B", "İ": "I"})


class OtherQuestionsError(SealError):
    """It was made while quite other questions were asked, and cannot be read with those of today."""


@dataclass(frozen=True, slots=True)
class OpenedCode:
    """What a code holds: the family, when it was begun, until when it opens.

    `changed` are the questions that were replied to and are asked otherwise now: they are to be asked again.
    """

    family: Family
    started_at: datetime
    until: datetime
    changed: tuple[Ask, ...]


def make_code(family: Family, *, started_at: datetime, now: datetime) -> str:
    """Return the code of what was told; raises `TooLargeError`. It opens for a day from when the screening began."""
    replied = {fingerprint(ask.question) for ask in _replied(family, now)}
    prints = sorted(replied)[:_MOST_QUESTIONS]
    payload = bytes([len(prints)]) + b"".join(prints) + to_bytes(family)
    sealed = seal(payload, purpose=Purpose.CODE, started_at=started_at, now=now)
    return PREFIX + b32encode(sealed).decode("ascii").rstrip("=")


def open_code(text: str, *, now: datetime) -> OpenedCode:
    """Return what a code holds.

    Raises `ExpiredError`, `OtherKeyError`, `OtherQuestionsError`, or `AlteredError` for everything that is not as it
    was made; `problem_in_words` says each to a clerk.
    """
    opened = unseal(_sealed_in(text), purpose=Purpose.CODE, now=now)
    count = opened.payload[0] if opened.payload else 0
    end = 1 + _FINGERPRINT * count
    prints = {opened.payload[at : at + _FINGERPRINT] for at in range(1, end, _FINGERPRINT)}
    try:
        family = from_bytes(opened.payload[end:], on=local_day(now))
    except TellingError as error:
        raise OtherQuestionsError("the family in it cannot be read with the questions of today") from error
    changed = tuple(ask for ask in _replied(family, now) if fingerprint(ask.question) not in prints)
    return OpenedCode(family, opened.started_at, opened.until(), changed)


def problem_in_words(error: SealError) -> str:
    """Return why a code does not open and what to do, for whoever holds it at a counter."""
    match error:
        case ExpiredError():
            return _("The code is older than 24 hours. Ask the questions again, or look the person up.")
        case OtherKeyError():
            return _(
                "The code was made under a key that is not in use any more, or by another system. It cannot be opened."
            )
        case OtherQuestionsError():
            return _("Since the code was made, other questions are asked. Ask them again.")
        case AlteredError():
            return _("This is not the whole code, or a letter is wrong. Read it again.")
    return _("The code cannot be opened.")


def in_groups(text: str, size: int = 5) -> tuple[str, ...]:
    """Return a code in groups of letters, for reading it aloud or typing it."""
    return tuple(text[at : at + size] for at in range(0, len(text), size))


def fingerprint(question: Question) -> bytes:
    """Return what identifies a question and everything that a reply to it may be; its words may change."""
    fields = [(one.fills, one.kind.value, tuple(choice.code for choice in one.choices)) for one in question.fields]
    shape = (question.id, question.form.value, question.fills, tuple(one.code for one in question.choices), fields)
    return blake2b(repr(shape).encode(), digest_size=_FINGERPRINT).digest()


def _replied(family: Family, now: datetime) -> Iterable[Ask]:
    on = local_day(now)
    return [
        ask
        for ask in asks(questions_for(rules_in_force(on)), resolved(family, on=on), on=on)
        if is_replied(family, ask, on=on)
    ]


def _sealed_in(text: str) -> bytes:
    letters = "".join(text.split()).replace("-", "").upper()
    if not letters.translate(_ALIKE).startswith(PREFIX.translate(_ALIKE)) or len(letters) > MOST_LETTERS:
        raise AlteredError("it does not begin as a code does, or is longer than one")
    body = letters[len(PREFIX) :].translate(_ALIKE)
    try:
        return b32decode(body.encode("ascii") + b"=" * (-len(body) % 8))
    except (Base32Error, UnicodeEncodeError, ValueError):
        raise AlteredError("there are letters in it that no code has") from None
