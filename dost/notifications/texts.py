"""The words of the messages people receive, in their own language: plain, short and kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from textwrap import shorten
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from services_catalog.formats import day_long, money, month, plain_hyphens
from services_catalog.models import in_language

LONGEST_TITLE: Final = 80
"""Letters of a decree's title in a message; the case page has all of it."""


def neutral(*, language: str) -> str:
    """The message about a sensitive service: others may read the telephone too, so it says nothing of the matter."""
    with translation.override(language):
        return _("DOST: there is news for you. Please call 142.")


def granted(*, service_name: dict[str, str], amount: Decimal | None, monthly: bool, language: str) -> str:
    """The message that a right was granted: what, how much, where it is."""
    with translation.override(language):
        words: dict[str, Any] = {"service": in_language(service_name)}
        if amount is None or amount <= 0:  # nobody is told that nothing was sent
            return _("DOST: “%(service)s” – your right was confirmed. You need do nothing. Questions: 142.") % words
        words["amount"] = money(amount, language=language)
        if monthly:
            return (
                _(
                    "DOST: “%(service)s” – %(amount)s a month is paid to your account. "
                    "You need do nothing. Questions: 142."
                )
                % words
            )
        return (
            _("DOST: “%(service)s” – %(amount)s was sent to your account. You need do nothing. Questions: 142.") % words
        )


def difference(
    *, service_name: dict[str, str], months: Sequence[date], amount: Decimal, title: str, language: str
) -> str:
    """The message that a difference was paid: which months it is for, how much in all, and by which decree."""
    with translation.override(language):
        words: dict[str, Any] = {
            "service": in_language(service_name),
            "amount": money(amount, language=language),
            "months": months_in_words(months, language=language),
        }
        text = _("DOST: “%(service)s” – the difference for %(months)s, %(amount)s, was sent to your account.") % words
        ground = f" ({shorten(title, LONGEST_TITLE, placeholder='…')})" if title else ""
        return f"{text[:-1]}{ground}. " + _("You need do nothing. Questions: 142.")


def coming(
    *,
    service_name: dict[str, str],
    first_day: date,
    amount: Decimal | None,
    monthly: bool,
    by_itself: bool,
    language: str,
) -> str:
    """The message that a right is going to begin: which, from when, how much, and who does what on that day."""
    with translation.override(language):
        words: dict[str, Any] = {
            "service": in_language(service_name),
            "day": plain_hyphens(day_long(first_day, language=language)),
            "amount": money(amount, language=language) if amount is not None else "",
        }
        if amount is None or amount <= 0:
            told = _("DOST: “%(service)s” – from %(day)s you will have a right to it, if nothing else changes.")
        elif monthly:
            told = _("DOST: “%(service)s” – from %(day)s %(amount)s a month, by today’s law, if nothing else changes.")
        else:
            told = _("DOST: “%(service)s” – from %(day)s %(amount)s, by today’s law, if nothing else changes.")
        if by_itself:
            then = _("We look on that day by ourselves; you need do nothing. Questions: 142.")
        else:
            then = _("From that day on you can apply for it. Questions: 142.")
        return f"{told % words} {then}"


def draft_not_sent(*, service_name: dict[str, str], ends_on: date, language: str) -> str:
    """The one reminder of an application that was begun: it is not sent, and how long it is kept."""
    with translation.override(language):
        words = {"service": in_language(service_name), "day": day_long(ends_on, language=language)}
        return (
            _(
                "DOST: “%(service)s” – the application you began is not sent yet. "
                "You can go on with it in your DOST until %(day)s. Questions: 142."
            )
            % words
        )


def appeal_not_sent(*, service_name: dict[str, str], last_day: date, language: str) -> str:
    """The one reminder of an appeal that was begun: it is not sent, and until when it can be."""
    with translation.override(language):
        words = {"service": in_language(service_name), "day": day_long(last_day, language=language)}
        return (
            _(
                "DOST: “%(service)s” – the appeal you began is not sent yet. The last day for it is %(day)s. "
                "Open your DOST or call 142."
            )
            % words
        )


def draft_ends(*, service_name: dict[str, str], ends_on: date, language: str) -> str:
    """The message that an application which was begun and never sent is removed on a day."""
    with translation.override(language):
        words = {"service": in_language(service_name), "day": day_long(ends_on, language=language)}
        return (
            _(
                "DOST: “%(service)s” – the application you began was never sent and is deleted on %(day)s. "
                "To keep it, go on with it in your DOST before that day. Questions: 142."
            )
            % words
        )


def months_in_words(months: Sequence[date], *, language: str) -> str:
    """Months (their first days, in order) as people say them: one by name, several as the first and the last."""
    first, last = (month(day, language=language) for day in (months[0], months[-1]))
    return first if first == last else f"{first} – {last}"


