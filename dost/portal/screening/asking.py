"""Which question stands on which page, and where a reply leads."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dost.proactive.screening.family import Family
from dost.proactive.screening.questions import Ask

from .next_page import next_ask
from .replies import Typed
from .state import Carried, keep

FROM: Final = "from"
RESULT: Final = "result"
"""Said by an address where somebody changes an answer from the page of the result, and is led back to it."""
MORE: Final = "more"
"""Said by an address where somebody goes on although what is left is worth little."""


def ask_at(request: HttpRequest, carried: Carried, number: int) -> Ask | None:
    """Return the question of a page: one that was asked, or on the page behind them the next; None for any other."""
    pages = carried.progress.pages
    if number == len(pages) + 1:
        return next_ask(carried, on_and_on=came_from(request) == MORE)
    wanted = pages[number - 1] if 0 < number <= len(pages) else ""
    return next((ask for ask in carried.arising if ask.id == wanted), None)


def leads_on(carried: Carried, number: int) -> HttpResponse:
    """Lead on from a page on which nothing is to be asked: to the next question, or to the result after the last."""
    last = len(carried.progress.pages) + 1
    there = reverse("screening:result") if number == last else page_address(last)
    return keep(redirect(there), carried)


def replied(request: HttpRequest, carried: Carried, number: int, ask: Ask, family: Family) -> HttpResponse:
    """Go on with a family that was changed by a reply; raises `TooLargeError` for more than a browser carries."""
    progress = carried.after(ask, family)
    origin = came_from(request)
    if origin == RESULT:
        return keep(redirect("screening:result"), carried, progress)
    place = progress.pages.index(ask.id) + 1 if ask.id in progress.pages else number
    return keep(redirect(page_address(place + 1, origin)), carried, progress)


def page_address(number: int, origin: str = "") -> str:
    """Return the address of a page; `origin` is where it leads back to."""
    address = reverse("screening:page", args=[number])
    return f"{address}?{FROM}={origin}" if origin else address


def came_from(request: HttpRequest) -> str:
    """Return what the address says of where somebody comes from: `RESULT`, `MORE`, or nothing."""
    given = request.GET.get(FROM, "")
    return given if given in (RESULT, MORE) else ""


def back_address(number: int, origin: str) -> str:
    """Return where the link back leads from a page."""
    if origin == RESULT:
        return reverse("screening:result")
    return page_address(number - 1) if number > 1 else reverse("screening:start")


def typed_of(request: HttpRequest) -> Typed:
    """Return what was typed, by name."""
    return {name: request.POST.getlist(name) for name in request.POST}
