"""A complaint or a proposal in words: how it stands, what it is about, by when it is answered, what has happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from dost.accounts.who import who
from dost.cases.models import Complaint, ComplaintEntry
from dost.cases.queries import case_number
from dost.cases.text.term_text import TermView, term_for_person, term_for_staff
from dost.ui.contexts import Tag, TagColour, Text
from dost.ui.formats import date_long
from registries.models import Centre
from services_catalog.models import in_language

from .clock import complaint_clock

State, Outcome, About, What = Complaint.State, Complaint.Outcome, Complaint.About, ComplaintEntry.What

STATES: Final[Mapping[str, TagColour]] = {
    State.DRAFT: "grey",
    State.SENT: "blue",
    State.ASKED: "yellow",
    State.ANSWERED: "green",
    State.LEFT: "grey",
    State.WITHDRAWN: "grey",
}
OUTCOMES: Final[Mapping[str, TagColour]] = {
    Outcome.JUSTIFIED: "green",
    Outcome.PARTLY: "green",
    Outcome.NOT_JUSTIFIED: "grey",
    Outcome.ACCEPTED: "green",
    Outcome.NOTED: "blue",
    Outcome.NOT_ACCEPTED: "grey",
    Outcome.REPEATED: "grey",
    Outcome.IN_COURT: "grey",
}
FOR_STAFF: Final = frozenset({What.TAKEN, What.GIVEN_BACK, What.NEAR, What.PASSED, What.MEANT, What.NOT_MEANT})
"""Lines that tell of the work of the office; the person reads the others."""
WITH_TEXT: Final = frozenset({What.LONGER, What.ASKED, What.GIVEN})
"""Lines whose text the person reads; the answer stands in its letter."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, newest first."""

    at: datetime
    title: Text
    text: Text = ""
    by: Text = ""


def state_tag(complaint: Complaint) -> Tag:
    """How it stands."""
    return Tag(State(complaint.state).label, STATES[complaint.state])


def outcome_tag(complaint: Complaint) -> Tag | None:
    """What it was answered with, if it was."""
    if not complaint.outcome:
        return None
    return Tag(Outcome(complaint.outcome).label, OUTCOMES[complaint.outcome])


def kind_label(complaint: Complaint) -> Text:
    """Whether it is a complaint or a proposal."""
    return Complaint.Kind(complaint.kind).label


def about_in_words(complaint: Complaint) -> Text:
    """What it is about: the service, the number of the case, the centre and who is named there, the employer."""
    match complaint.about:
        case About.SERVICE if complaint.about_service is not None:
            return complaint.about_service.title
        case About.CASE if complaint.about_case is not None:
            number = case_number(complaint.about_case.pk, complaint.about_case.opened_at)
            return _("Case %(number)s") % {"number": number}
        case About.STAFF:
            return ", ".join(filter(None, (centre_name(complaint.centre), complaint.named)))
        case About.EMPLOYER:
            return complaint.named
        case _:
            return About(complaint.about).label


def centre_name(code: str) -> str:
    """The name of a centre in the active language; empty for none."""
    found = Centre.objects.filter(code=code).first() if code else None
    if found is None:
        return code
    return in_language({"az": found.name_az, "en": found.name_en, "ru": found.name_ru or found.name_az})


def term_of(complaint: Complaint, *, on: date, for_staff: bool = False) -> TermView | None:
    """Its clock; None once it is closed."""
    clock = complaint_clock(complaint, on=on)
    return term_for_staff(clock) if for_staff else _to_the_person(term_for_person(clock))


def _to_the_person(term: TermView | None) -> TermView | None:
    """The words for the clock of a case say that it is decided; this one is answered."""
    if term is not None and term.by is not None and term.text:
        return TermView(term.by, _("This day has passed. A supervisor sees to it that you are answered."))
    return term


def what_next(complaint: Complaint) -> Text:
    """What happens now, in a sentence."""
    return {
        State.SENT: _(
            "A member of staff whom it is not about looks at it and answers in a letter. You need do nothing."
        ),
        State.ASKED: _("We have a question. The days stand still until you answer."),
        State.ANSWERED: _("The answer is in the letter below."),
        State.LEFT: _("Why it is not looked at is in the letter below."),
        State.WITHDRAWN: _("You took it back. Nobody looks at it any more. You may write again."),
    }[State(complaint.state)]


def history(entries: Iterable[ComplaintEntry], *, for_staff: bool) -> tuple[Line, ...]:
    """What has happened, newest first; read with `select_related(*ComplaintEntry.who())`."""
    shown = [one for one in entries if for_staff or one.what not in FOR_STAFF]
    return tuple(
        Line(
            at=one.at,
            title=What(one.what).label,
            text=_text(one, for_staff=for_staff),
            by=_by(one, for_staff=for_staff),
        )
        for one in sorted(shown, key=lambda one: (one.at, one.pk), reverse=True)
    )


def _text(line: ComplaintEntry, *, for_staff: bool) -> Text:
    said = str(line.details.get("text", ""))
    if line.what == What.ASKED:
        day = date_long(date.fromisoformat(line.details["until"]))
        return _("%(question)s – to be answered by %(day)s") % {"question": said, "day": day}
    return said if for_staff or line.what in WITH_TEXT else ""


def _by(line: ComplaintEntry, *, for_staff: bool) -> Text:
    """Who it was. The person is told of nobody's name: the office answers for its people."""
    if for_staff:
        return str(who(line)) if line.by_id or line.by_person_id else ""
    if line.by_id:
        return "DOST"
    return str(who(line)) if line.by_for_id else ""
