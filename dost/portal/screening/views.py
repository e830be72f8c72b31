"""The start, and the pages on which something is asked: each is shown by GET, and leads on after its POST."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.proactive.screening.questions import Ask, Form, put, reply_of
from dost.proactive.screening.sealed import TooLargeError
from dost.proactive.screening.values import TellingError
from services_catalog.models import Service

from .asking import ask_at, back_address, came_from, leads_on, page_address, replied, typed_of
from .page import AskPage, StartPage, too_much
from .people_views import people
from .replies import BOXES, Typed, first_control, line_name, read_reply, typed_reply
from .shown import shown_ask
from .side import side_of
from .state import Carried, begun, keep, private, screening_required

_CODE: Final = re.compile(r"\d\d-\d\d(?:-\d)?")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What the screening is; the same for everybody who comes from the same service."""
    page = StartPage(service=_service(request.GET.get("service", "")))
    return render(request, "portal/screening/start.html", {"page": page})


@require_POST
@csrf_exempt  # it reads nothing of what this browser carries, and forgets it: the start needs no token, so no cookie
@private
def begin(request: HttpRequest) -> HttpResponse:
    """Begin anew: whatever somebody told before on this browser is forgotten."""
    service = _service(request.POST.get("service", ""))
    carried = begun(service.code if service else "", timezone.now())
    return keep(redirect(page_address(1)), carried)


@require_safe
@screening_required
def go_on(_request: HttpRequest, carried: Carried) -> HttpResponse:
    """Go on where somebody stopped: at the next question, or at the result when nothing is left to ask."""
    return keep(redirect(page_address(len(carried.progress.pages) + 1)), carried)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@screening_required
def page(request: HttpRequest, carried: Carried, number: int) -> HttpResponse:
    """Ask one question."""
    ask = ask_at(request, carried, number)
    if ask is None:
        return leads_on(carried, number)
    if ask.question.form is Form.PEOPLE:
        return people(request, carried, number, ask)
    if request.method != "POST":
        typed = typed_reply(ask, reply_of(carried.family, ask, on=carried.on))
        return _shown(request, carried, number, ask, typed)
    typed = typed_of(request)
    given = read_reply(ask, typed)
    errors = given.errors
    if not errors:
        try:
            family = put(carried.family, ask, given.reply, on=carried.on)
            return replied(request, carried, number, ask, family)
        except TellingError as error:
            errors = ((_control(ask, error), error.message),)
        except TooLargeError:
            errors = (("", too_much()),)
    return _shown(request, carried, number, ask, typed, errors)


def _shown(
    request: HttpRequest,
    carried: Carried,
    number: int,
    ask: Ask,
    typed: Typed,
    errors: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    origin = came_from(request)
    shown = AskPage(
        number=number,
        ask=shown_ask(ask, carried.resolved, typed, on=carried.on, errors=errors),
        errors=tuple(errors),
        back=back_address(number, origin),
        origin=origin,
        side=side_of(carried),
    )
    response = render(request, "portal/screening/ask.html", {"page": shown}, status=400 if errors else 200)
    return keep(response, carried)


def _control(ask: Ask, error: TellingError) -> str:
    """The control to which a refused reply leads: the line that fills what the error names, else the first."""
    if ask.question.form is not Form.FIELDS:
        return BOXES
    for number, one in enumerate(ask.question.fields):
        if error.where in one.fills:
            return first_control(line_name(number), one)
    return first_control(line_name(0), ask.question.fields[0])


def _service(code: str) -> Service | None:
    """The service somebody comes from; a sensitive one is not named."""
    if not _CODE.fullmatch(code):
        return None
    return Service.objects.filter(code=code, sensitive=False).first()