def returned(*, service_name: dict[str, str], amount: Decimal, language: str) -> str:
    """The message that a payment came back from the bank, and that it is not lost."""
    with translation.override(language):
        return _(
            "DOST: the bank sent back the payment “%(service)s”, %(amount)s. It is not lost: "
            "we find out why and send it again. If your account has changed, call 142."
        ) % {"service": in_language(service_name), "amount": money(amount, language=language)}


@dataclass(frozen=True, slots=True)
class Issued:
    """What was issued: `kind` is document, referral, registration or queue; `place` is one in a queue."""

    kind: str
    number: str
    valid_until: date | None = None
    place: int | None = None


def issued(*, service_name: dict[str, str], given: Issued, language: str) -> str:
    """The message that something was issued which is not money: what it is, its number, what to do with it."""
    with translation.override(language):
        words: dict[str, Any] = {"service": in_language(service_name), "number": given.number, "place": given.place}
        if given.kind == "queue" and given.place:
            text = _("DOST: “%(service)s” – you are number %(place)s in the queue. Keep this number: %(number)s.")
        elif given.kind == "queue":
            text = _("DOST: “%(service)s” – you are in the queue. Keep this number: %(number)s.")
        elif given.kind == "registration":
            text = _("DOST: “%(service)s” – you are registered: number %(number)s. You need do nothing.")
        elif given.kind == "referral":
            text = _("DOST: “%(service)s” – your referral is ready: number %(number)s.")
        else:
            text = _("DOST: “%(service)s” – your document is ready: number %(number)s.")
        parts = [text % words]
        if given.valid_until is not None:
            day = plain_hyphens(day_long(given.valid_until, language=language))
            parts.append(_("It is valid until %(day)s.") % {"day": day})
        return " ".join([*parts, _("Questions: 142.")])


def message(*, service_name: dict[str, str], language: str) -> str:
    """The message of a service that gives nothing but a message."""
    with translation.override(language):
        return _(
            "DOST: “%(service)s” – this concerns you. The details are in the letter in your DOST. Questions: 142."
        ) % {"service": in_language(service_name)}


def taken_back(*, service_name: dict[str, str], number: str, language: str) -> str:
    """The message that what was issued counts no more."""
    with translation.override(language):
        return _(
            "DOST: “%(service)s”, number %(number)s, is no longer valid. "
            "The reason is in the letter in your DOST. Questions: 142."
        ) % {"service": in_language(service_name), "number": number}


def refused(*, service_name: dict[str, str], language: str) -> str:
    """The message that an application was refused, and what can be done about it."""
    with translation.override(language):
        return _(
            "DOST: “%(service)s” was not granted. The reasons are in the letter in your DOST. "
            "You may complain within 30 days. Questions: 142."
        ) % {"service": in_language(service_name)}


