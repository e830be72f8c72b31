"""What letters about appeals, courts and what a person gave up say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.letter_content import GroundSaid, Pair, Written
from dost.cases.models import Against, Appeal, Case, Ruling
from dost.cases.queries import case_number
from dost.common.dates import local_day
from dost.ui.formats import date_long
from services_catalog.compiled import CompiledVersion
from services_catalog.laws import law_as_read
from services_catalog.rules import Explanation

from .explained import standing
from .letter_text import LetterWords, Said, court_only, decided_by, ground_said, in_order, quoted, write


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of an appeal, or by a court: what follows, by whom, and why.

    `found` is what the rule says with what is taken for proven (with its `rule`), where that decides it.
    """

    ruling: Ruling
    actor: Actor
    reasons: str
    rule: CompiledVersion | None = None
    found: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Court:
    """Which court decided, in which decision, on which day, and what it says."""

    court: str
    number: str
    decided_on: date
    says: str


def lodged_letter(appeal: Appeal) -> Written:
    """The receipt: the appeal has arrived, under which number, and by when it is answered."""
    case = appeal.case

    def say() -> Said:
        late = appeal.state == Appeal.State.LATE
        answer = _("Your appeal about %(service)s has arrived.") % {"service": quoted(case.service.title)}
        if late:
            answer += " " + _(
                "It came after the last day, so it is decided first whether your reason for that is accepted."
            )
        return Said(
            title=_("Appeal received: %(service)s") % {"service": quoted(case.service.title)},
            answer=answer,
            details=tuple(_particulars(appeal)),
            reasons=tuple(part for part in (appeal.grounds, appeal.late_reason) if part),
            reasons_heading=_("What you wrote"),
            decided=_("A member of staff who took no part in the decision looks at it."),
            appeal=(_("If you want to add something, write it as a question on the page of the case, or call 142."),),
        )

    return write(case.person, say)


def admission_letter(appeal: Appeal, *, admitted: bool, reasons: str, actor: Actor, on: date) -> Written:
    """The letter that a late appeal is looked at after all, or that it is not, and why."""
    case, words = appeal.case, LetterWords()

    def say() -> Said:
        service = {"service": quoted(case.service.title)}
        if admitted:
            title, answer = (
                _("Your late appeal is looked at: %(service)s") % service,
                _("Your reason for appealing late was accepted. Your appeal is decided now."),
            )
        else:
            title, answer = (
                _("Your appeal came too late: %(service)s") % service,
                _("Your appeal came after the last day, and your reason for that was not accepted. It is not decided."),
            )
        return Said(
            title=title,
            answer=answer,
            details=tuple(_particulars(appeal)),
            reasons=(reasons,),
            law=(_law(),),
            decided=decided_by(actor, words, on=on),
            appeal=(_("Questions: call 142 or come to any DOST centre."),) if admitted else court_only(),
        )

    return write(case.person, say)


def decided_letter(appeal: Appeal, decided: Decided, *, on: date) -> Written:
    """The letter with what was decided of an appeal, with reasons."""
    case, words = appeal.case, LetterWords()

    def say() -> Said:
        return Said(
            title=_titles(decided.ruling) % {"service": quoted(case.service.title)},
            answer=_answer(appeal.against, decided.ruling),
            details=tuple(_particulars(appeal)),
            reasons=(decided.reasons,),
            grounds=_grounds(case, decided, words),
            law=(_law(), *map(law_as_read, case.service.law)),
            decided=decided_by(decided.actor, words, on=on),
            appeal=court_only(),
        )

    return write(case.person, say)


def court_letter(case: Case, court: Court, decided: Decided, *, against: str, on: date) -> Written:
    """The letter that a court's decision was registered, and what follows from it here."""
    words = LetterWords()

    def say() -> Said:
        return Said(
            title=_("A court has decided: %(service)s") % {"service": quoted(case.service.title)},
            answer=_answer(against, decided.ruling),
            details=(
                Pair(_("Court"), court.court),
                Pair(_("Number of the court’s decision"), court.number),
                Pair(_("Date of the court’s decision"), date_long(court.decided_on)),
                Pair(_("Number of the case"), case_number(case.pk, case.opened_at)),
            ),
            reasons=(court.says,),
            reasons_heading=_("What the court says"),
            grounds=_grounds(case, decided, words),
            law=tuple(map(law_as_read, case.service.law)),
            decided=_("The court decided. It was registered here on %(day)s.") % {"day": date_long(on)},
            appeal=(
                _("Whether and until when you can appeal against it stands in the court’s own decision."),
                _("Questions: call 142 or come to any DOST centre."),
            ),
        )

    return write(case.person, say)


