"""What of a case can be appealed now, and what that can be answered with.

An appeal is against the last thing that was decided of a case, as its last letter told it; of what no letter told –
that there is no right – as the case itself says. Each is appealed once: after the answer there is the court.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from dost.cases.clock.appeals import told_at
from dost.cases.models import (
    OPEN_APPEAL,
    Against,
    Appeal,
    Case,
    CaseMessage,
    CourtDecision,
    Letter,
    Ruling,
)
from dost.cases.stages import Outcome, Stage
from dost.common.dates import local_day

from .days import lodge_by

_KINDS: Final = {
    Letter.Kind.REFUSED: Against.REFUSED,
    Letter.Kind.GRANTED: Against.GRANTED,
    Letter.Kind.AMOUNT_CHANGED: Against.AMOUNT,
    Letter.Kind.ENDED: Against.ENDED,
    Letter.Kind.RECOVERY_DECIDED: Against.RECOVERY,
}
"""What the letters about decisions are appealed as."""
REVIEWS: Final = frozenset({"03-15"})
"""Services whose application has another body's decision reviewed: granting it opens a review (`reviews`)."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is appealed: the letter that told of it (None where none did), since when it is known, until when."""

    against: Against
    letter: Letter | None
    told_on: date
    lodge_by: date


def subject_of(case: Case) -> Subject | None:
    """What was decided of a case last; None where nothing has been decided, or what the person said themselves.

    One query, and one more for the letter of a decision.
    """
    letter = Letter.objects.filter(case=case, kind__in=list(_KINDS)).defer("content").order_by("-ordinal").first()
    if letter is not None:
        granted = letter.kind == Letter.Kind.GRANTED
        against = Against.REVIEW if granted and case.service_id in REVIEWS else _KINDS[Letter.Kind(letter.kind)]
        return _subject(case, against, letter, _told_on(case, letter))
    if case.outcome == Outcome.NO_RIGHT and case.stage == Stage.CLOSED and case.closed_at is not None:
        return _subject(case, Against.NO_RIGHT, None, local_day(case.closed_at))
    return None


def _subject(case: Case, against: Against, letter: Letter | None, told_on: date) -> Subject:
    return Subject(against, letter, told_on, lodge_by(case, told_on=told_on))


def _told_on(case: Case, letter: Letter) -> date:
    """Since when the person knows: from the day of the letter, or from that of its message where that came later.

    Whoever was told late loses nothing by it.
    """
    told = told_at([case.pk]).get(case.pk) if letter.ordinal == 1 else None
    return local_day(max(letter.issued_at, told) if told is not None else letter.issued_at)


def open_appeal(case: Case) -> Appeal | None:
    """The appeal about a case that is not answered; None when there is none. The rows may be prefetched."""
    return next((one for one in case.appeals.all() if one.state in OPEN_APPEAL), None)


def may_be_appealed(case: Case) -> bool:
    """Whether what was decided last can be appealed: it was not yet, and no court has decided about the case."""
    appeals = list(case.appeals.all())
    if any(one.state in OPEN_APPEAL and one.state != Appeal.State.DRAFT for one in appeals):
        return False
    if CourtDecision.objects.filter(case=case).exists():
        return False
    subject = subject_of(case)
    if subject is None:
        return False
    letter = subject.letter.pk if subject.letter else None
    return not any(
        one.state != Appeal.State.DRAFT and one.letter_id == letter and (letter or one.against == subject.against)
        for one in appeals
    )


def rulings_about(against: str, *, monthly: bool) -> tuple[Ruling, ...]:
    """What an appeal against something can be answered with.

    What was refused, ended or asked back can be changed or decided anew. A monthly right that runs can be given another
    amount by the appeal itself; it is not stopped to be looked at. What was paid or issued once stands, or does not.
    """
    if against in (Against.REFUSED, Against.NO_RIGHT, Against.ENDED, Against.REVIEW, Against.RECOVERY):
        return (Ruling.CHANGED, Ruling.SENT_BACK, Ruling.UPHELD)
    return (Ruling.CHANGED, Ruling.UPHELD) if monthly else (Ruling.UPHELD,)


# -- questions -----------------------------------------------------------------------------------------------------


def waits_for_reply(messages: Iterable[CaseMessage]) -> bool:
    """Whether the last word in a conversation (in order) is the person's."""
    last = None
    for message in messages:
        last = message
    return last is not None and last.side == CaseMessage.Side.PERSON
