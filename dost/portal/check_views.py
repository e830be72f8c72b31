"""The public check: was something issued under this number? No name, no FİN, no word of what it states."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts.throttle import WINDOW_SECONDS, address_of
from dost.cases.deliverables import read_number
from dost.cases.models import Deliverable
from dost.cases.text.results import TITLES, state
from dost.common.dates import local_day
from dost.ui.contexts import Tag, Text

MOST_CHECKS: Final = 30
"""Looks that one address may make in `WINDOW_SECONDS`."""


@dataclass(frozen=True, slots=True)
class Checked:
    """All that the public is told of what was issued."""

    number: str
    title: Text
    service_name: Text
    """The kind alone, where the service is sensitive."""
    state: Tag
    issued_on: date
    valid_until: date | None
    ended_on: date | None


@never_cache
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a number; a typed one leads to its own page."""
    typed = str(request.GET.get("number", "")).strip()[:60]
    if not typed:
        error = _("Write the number.") if "number" in request.GET else ""
        return render(request, "portal/check_ask.html", {"typed": "", "error": error}, status=400 if error else 200)
    known = read_number(typed)
    if known is None:
        error = _("This is not such a number. Write it as it is printed, for example 01-02-2026-0048813-M.")
        return render(request, "portal/check_ask.html", {"typed": typed, "error": error}, status=400)
    return redirect("check:number", number=known)


@never_cache
@require_safe
def number(request: HttpRequest, number: str) -> HttpResponse:
    """Whether something was issued under a number, for which service, when and until when."""
    if _too_many(request):
        return _unindexed(render(request, "portal/check_number.html", {"too_many": True}, status=429))
    known = read_number(number[:60])
    if known is not None and known != number:
        return redirect("check:number", number=known)
    given = Deliverable.objects.select_related("service").filter(number=known).first() if known else None
    if given is None:
        return _unindexed(
            render(request, "portal/check_number.html", {"checked": None, "number": number[:60]}, status=404)
        )
    on = local_day(timezone.now())
    checked = Checked(
        number=given.number,
        title=TITLES[given.kind],
        service_name=TITLES[given.kind] if given.service.sensitive else given.service.title,
        state=state(given, on=on),
        issued_on=local_day(given.issued_at),
        valid_until=given.valid_until,
        ended_on=given.ended_on,
    )
    return _unindexed(render(request, "portal/check_number.html", {"checked": checked}))


def _unindexed(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _too_many(request: HttpRequest) -> bool:
    """Count this look for its address; whether there were too many."""
    key = f"check:{hashlib.sha256(address_of(request).encode()).hexdigest()}"
    if cache.add(key, 1, timeout=WINDOW_SECONDS):
        return False
    try:
        return int(cache.incr(key)) > MOST_CHECKS
    except ValueError:  # it ran out between the two
        cache.set(key, 1, timeout=WINDOW_SECONDS)
        return False
