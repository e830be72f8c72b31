"""Why a case waits, in words. The reason is kept as a code with its particulars, and said in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dost.cases.codes import MORE, SECOND, WaitingReason, reason_code
from dost.cases.models import GrantToConfirm, MoreAsked
from dost.cases.queries import service_name
from dost.common.problems import PROBLEMS, problem_in_words
from dost.ui.contexts import Text
from dost.ui.formats import date_long, money
from registries.bridge.transport import reason_in_words
from registries.facts import catalogue
from registries.models import Institution
from services_catalog.models import in_language

from .evidence_text import question


def institution_name(code: str) -> str:
    """The name of an institution in the active language, or its code."""
    found = Institution.objects.filter(code=code).first()
    if found is None:
        return code
    return in_language({"az": found.name_az, "en": found.name_en, "ru": found.name_ru or found.name_en})


def in_words(reason: dict[str, Any]) -> str:
    """Say a reason in the active language; an empty reason is an empty text."""
    code = reason_code(reason)
    said = _SAY[code](reason) if code else str(reason.get("code", ""))
    return " ".join(part for part in (what_became(reason), what_second_said(reason), said) if part)


def what_became(reason: Mapping[str, Any]) -> str:
    """What became of what the person was asked for, where a case is with staff again after that; else nothing."""
    became = reason.get(MORE)
    return _BECAME[became]() if became in _BECAME else ""


def what_second_said(reason: Mapping[str, Any]) -> str:
    """That what was granted was not confirmed, where a case is with staff again after that; else nothing."""
    return _("A second person sent the decision back.") if reason.get(SECOND) == SENT_BACK else ""


SENT_BACK: Final = GrantToConfirm.State.SENT_BACK
_BECAME: dict[str | None, Callable[[], str]] = {
    MoreAsked.State.GIVEN: lambda: _("The person has given what was asked for."),
    MoreAsked.State.LAPSED: lambda: _("The person was asked for more, and the day passed without an answer."),
    MoreAsked.State.TAKEN_BACK: lambda: _("What was asked of the person is not needed any more."),
}


def in_few_words(code: str) -> Text:
    """Why cases wait, without the particulars of one: what is said of many together."""
    return WaitingReason(code).label if code in WaitingReason.values else code


def _institution(reason: dict[str, Any]) -> str:
    return _("%(institution)s %(what)s. The question is asked again by itself.") % {
        WaitingReason.INSTITUTION: institution_name(reason["institution"]),
        "what": reason_in_words(reason["what"], reason.get("seconds")),
    }


def _contradiction(reason: dict[str, Any]) -> str:
    return _("%(institution)s says otherwise (%(question)s). A member of staff must look.") % {
        WaitingReason.INSTITUTION: institution_name(reason["institution"]),
        "question": question(*reason["question"].split(".", 1)),
    }


def _term_passed(reason: dict[str, Any]) -> str:
    return _("%(institution)s did not answer in time (%(question)s). A member of staff must decide.") % {
        WaitingReason.INSTITUTION: institution_name(reason["institution"]),
        "question": question(*reason["question"].split(".", 1)),
    }


def _unknown(reason: dict[str, Any]) -> str:
    names = ", ".join(in_language(_label(name)) for name in reason["facts"])
    return _("Not known: %(facts)s. The right cannot be decided without it.") % {"facts": names}


def _label(name: str) -> dict[str, str]:
    fact = catalogue.facts.get(".".join(name.split(".")[-2:]))
    return fact.labels if fact else {"az": name}


def _exclusive(reason: dict[str, Any]) -> str:
    name = service_name(reason["service"])
    if reason.get("case"):  # it is open still, and goes before this one
        return _("Another right was found that excludes this one: “%(service)s”.") % {"service": name}
    return _("The person already has a right that excludes this one: “%(service)s”.") % {"service": name}


def _questions(reason: dict[str, Any]) -> str:
    count = len(reason.get("questions", []))
    return ngettext(
        "The person has not answered %(n)d question yet.", "The person has not answered %(n)d questions yet.", count
    ) % {"n": count}


def _nothing(reason: dict[str, Any]) -> str:
    return _("The amount comes to %(amount)s. Nothing is granted or announced; look at the amounts and the facts.") % {
        "amount": money(Decimal(reason["amount"]))
    }


def _account_refused(reason: dict[str, Any]) -> str:
    problem = str(reason.get("problem", ""))
    words = {"problem": problem_in_words(problem)}
    if problem.partition(" ")[0] in PROBLEMS:
        return _("The payment cannot go out as it is: %(problem)s.") % words
    return _("The bank refused: %(problem)s") % words


def _contested(reason: dict[str, Any]) -> str:
    return _(
        "A fact is called wrong (%(number)s). Until %(institution)s has answered, nothing is refused, lowered or ended."
    ) % {"number": reason["number"], WaitingReason.INSTITUTION: institution_name(reason["institution"])}


def _second_person(reason: dict[str, Any]) -> str:
    above = money(Decimal(reason["above"]))
    return _("It was granted, and more than %(above)s is paid at once: a second person must confirm it.") % {
        "above": above
    }


def _more(reason: dict[str, Any]) -> str:
    day = date_long(date.fromisoformat(reason["until"]))
    return _("The person was asked for more and has until %(day)s.") % {"day": day}


_SAY: dict[WaitingReason, Callable[[dict[str, Any]], str]] = {
    WaitingReason.INSTITUTION: _institution,
    WaitingReason.CONTRADICTION: _contradiction,
    WaitingReason.TERM_PASSED: _term_passed,
    WaitingReason.CONTESTED: _contested,
    WaitingReason.UNKNOWN: _unknown,
    WaitingReason.EXCLUSIVE: _exclusive,
    WaitingReason.QUESTIONS: _questions,
    WaitingReason.MORE: _more,
    WaitingReason.SECOND_PERSON: _second_person,
    WaitingReason.ASK_FIRST: lambda _reason: _("The person was asked and has not answered yet."),
    WaitingReason.ACCOUNT: lambda _reason: _("The bank is opening the account."),
    WaitingReason.ORDERS: lambda _reason: _("The payment was sent to the bank."),
    WaitingReason.ACCOUNT_REFUSED: _account_refused,
    WaitingReason.NOTICE: lambda _reason: _("The message is on its way to the person."),
    WaitingReason.NOTHING: _nothing,
    WaitingReason.HELD: lambda _reason: _("It is awarded already. Nothing is paid twice."),
    WaitingReason.FAILED: lambda _reason: _("The system could not work on this case. The reason is in its log."),
    WaitingReason.ANEW: lambda _reason: _(
        "An appeal or a court has set the decision aside, and on the data the right is still not there. "
        "A member of staff decides anew."
    ),
    WaitingReason.NO_AMOUNT: lambda _reason: _(
        "The rule gives no amount for any month that is due. It goes on by itself when it does."
    ),
    WaitingReason.NO_PAYEE: lambda _reason: _(
        "There is nobody alive to whom it can be paid. What was due before the death belongs to the heirs."
    ),
    WaitingReason.MINOR_PAYEE: lambda _reason: _(
        "The person is too young to be paid. A member of staff decides who receives the money."
    ),
}
