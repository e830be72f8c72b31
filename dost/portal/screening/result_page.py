"""The result of a screening as a page shows it: what there probably is a right to, what may be, what not, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from dost.portal.service.sayer import Sayer
from dost.proactive.screening.next_question import NextQuestion
from dost.proactive.screening.questions import Ask, reply_of
from dost.proactive.screening.results import ServiceResult
from dost.proactive.screening.verdicts import Screening
from services_catalog.definition import Mode, Period
from services_catalog.finding.worths import NOTHING, ShortWorth, worth_in_short
from services_catalog.models import Service
from services_catalog.next_step import StepKind, next_step

from .asking import MORE, RESULT, page_address
from .naming import language, names_of, say
from .reply_words import reply_in_words
from .state import Carried

MOST_ASKED: Final = 3
"""Questions that are named beside a service that is open; one answer often settles the rest."""
MOST_OPEN: Final = 8
"""Services that are open and shown at once."""


@dataclass(frozen=True, slots=True)
class Action:
    """The one next step of a right: a button with where it leads."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class RightRow:
    """A right there very probably is. `amount` is None where nothing is paid: then `gives` says what there is.

    `whose` are the members it is for, empty for the asker alone; `instead` the names of rights nobody has beside it.
    """

    name: str
    url: str
    why_url: str
    whose: tuple[str, ...]
    amount: Decimal | None
    monthly: bool
    gives: str
    first_day: date | None
    how: str
    action: Action
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """A question that would settle something: its id, as a form sends it, and its words."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A right there may be. `asks` can be answered now; `unsure` were answered with "I don't know"."""

    name: str
    url: str
    worth: ShortWorth
    asks: tuple[OpenAsk, ...]
    unsure: tuple[OpenAsk, ...]
    more: int


@dataclass(frozen=True, slots=True)
class NotRow:
    """A right there is not. `because` are the conditions that do not hold, or that there is nothing it arises from."""

    name: str
    why_url: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldRow:
    """An answer, with the address of the page on which it can be changed."""

    question: str
    about: str
    lines: tuple[str, ...]
    change_url: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What `portal/screening/result.html` shows.

    `open_later` is folded: what is open and worth less. `go_on` is empty when nothing is left to be asked,
    `worth_it` says whether that is likely to matter. `hidden`: there is help that is not named.
    """

    probable: tuple[RightRow, ...]
    open: tuple[OpenRow, ...]
    open_later: tuple[OpenRow, ...]
    no: tuple[NotRow, ...]
    answers: tuple[ToldRow, ...]
    go_on: str
    worth_it: bool
    hidden: bool
    nothing_told: bool

    @property
    def open_count(self) -> int:
        """How many are open."""
        return len(self.open) + len(self.open_later)


def result_page(carried: Carried, *, left: NextQuestion | None) -> ResultPage:
    """Return the page of a result; `left` is what would be asked next. Three queries beside the engine's."""
    screening = carried.screening
    result = screening.result
    shown = [*result.likely, *result.open, *result.no]
    services = Service.objects.in_bulk([one.code for one in shown])
    worths = worth_in_short([one.code for one in result.open], on=result.on, language=language())
    names = names_of(screening.resolved, on=result.on)
    say_it = Sayer(language())
    still_open = tuple(_open(one, services, worths, names) for one in result.open)
    return ResultPage(
        probable=tuple(_right(one, services, names, say_it, result.on) for one in result.likely),
        open=still_open[:MOST_OPEN],
        open_later=still_open[MOST_OPEN:],
        no=tuple(_not(one, services, say_it) for one in result.no),
        answers=tuple(_reply_rows(carried, screening, names)),
        go_on=page_address(len(carried.progress.pages) + 1, MORE if left.optional else "") if left else "",
        worth_it=bool(left and not left.optional),
        hidden=bool(result.sensitive),
        nothing_told=not carried.progress.pages,
    )


