"""Where a screening stands, read from the browser and given back to it; nothing of it is kept here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from dost.common.dates import local_day
from dost.proactive.screening.family import Family
from dost.proactive.screening.gates import resolved
from dost.proactive.screening.packing import PackingError
from dost.proactive.screening.progress import Progress, ProgressError, from_payload, to_payload
from dost.proactive.screening.question_list import QUESTIONS
from dost.proactive.screening.questions import Ask, asks
from dost.proactive.screening.sealed import Purpose, SealError

from . import cookies


@dataclass(frozen=True, slots=True)
class Screening:
    """A screening at a moment: how far it is, since when, and what arises from what was told."""

    progress: Progress
    started_at: datetime
    now: datetime

    @property
    def on(self) -> date:
        """The day that is asked about."""
        return local_day(self.now)

    @property
    def family(self) -> Family:
        """The family as it was told."""
        return self.progress.family

    def resolved(self) -> Family:
        """Return the family with what follows from what was told."""
        return resolved(self.progress.family, on=self.on)

    def arising(self) -> tuple[Ask, ...]:
        """Return every question that arises, replied to or not, in order."""
        return asks(QUESTIONS, self.resolved(), on=self.on)


def begun(service: str, now: datetime) -> Screening:
    """Return a screening that begins now."""
    return Screening(Progress(service=service), now, now)


def read(request: HttpRequest, now: datetime) -> Screening | None:
    """Return the screening that a browser carries; None when it carries none, or none that opens any more."""
    try:
        opened = cookies.opened(request, purpose=Purpose.SESSION, now=now)
        if opened is None:
            return None
        return Screening(from_payload(opened.payload), opened.started_at, now)
    except (SealError, PackingError, ProgressError):
        return None


def keep(response: HttpResponse, screening: Screening, progress: Progress | None = None) -> HttpResponse:
    """Give the browser a screening to carry on, as it stands or as it has become; raises `TooLargeError`."""
    payload = to_payload(progress or screening.progress)
    return cookies.hand_over(
        response, payload, purpose=Purpose.SESSION, started_at=screening.started_at, now=screening.now
    )


View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Have a browser keep no copy of a page that holds what somebody told, and a search engine leave it out."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        patch_vary_headers(response, ["Cookie"])
        return response

    return answered


def screening_required(view: View) -> View:
    """Let a view run only for a browser that carries a screening, which is its second argument.

    Any other is told that nothing of what was answered is left, and begins again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        screening = read(request, timezone.now())
        if screening is None:
            return render(request, "portal/screening/ended.html", status=410)
        return view(request, screening, *args, **kwargs)

    return private(guarded)