def given_up_letter(case: Case, *, last_day: date | None, note: str, on: date) -> Written:
    """The letter that somebody withdrew an application, or gave up a right whose last day is `last_day`."""

    def say() -> Said:
        service = {"service": quoted(case.service.title)}
        if last_day is None:
            title, answer = (
                _("Withdrawn: %(service)s") % service,
                _("You withdrew your application for %(service)s. Nothing was decided. You may apply again.") % service,
            )
        else:
            title = _("Given up: %(service)s") % service
            answer = _("You gave up %(service)s. Its last day is %(day)s; later months are not paid.") % {
                **service,
                "day": date_long(last_day),
            }
        return Said(
            title=title,
            answer=answer,
            details=(Pair(_("Number of the case"), case_number(case.pk, case.opened_at)),),
            reasons=(note,) if note else (),
            decided=_("You decided this yourself. It was recorded on %(day)s.") % {"day": date_long(on)},
            appeal=(_("If you did not want this, call 142 or come to any DOST centre."),),
        )

    return write(case.person, say)


# -- parts -------------------------------------------------------------------------------------------------------


def _particulars(appeal: Appeal) -> list[Pair]:
    pairs = [
        Pair(_("Number of the appeal"), appeal.number),
        Pair(_("Number of the case"), case_number(appeal.case_id, appeal.case.opened_at)),
    ]
    if appeal.lodged_at is not None:
        pairs.append(Pair(_("Received on"), date_long(local_day(appeal.lodged_at))))
    if appeal.state == Appeal.State.LODGED and appeal.answer_by is not None:
        pairs.append(Pair(_("You get an answer by"), date_long(appeal.answer_by)))
    return pairs


def _law() -> str:
    return _("Law on Administrative Proceedings (1036-IIQ, 21.10.2005), art. 71")


def _titles(ruling: Ruling) -> str:
    return {
        Ruling.UPHELD: _("Your appeal was not granted: %(service)s"),
        Ruling.CHANGED: _("Your appeal was granted: %(service)s"),
        Ruling.SENT_BACK: _("It is decided anew: %(service)s"),
    }[ruling]


def _answer(against: str, ruling: Ruling) -> str:
    """What follows, in a sentence or two."""
    if ruling == Ruling.UPHELD:
        return _("The decision stands as it was.")
    if against == Against.REVIEW:
        if ruling == Ruling.CHANGED:
            return _(
                "The decision is changed. As soon as the institution’s register says so, your rights are looked at "
                "again by themselves."
            )
        return _("The decision is set aside. The institution decides anew, and tells you when you are expected.")
    if against == Against.ENDED:
        if ruling == Ruling.CHANGED:
            return _("The end was set aside. The right runs again, and the months in between are paid.")
        return _(
            "The end was set aside. The right runs again and the months in between are paid, until it is decided anew."
        )
    if against == Against.RECOVERY:
        if ruling == Ruling.CHANGED:
            return _("You need not pay it back. What you have paid of it already is given back to you.")
        return _("You need pay nothing for now. It is looked at anew, and you are heard again.")
    if ruling == Ruling.SENT_BACK:
        return _("The decision was set aside. The institutions are asked again, and it is decided anew.")
    return _(
        "The decision was changed in your favour. What you are granted, and what is paid for the time since, stands in "
        "a letter of its own."
    )


def _grounds(case: Case, decided: Decided, words: LetterWords) -> tuple[GroundSaid, ...]:
    """The conditions as they came out with what is taken for proven."""
    if decided.found is None or decided.rule is None:
        return ()
    view = standing(case, decided.found, decided.rule, names=words.institutions())
    return tuple(ground_said(one) for one in in_order(view.criteria))
