"""Registries, opened one by one, each with a line in the log; what two sources say differently; household and kin."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from dost.accounts.access import OPENS_SPECIAL, log_access
from registries.holdings import holding_of, with_closed
from registries.holdings.differences import COMPARED, differences_of

from .person_frame import Window, at_window, render_person
from .registry_page import differences_page, family_page, registry_page


@require_safe
@at_window
def registry(request: HttpRequest, window: Window, code: str) -> HttpResponse:
    """One registry as a timeline; as a fragment where htmx asks for it."""
    try:
        held = holding_of(window.person, code.upper(), on=window.on)
    except LookupError as error:
        raise Http404 from error
    window.log(registries=(held.registry.code,))
    shown = held if window.actor.role in OPENS_SPECIAL else with_closed(held)
    return _part(request, window, "_registry.html", {"page": registry_page(shown)}, title=held.registry.name)


@require_safe
@at_window
def differences(request: HttpRequest, window: Window) -> HttpResponse:
    """What two sources say differently; all the registries that were compared have been looked at."""
    found = differences_of(window.person, on=window.on)
    window.log(registries=COMPARED)
    return _part(request, window, "_differences.html", {"found": differences_page(found)}, title="")


@require_safe
@at_window
def family(request: HttpRequest, window: Window) -> HttpResponse:
    """Household and kin by name; each of them is told that their name was shown."""
    page = family_page(window.person, on=window.on)
    log_access(
        actor=window.actor,
        people={window.person.pk, *page.people},
        purpose=window.hand.reason.purpose,
        reason=window.hand.reason.note,
        registries=("POPULATION",),
        now=window.now,
    )
    return _part(request, window, "_family.html", {"page": page}, title="")


def _part(request: HttpRequest, window: Window, name: str, context: dict[str, Any], *, title: Any) -> HttpResponse:
    """A part of the page for htmx, a page of its own for everybody else."""
    part = f"counter/person/{name}"
    if getattr(request, "htmx", False):
        response = render(request, part, context)
    else:
        response = render_person(request, window, "counter/person/part.html", {**context, "part": part, "title": title})
    patch_vary_headers(response, ["HX-Request"])
    return response
