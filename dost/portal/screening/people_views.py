"""The pages about who belongs to the family: the list, and one person."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dost.proactive.screening.people import PersonRow
from dost.proactive.screening.questions import Ask, Form, put
from dost.proactive.screening.sealed import TooLargeError
from dost.proactive.screening.values import TellingError

from .asking import FROM, ask_at, back_address, came_from, page_address, replied, typed_of
from .naming import say
from .page import PeoplePage, PersonFormPage, too_much
from .people_pages import (
    is_about_deceased,
    is_asker,
    people_list,
    person_at,
    person_page,
    read_person,
    rows_of,
    typed_person,
    with_person,
    without_person,
)
from .replies import Typed
from .side import side_of
from .state import Carried, keep, screening_required

ASKERS: str = "0"
"""The place of whoever answers in the list of the living."""


def people(request: HttpRequest, carried: Carried, number: int, ask: Ask) -> HttpResponse:
    """Show who was named, and go on when that is everybody; whoever answers is told of first."""
    rows = rows_of(carried.family, ask)
    if not rows and not is_about_deceased(ask):
        return keep(redirect(_person_address(request, number, ASKERS)), carried)
    errors: tuple[tuple[str, str], ...] = ()
    if request.method == "POST":
        if rows:
            return replied(request, carried, number, ask, carried.family)
        errors = (("add", _("Name who has died. If nobody has, go back and change your answer.")),)
    origin = came_from(request)
    shown = PeoplePage(
        number=number,
        heading=say(ask.question.text),
        hint=say(ask.question.hint),
        people=people_list(carried.family, ask, on=carried.on),
        errors=errors,
        back=back_address(number, origin),
        origin=origin,
        side=side_of(carried),
    )
    response = render(request, "portal/screening/people.html", {"page": shown}, status=400 if errors else 200)
    return keep(response, carried)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@screening_required
def person(request: HttpRequest, carried: Carried, number: int, place: str) -> HttpResponse:
    """Tell of one person of the family, or take them out of it. `place` is where in the list they stand, or "new"."""
    ask = ask_at(request, carried, number)
    if ask is None or ask.question.form is not Form.PEOPLE:
        raise Http404
    rows = rows_of(carried.family, ask)
    begins = not rows and is_asker(ask, place)
    try:
        before = None if begins else person_at(rows, place)
        if request.method == "POST" and request.POST.get("do") == "remove":
            return _named(request, carried, number, ask, without_person(rows, place))
    except LookupError:
        return keep(redirect(page_address(number, came_from(request))), carried)
    if request.method != "POST":
        return _shown(request, carried, number, ask, place, typed_person(before))
    typed = typed_of(request)
    given = read_person(ask, place, typed, key=before.key if before else None, on=carried.on)
    errors = given.errors
    if given.row is not None:
        changed = (given.row,) if begins else with_person(rows, place, given.row)
        try:
            return _named(request, carried, number, ask, changed)
        except TellingError as error:
            errors = (("sex" if is_asker(ask, place) else "relation", error.message),)
        except TooLargeError:
            errors = (("", too_much()),)
    return _shown(request, carried, number, ask, place, typed, errors)


def _named(request: HttpRequest, carried: Carried, number: int, ask: Ask, rows: tuple[PersonRow, ...]) -> HttpResponse:
    """Go back to the list with whoever is in it now. Raises `TellingError` for who cannot be of one family."""
    family = put(carried.family, ask, rows, on=carried.on)
    progress = carried.after(ask, family)
    return keep(redirect(page_address(number, came_from(request))), carried, progress)


def _shown(
    request: HttpRequest,
    carried: Carried,
    number: int,
    ask: Ask,
    place: str,
    typed: Typed,
    errors: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    origin = came_from(request)
    begins = not rows_of(carried.family, ask) and is_asker(ask, place)
    shown = PersonFormPage(
        number=number,
        person=person_page(ask, place, typed, errors),
        errors=tuple(errors),
        back=back_address(number, origin) if begins else page_address(number, origin),
        origin=origin,
        side=side_of(carried),
    )
    response = render(request, "portal/screening/person.html", {"page": shown}, status=400 if errors else 200)
    return keep(response, carried)


def _person_address(request: HttpRequest, number: int, place: str) -> str:
    address = reverse("screening:person", args=[number, place])
    origin = came_from(request)
    return f"{address}?{FROM}={origin}" if origin else address
