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
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts.throttle import WINDOW_SECONDS, address_of
from dost.cases.deliverables import read_number
from dost.cases.letters import read_letter_number
from dost.cases.models import Deliverable, Letter
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


LETTER: Final = gettext_lazy("Letter")
GENUINE: Final = Tag(pgettext_lazy("letter", "Genuine"), "green")
FOLLOWED: Final = Tag(pgettext_lazy("letter", "Genuine; a later letter followed"), "yellow")


@dataclass(frozen=True, slots=True)
class CheckedLetter:
    """All that the public is told of a letter: that it is genuine, what kind it is, and whether a later one followed.

    Of which service it is, and to whom, nobody is told. `followed_on` is the day of the latest letter on its matter.
    """

    number: str
    title: Text
    kind: Text
    state: Tag
    written_on: date
    followed_on: date | None


@never_cache
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a number; a typed one leads to its own page."""
    typed = str(request.GET.get("number", "")).strip()[:60]
    if not typed:
        error = _("Write the number.") if "number" in request.GET else ""
        return render(request, "portal/check_ask.html", {"typed": "", "error": error}, status=400 if error else 200)
    known = read_number(typed) or read_letter_number(typed)
    if known is None:
        error = _(
            "This is not such a number. Write it as it is printed, for example 01-02-2026-0048813-M "
            "or M-2026-0048813-01-N."
        )
        return render(request, "portal/check_ask.html", {"typed": typed, "error": error}, status=400)
    return redirect("check:number", number=known)


@never_cache
@require_safe
def number(request: HttpRequest, number: str) -> HttpResponse:
    """Whether something was issued under a number, for which service, when and until when."""
    if _too_many(request):
        return _unindexed(render(request, "portal/check_number.html", {"too_many": True}, status=429))
    known = read_number(number[:60]) or read_letter_number(number[:60])
    if known is not None and known != number:
        return redirect("check:number", number=known)
    letter = _letter(known) if known else None
    if letter is not None:
        return _unindexed(render(request, "portal/check_number.html", {"letter": letter}))
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


def _letter(number: str) -> CheckedLetter | None:
    """What the public is told of a letter; None when none has this number."""
    if read_letter_number(number) is None:
        return None
    found = Letter.objects.defer("content").filter(number=number).first()
    if found is None:
        return None
    latest = Letter.objects.filter(case=found.case_id).order_by("-ordinal").values_list("ordinal", "issued_at").first()
    followed = latest is not None and latest[0] > found.ordinal
    return CheckedLetter(
        number=found.number,
        title=LETTER,
        kind=Letter.Kind(found.kind).label,
        state=FOLLOWED if followed else GENUINE,
        written_on=local_day(found.issued_at),
        followed_on=local_day(latest[1]) if latest and followed else None,
    )


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
