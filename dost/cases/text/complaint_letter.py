"""What letters about complaints and proposals say: that it takes longer, the answer, why it is left unconsidered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.letter_content import Pair, Written
from dost.cases.models import Complaint
from dost.common.dates import local_day
from dost.ui.formats import date_long
from registries.data.complaint_terms import Figure, complaint_figure
from services_catalog.laws import law_as_read

from .letter_text import LetterWords, Said, decided_by, write

Outcome = Complaint.Outcome


def longer_letter(complaint: Complaint, *, reasons: str, actor: Actor, on: date) -> Written:
    """The letter that further study is needed, why, and by which day the answer comes now."""
    words = LetterWords()

    def say() -> Said:
        assert complaint.due_on is not None  # whoever studies it longer is waiting for nobody
        answer = _("What you wrote needs further study. You get the answer by %(day)s.") % {
            "day": date_long(complaint.due_on)
        }
        return Said(
            title=_("Your complaint needs further study")
            if _is_complaint(complaint)
            else _("Your proposal needs further study"),
            answer=answer,
            details=_particulars(complaint),
            reasons=(reasons,),
            law=(law_as_read(complaint_figure(Figure.LONGER).law),),
            decided=decided_by(actor, words, on=on),
            appeal=(_("Questions: call 142 or come to any DOST centre."),),
        )

    return write(complaint.person, say)


def answered_letter(complaint: Complaint, *, reasons: str, actor: Actor, on: date) -> Written:
    """The answer, with its reasons and how to complain further."""
    words = LetterWords()

    def say() -> Said:
        return Said(
            title=_("The answer to your complaint") if _is_complaint(complaint) else _("The answer to your proposal"),
            answer=_answers()[Outcome(complaint.outcome)],
            details=_particulars(complaint),
            reasons=(reasons,),
            reasons_heading=_("The answer"),
            law=tuple(map(law_as_read, complaint.service.law)),
            decided=decided_by(actor, words, on=on),
            appeal=_further(),
        )

    return write(complaint.person, say)


def left_letter(complaint: Complaint, *, earlier: Sequence[str], reasons: str, actor: Actor, on: date) -> Written:
    """The letter that it is left unconsidered, why the law allows that, and how to complain further."""
    words = LetterWords()

    def say() -> Said:
        pairs = _particulars(complaint)
        if earlier:
            pairs = (*pairs, Pair(_("Answered before"), ", ".join(earlier)))
        figure = complaint_figure(Figure.REPEATS if earlier else Figure.ANSWER)
        return Said(
            title=_("Your complaint is left unconsidered")
            if _is_complaint(complaint)
            else _("Your proposal is left unconsidered"),
            answer=_answers()[Outcome(complaint.outcome)],
            details=pairs,
            reasons=(reasons,),
            law=(law_as_read(figure.law),),
            decided=decided_by(actor, words, on=on),
            appeal=_further(),
        )

    return write(complaint.person, say)


# -- parts ---------------------------------------------------------------------------------------------------------


def _is_complaint(complaint: Complaint) -> bool:
    return complaint.kind == Complaint.Kind.COMPLAINT


def _particulars(complaint: Complaint) -> tuple[Pair, ...]:
    assert complaint.sent_at is not None  # what was not sent has no letters
    return (
        Pair(_("Number"), complaint.number),
        Pair(_("Received on"), date_long(local_day(complaint.sent_at))),
    )


def _answers() -> dict[Complaint.Outcome, str]:
    """What follows, in a sentence or two."""
    return {
        Outcome.JUSTIFIED: _("Your complaint is justified."),
        Outcome.PARTLY: _("Your complaint is justified in part."),
        Outcome.NOT_JUSTIFIED: _("Your complaint is not justified."),
        Outcome.ACCEPTED: _("Your proposal is accepted. Thank you."),
        Outcome.NOTED: _("Your proposal is noted. Thank you."),
        Outcome.NOT_ACCEPTED: _("Your proposal is not accepted. Thank you all the same."),
        Outcome.REPEATED: _(
            "You were answered on the same three times within a year, and there is nothing new in what you wrote. "
            "So it is not looked at again. If something new comes to light, write to us."
        ),
        Outcome.IN_COURT: _("A court is looking at the same matter. So it is left to the court."),
    }


def _further() -> tuple[str, ...]:
    """How one complains of the answer."""
    return (
        _(
            "If you do not agree, you may complain to the higher body, the Ministry of Labour and Social Protection of "
            "Population, or go to court."
        ),
        _("Questions: call 142 or come to any DOST centre."),
    )