def answers(*, service_name: dict[str, str], language: str) -> str:
    """The message that an application waits for answers that only the person can give."""
    with translation.override(language):
        return _(
            "DOST: your application for “%(service)s” waits for your answers. "
            "Give them in the portal, at a DOST centre or by calling 142."
        ) % {"service": in_language(service_name)}


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked of a person: `named` in three languages, or `words` as they were written; and why."""

    named: Mapping[str, str]
    words: str
    why: str


def listed(asked: Sequence[Asked], *, language: str) -> str:
    """What a person is asked for, a paragraph for each thing, for a letter on paper."""
    with translation.override(language):
        lines = [
            _("%(number)d. %(what)s. Why: %(why)s")
            % {"number": number, "what": in_language(one.named) if one.named else one.words, "why": one.why}
            for number, one in enumerate(asked, 1)
        ]
    return "\n\n".join(lines)


def more(*, service_name: dict[str, str], until: date, language: str) -> str:
    """The message that something is asked of the person by a day; what it is stands in their DOST."""
    with translation.override(language):
        return _(
            "DOST: to decide about “%(service)s” we need something from you by %(day)s. "
            "What and why: in your DOST, at a DOST centre or by calling 142."
        ) % {"service": in_language(service_name), "day": day_long(until, language=language)}


def more_again(*, service_name: dict[str, str], until: date, language: str) -> str:
    """The message that the day by which something is asked of the person is near."""
    with translation.override(language):
        return _(
            "DOST: we are still waiting for what we asked you for about “%(service)s”; the last day is %(day)s. "
            "If you cannot give it, tell us why: in your DOST, at a centre or by calling 142."
        ) % {"service": in_language(service_name), "day": day_long(until, language=language)}


def resumed(*, service_name: dict[str, str], language: str) -> str:
    """The message that a payment runs again that had ended with a death that was recorded wrongly."""
    with translation.override(language):
        return _(
            "DOST: the payment “%(service)s” runs again. It had ended because of a record that was wrong; "
            "the months in between are paid too. Questions: 142."
        ) % {"service": in_language(service_name)}


def ended(*, service_name: dict[str, str], language: str) -> str:
    """The message that a payment has ended."""
    with translation.override(language):
        return _(
            "DOST: the payment “%(service)s” has ended. The reason is in the letter in your DOST. Questions: 142."
        ) % {"service": in_language(service_name)}


def replied(*, service_name: dict[str, str], language: str) -> str:
    """The message that a question was answered: neither the question nor the service is in it."""
    with translation.override(language):
        return _("DOST: your question is answered. The answer is on your page, in “My cases”. Questions: 142.")


def about_an_appeal(*, service_name: dict[str, str], language: str) -> str:
    """The message that there is a letter about an appeal: what it says stands in the letter."""
    with translation.override(language):
        return _("DOST: there is a new letter about your appeal in your DOST. Questions: 142.")


def about_payments(*, service_name: dict[str, str], language: str) -> str:
    """The message that there is a letter about payments: what it says stands in the letter."""
    with translation.override(language):
        return _("DOST: there is a new letter about your payments in your DOST. Please read it soon. Questions: 142.")


def given_up(*, service_name: dict[str, str], language: str) -> str:
    """The message that something was given up, so that somebody who did not mean it, or did not do it, hears of it."""
    with translation.override(language):
        return _("DOST: you gave up “%(service)s”. The letter is in your DOST. If you did not want this, call 142.") % {
            "service": in_language(service_name)
        }


def correction_answered(*, state: str, number: str, language: str) -> str:
    """The message of what came of a fact that was called wrong; which fact it was, it does not say."""
    with translation.override(language):
        said = {
            "corrected": _(
                "DOST: what you called wrong (%(number)s) was put right. What follows for you we look at by ourselves."
            ),
            "confirmed": _(
                "DOST: the institution looked at what you called wrong (%(number)s) and says that it stands."
            ),
            "refused": _("DOST: the institution does not look at what you called wrong (%(number)s)."),
        }[state]
        return f"{said % {'number': number}} " + _("More in your DOST. Questions: 142.")


def complaint_received(*, number: str, due: date, language: str) -> str:
    """The message that a complaint or a proposal arrived, and by when it is answered; not what it is about."""
    with translation.override(language):
        return _("DOST: what you wrote has arrived (%(number)s). You get an answer by %(day)s. Questions: 142.") % {
            "number": number,
            "day": day_long(due, language=language),
        }


def complaint_asked(*, number: str, until: date, language: str) -> str:
    """The message that the office asks something about it; what, it does not say."""
    with translation.override(language):
        return _(
            "DOST: we have a question about what you wrote (%(number)s). "
            "Please answer by %(day)s, in your DOST or by calling 142."
        ) % {"number": number, "day": day_long(until, language=language)}


def complaint_news(*, number: str, language: str) -> str:
    """The message that there is news of it: what it is, stands in the letter."""
    with translation.override(language):
        return _("DOST: there is a letter about what you wrote (%(number)s) in your DOST. Questions: 142.") % {
            "number": number
        }


class MandateNews(StrEnum):
    """What one of the two of a mandate is told."""

    OFFERED = "offered"
    GIVEN = "given"
    ACCEPTED = "accepted"
    HAVING = "having"
    DECLINED = "declined"
    ENDED = "ended"
    ENDS_SOON = "ends soon"


def about_a_mandate(*, news: MandateNews, language: str) -> str:
    """The message of what happened to a mandate: who the other is, and for what it is, stands in the DOST alone."""
    with translation.override(language):
        return {
            MandateNews.OFFERED: _(
                "DOST: somebody asks you to act for them by a mandate. "
                "Accept or decline it in your DOST, under “Mandates”. Questions: 142."
            ),
            MandateNews.GIVEN: _(
                "DOST: a mandate was given in your name. It counts once the other accepts it. "
                "If it was not you, withdraw it in your DOST or call 142 at once."
            ),
            MandateNews.ACCEPTED: _(
                "DOST: the mandate you gave was accepted. What is done under it you read in your DOST; "
                "you can withdraw it there at any time. Questions: 142."
            ),
            MandateNews.HAVING: _(
                "DOST: you have accepted a mandate. You can act under it in your DOST now. Questions: 142."
            ),
            MandateNews.DECLINED: _("DOST: the mandate you gave was not accepted. Nothing follows. Questions: 142."),
            MandateNews.ENDED: _(
                "DOST: a mandate has ended. Nobody acts under it any more. More in your DOST. Questions: 142."
            ),
            MandateNews.ENDS_SOON: _(
                "DOST: a mandate ends within a week. Until when, and for whom, is in your DOST. Questions: 142."
            ),
        }[news]
