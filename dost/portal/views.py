"""Looking for a service, and its page. Public: no sign-in, nothing about anybody."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from services_catalog import schema
from services_catalog.models import LANGUAGES

from .browse import home_page, leads_on
from .centres import centres_page
from .directory import Kind, directory_page
from .events import event_page
from .front import front
from .service.help_page import help_page
from .service.page import service_page
from .service.versions import version_on

_INPUT: Final = "q"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The search with what it found, or the ways to browse; asked by htmx, only the part that changes.

    The address in the browser follows: each choice and each search by the button is a place to come back to, what is
    only being typed is not.
    """
    given = request.GET.dict()
    htmx = getattr(request, "htmx", None)
    elsewhere = None if htmx else leads_on(given)
    if elsewhere:
        leading: HttpResponse = redirect(elsewhere, permanent=True)
        patch_vary_headers(leading, ["HX-Request"])
        return leading
    page = home_page(given, on=timezone.localdate(), language=_language(), whole=not htmx)
    shown = {"page": page, "oob": htmx, "front": None if page.asked else front(timezone.now())}
    response = render(request, "portal/_results.html" if htmx else "portal/home.html", shown)
    if htmx:
        typing = htmx.trigger == _INPUT
        response["HX-Replace-Url" if typing else "HX-Push-Url"] = page.here
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def event(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a life event."""
    if code not in schema.LIFE_EVENTS:
        raise Http404
    page = event_page(code, on=timezone.localdate(), language=_language())
    return render(request, "portal/event.html", {"page": page})


@require_safe
def directory(request: HttpRequest, kind: Kind, code: str) -> HttpResponse:
    """The page of an area, or of a group of people."""
    if code not in (schema.AREAS if kind == "area" else schema.AUDIENCES):
        raise Http404
    page = directory_page(kind, code, on=timezone.localdate(), language=_language())
    return render(request, "portal/directory.html", {"page": page})


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a service, or of the help it is to people in danger."""
    at = timezone.now()
    version = version_on(code, timezone.localdate(at))
    if version is None:
        raise Http404
    if version.service.help:
        return _leaves_no_trace(
            render(
                request,
                "portal/help.html",
                {"page": help_page(version.service, at=at, language=_language())},
            )
        )
    page = service_page(version, at=at, language=_language())
    return render(request, "portal/detail.html", {"page": page, "address": request.build_absolute_uri(page.url)})


@require_safe
def centres(request: HttpRequest) -> HttpResponse:
    """The centres: where they are, whom they serve, and whether they are open now."""
    page = centres_page(at=timezone.now(), language=_language())
    return render(request, "portal/centres.html", {"page": page})


def _leaves_no_trace(response: HttpResponse) -> HttpResponse:
    """Have a browser keep no copy of a page, a search engine none either, and no other site learn of it."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noarchive"
    return response


@require_safe
def by_number(request: HttpRequest, code: str) -> HttpResponse:
    """A code as it is written elsewhere (`5-40`, `7-6-1`) leads to the page."""
    area, number, *rest = code.split("-")
    return redirect("services:detail", code="-".join([area.zfill(2), number.zfill(2), *rest]), permanent=True)


def _language() -> str:
    language = (translation.get_language() or "az")[:2]
    return language if language in LANGUAGES else "az"
