"""What of a case can be appealed now, and who has taken part in it.

An appeal is against the last thing that was decided of a case, as its last letter told it; of what no letter told –
that there is no right – as the case itself says. Each is appealed once: after the answer there is the court.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from dost.accounts.actors import Actor, Staff
from dost.cases.codes import EntryKind
from dost.cases.models import (
    OPEN_APPEAL,
    Against,
    Appeal,
    AppealAnswer,
    Case,
    CaseEntry,
    CaseMessage,
    CourtDecision,
    Decision,
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
}
"""What the letters about decisions are appealed as."""
REVIEWS: Final = frozenset({"03-15"})
"""Services whose application has another body's decision reviewed: granting it opens a review (`reviews`)."""
DECIDING: Final = (
    EntryKind.GRANTED,
    EntryKind.REFUSED,
    EntryKind.NO_RIGHT,
    EntryKind.RECORD_GONE,
    EntryKind.SENT_BACK,
    EntryKind.ENDED,
    EntryKind.KEPT,
    EntryKind.WITHDRAWN,
    EntryKind.APPEAL_DECIDED,
)
"""Lines of a timeline whose author took part in deciding the case."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is appealed: the letter that told of it (None where none did), since when it is known, until when."""

    against: Against
    letter: Letter | None
    told_on: date

    @property
    def lodge_by(self) -> date:
        """The last day to appeal against it."""
        return lodge_by(self.told_on)


def subject_of(case: Case) -> Subject | None:
    """What was decided of a case last; None where nothing has been decided, or what the person said themselves.

    One query; one more for what no letter told of.
    """
    letter = Letter.objects.filter(case=case, kind__in=list(_KINDS)).defer("content").order_by("-ordinal").first()
    if letter is not None:
        granted = letter.kind == Letter.Kind.GRANTED
        against = Against.REVIEW if granted and case.service_id in REVIEWS else _KINDS[Letter.Kind(letter.kind)]
        return Subject(against, letter, local_day(letter.issued_at))
    if case.outcome == Outcome.NO_RIGHT and case.stage == Stage.CLOSED and case.closed_at is not None:
        return Subject(Against.NO_RIGHT, None, local_day(case.closed_at))
    return None


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

    What was refused or ended can be changed or decided anew. A monthly right that runs can be given another amount by
    the appeal itself; it is not stopped to be looked at. What was paid or issued once stands, or does not.
    """
    if against in (Against.REFUSED, Against.NO_RIGHT, Against.ENDED, Against.REVIEW):
        return (Ruling.CHANGED, Ruling.SENT_BACK, Ruling.UPHELD)
    return (Ruling.CHANGED, Ruling.UPHELD) if monthly else (Ruling.UPHELD,)


# -- who decides ---------------------------------------------------------------------------------------------------


def earlier_cases(case: Case) -> list[int]:
    """The ids of a case and of all it took the place of, the newest first."""
    found = [case.pk]
    before = case.replaces_id
    while before is not None and before not in found:
        found.append(before)
        before = Case.objects.filter(pk=before).values_list("replaces", flat=True).first()
    return found


def took_part(case: Case, actor: Actor) -> bool:
    """Whether a member of staff has decided anything of a case, or of what it took the place of.

    Two queries; three where one of these was appealed before.
    """
    if not isinstance(actor, Staff):
        return False
    cases = earlier_cases(case)
    return (
        Decision.objects.filter(case__in=cases, decided_by=actor.user_id).exists()
        or CaseEntry.objects.filter(case__in=cases, by=actor.user_id, what__in=DECIDING).exists()
        or AppealAnswer.objects.filter(
            appeal__case__in=cases, by=actor.user_id, about=AppealAnswer.About.DECISION
        ).exists()
    )


# -- questions -----------------------------------------------------------------------------------------------------


def waits_for_reply(messages: Iterable[CaseMessage]) -> bool:
    """Whether the last word in a conversation (in order) is the person's."""
    last = None
    for message in messages:
        last = message
    return last is not None and last.side == CaseMessage.Side.PERSON