def _right(
    one: ServiceResult, services: Mapping[str, Service], names: Mapping[int, str], say_it: Sayer, on: date
) -> RightRow:
    service = services[one.code]
    return RightRow(
        name=say_it(service.name),
        url=reverse("services:detail", args=[one.code]),
        why_url=why_address(one.code),
        whose=_whose(one, names),
        amount=one.total,
        monthly=one.period == Period.MONTHLY,
        gives=say_it(service.receives),
        first_day=one.first_day if one.first_day and one.first_day > on else None,
        how=_how(one),
        action=_action(one, service, on),
        instead=tuple(say_it(services[code].name) for code in one.instead if code in services),
    )


def _whose(one: ServiceResult, names: Mapping[int, str]) -> tuple[str, ...]:
    keys = [key for key in one.about if key in names]
    return () if keys in ([], [0]) else tuple(names[key] for key in keys)


def _how(one: ServiceResult) -> str:
    """How a right comes, in a sentence."""
    return {
        Mode.AUTOMATIC: _("It comes by itself. You need not apply."),
        Mode.ASK_FIRST: _("We ask you when you have this right, and your yes is enough."),
        Mode.ON_APPLICATION: _("It is given when you apply for it."),
    }[one.mode]


def _action(one: ServiceResult, service: Service, on: date) -> Action:
    """The one next step, as a button."""
    detail = reverse("services:detail", args=[one.code])
    step = next_step(service, mode=one.mode, on=on, in_force_from=one.rule.first_day, ended_on=one.rule.day_after)
    match step.kind:
        case StepKind.NOTHING | StepKind.SAY_YES:
            return Action(_("Sign in to see whether it is on its way"), reverse("my:home"))
        case StepKind.APPLY:
            return Action(_("Apply"), reverse("apply:begin", args=[one.code]))
        case StepKind.CENTRE:
            return Action(_("Find a DOST centre"), reverse("services:centres"))
        case StepKind.CALL:
            return Action(_("Call 142"), "tel:142")
    return Action(_("See what to do"), detail)


def _open(
    one: ServiceResult, services: Mapping[str, Service], worths: Mapping[str, ShortWorth], names: Mapping[int, str]
) -> OpenRow:
    return OpenRow(
        name=say(services[one.code].name),
        url=reverse("services:detail", args=[one.code]),
        worth=worths.get(one.code, NOTHING),
        asks=tuple(_open_ask(ask, names) for ask in one.asks[:MOST_ASKED]),
        unsure=tuple(_open_ask(ask, names) for ask in one.unsure[:MOST_ASKED]),
        more=max(0, len(one.asks) - MOST_ASKED),
    )


def _open_ask(ask: Ask, names: Mapping[int, str]) -> OpenAsk:
    return OpenAsk(ask.id, ask_in_words(ask, names))


def ask_in_words(ask: Ask, names: Mapping[int, str]) -> str:
    """Return a question in words, with of whom it is asked."""
    words = say(ask.question.text)
    return f"{words} ({names[ask.member]})" if ask.question.each and len(names) > 1 else words


def _not(one: ServiceResult, services: Mapping[str, Service], say_it: Sayer) -> NotRow:
    because = tuple(dict.fromkeys(say_it(criterion.text) for criterion in one.failing))
    return NotRow(
        name=say_it(services[one.code].name),
        why_url=why_address(one.code),
        because=because,
    )


def why_address(code: str) -> str:
    """Return the address of the page that says why of a service."""
    return reverse("screening:why", args=[code])


def _reply_rows(carried: Carried, screening: Screening, names: Mapping[int, str]) -> Iterable[ToldRow]:
    asks = {ask.id: ask for ask in screening.asks}
    for number, id_ in enumerate(carried.progress.pages, start=1):
        ask = asks.get(id_)
        if ask is None:
            continue
        reply = reply_of(carried.family, ask, on=carried.on)
        yield ToldRow(
            question=say(ask.question.text),
            about=names[ask.member] if ask.question.each and len(names) > 1 else "",
            lines=reply_in_words(ask, reply, screening.resolved, on=carried.on),
            change_url=page_address(number, RESULT),
        )
