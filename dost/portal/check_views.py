"""The public check: was something issued under this number? No name, no FİN, no word of what it states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts.throttle import address_of, is_too_often
from dost.cases.deliverables import read_number
from dost.cases.letters import read_letter_number
from dost.cases.models import ComplaintLetter, Deliverable, Letter
from dost.cases.text.results import GIVEN_UP, RUN_OUT, TAKEN_BACK, TITLES, VALID, state
from dost.common.dates import local_day
from dost.ui.contexts import Tag, Text

MOST_CHECKS: Final = 30
"""Looks that one address may make in five minutes."""


@dataclass(frozen=True, slots=True)
class Checked:
    """All that the public is told of what was issued: `heading` is the answer in a sentence."""

    heading: Text
    number: str
    title: Text
    service_name: Text
    """The kind alone, where the service is sensitive."""
    state: Tag
    issued_on: date
    valid_until: date | None
    ended_on: date | None


HEADINGS: Final[Sequence[tuple[Tag, Text]]] = (
    (VALID, gettext_lazy("It is genuine and valid")),
    (RUN_OUT, gettext_lazy("It is genuine, but no longer valid")),
    (TAKEN_BACK, gettext_lazy("It was issued, and has been taken back")),
    (GIVEN_UP, gettext_lazy("It was issued, and has ended")),
)
"""The answer in a sentence for each state; no mapping, for a text that is translated later has no hash of its own."""
GENUINE: Final = gettext_lazy("This letter is genuine")
FOLLOWED: Final = gettext_lazy("This letter is genuine, and a later one followed")


@dataclass(frozen=True, slots=True)
class CheckedLetter:
    """All that the public is told of a letter: that it is genuine (`heading`), its kind, whether a later one followed.

    Of which service it is, and to whom, nobody is told. `followed_on` is the day of the latest letter on its matter.
    """

    heading: Text
    number: str
    kind: Text
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
    how = state(given, on=on)
    checked = Checked(
        heading=next(text for tag, text in HEADINGS if tag is how),
        number=given.number,
        title=TITLES[given.kind],
        service_name=TITLES[given.kind] if given.service.sensitive else given.service.title,
        state=how,
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
        return _complaint_letter(number)
    latest = Letter.objects.filter(case=found.case_id).order_by("-ordinal").values_list("ordinal", "issued_at").first()
    followed = latest is not None and latest[0] > found.ordinal
    return CheckedLetter(
        heading=FOLLOWED if followed else GENUINE,
        number=found.number,
        kind=Letter.Kind(found.kind).label,
        written_on=local_day(found.issued_at),
        followed_on=local_day(latest[1]) if latest and followed else None,
    )


def _complaint_letter(number: str) -> CheckedLetter | None:
    """The same of a letter about a complaint or a proposal."""
    found = ComplaintLetter.objects.defer("content").filter(number=number).first()
    if found is None:
        return None
    latest = ComplaintLetter.objects.filter(complaint=found.complaint_id).latest("ordinal")
    followed = latest.ordinal > found.ordinal
    return CheckedLetter(
        heading=FOLLOWED if followed else GENUINE,
        number=found.number,
        kind=ComplaintLetter.Kind(found.kind).label,
        written_on=local_day(found.issued_at),
        followed_on=local_day(latest.issued_at) if followed else None,
    )


def _unindexed(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _too_many(request: HttpRequest) -> bool:
    """Count this look for its address; whether there were too many."""
    return is_too_often("check", address_of(request), most=MOST_CHECKS)
