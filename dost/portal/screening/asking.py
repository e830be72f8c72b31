"""Which question stands on which page, and where a reply leads."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dost.proactive.screening.family import Family
from dost.proactive.screening.gates import resolved
from dost.proactive.screening.progress import Progress
from dost.proactive.screening.question_list import QUESTIONS
from dost.proactive.screening.questions import Ask, asks

from .next_page import next_ask
from .replies import Typed
from .state import Screening, keep

FROM: Final = "from"
RESULT: Final = "result"
"""Where somebody came from who changes an answer on the page of the result, and is led back to."""


def ask_at(screening: Screening, number: int) -> Ask | None:
    """Return the question of a page: one that was asked, or on the page behind them the next; None for any other."""
    pages = screening.progress.pages
    if number == len(pages) + 1:
        return next_ask(screening)
    wanted = pages[number - 1] if 0 < number <= len(pages) else ""
    return next((ask for ask in screening.arising() if ask.id == wanted), None)


def leads_on(screening: Screening, number: int) -> HttpResponse:
    """Lead on from a page on which nothing is to be asked: to the next question, or to the result after the last."""
    last = len(screening.progress.pages) + 1
    there = reverse("screening:result") if number == last else page_address(last)
    return keep(redirect(there), screening)


def replied(request: HttpRequest, screening: Screening, number: int, ask: Ask, family: Family) -> HttpResponse:
    """Go on with a family that was changed by a reply; raises `TooLargeError` for more than a browser carries."""
    progress = after(screening, ask, family)
    if came_from(request) == RESULT:
        return keep(redirect("screening:result"), screening, progress)
    place = progress.pages.index(ask.id) + 1 if ask.id in progress.pages else number
    return keep(redirect(page_address(place + 1)), screening, progress)


def after(screening: Screening, ask: Ask, family: Family) -> Progress:
    """Return the progress after a reply; questions that do not arise any more lose their pages."""
    arising = asks(QUESTIONS, resolved(family, on=screening.on), on=screening.on)
    return screening.progress.replied(family, ask).arising(arising)


def page_address(number: int, origin: str = "") -> str:
    """Return the address of a page; `origin` is where it leads back to."""
    address = reverse("screening:page", args=[number])
    return f"{address}?{FROM}={origin}" if origin else address


def came_from(request: HttpRequest) -> str:
    """Return `RESULT` for whoever changes an answer from there, else nothing."""
    return RESULT if request.GET.get(FROM) == RESULT else ""


def back_address(number: int, origin: str) -> str:
    """Return where the link back leads from a page."""
    if origin == RESULT:
        return reverse("screening:result")
    return page_address(number - 1) if number > 1 else reverse("screening:start")


def typed_of(request: HttpRequest) -> Typed:
    """Return what was typed, by name."""
    return {name: request.POST.getlist(name) for name in request.POST}
