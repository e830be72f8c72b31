"""How far somebody is with a screening: read from their browser and given back to it; nothing of it is kept here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from dost.cases.rules import rules_in_force
from dost.common.dates import local_day
from dost.proactive.screening.family import Family
from dost.proactive.screening.gates import resolved
from dost.proactive.screening.progress import Progress, ProgressError, from_payload, to_payload
from dost.proactive.screening.questions import Ask, asks
from dost.proactive.screening.sealed import Purpose, SealError
from dost.proactive.screening.service_questions import questions_for
from dost.proactive.screening.verdicts import Screening

from . import cookies


@dataclass(frozen=True)
class Carried:
    """What a browser carries, at a moment: how far the screening is, and when it began."""

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

    @cached_property
    def screening(self) -> Screening:
        """What all rules say of it; asked of the engine once."""
        return Screening(self.family, on=self.on)

    @cached_property
    def resolved(self) -> Family:
        """The family with what follows from what was told."""
        return resolved(self.family, on=self.on)

    @cached_property
    def arising(self) -> tuple[Ask, ...]:
        """Every question that arises, replied to or not, in order."""
        return asks(questions_for(rules_in_force(self.on)), self.resolved, on=self.on)

    def after(self, ask: Ask, family: Family) -> Progress:
        """Return the progress after a reply; questions that do not arise any more lose their pages."""
        changed = Carried(self.progress.replied(family, ask), self.started_at, self.now)
        return changed.progress.arising(changed.arising)


def begun(service: str, now: datetime) -> Carried:
    """Return what a browser carries that begins now; `service` is the code of the service somebody comes from."""
    return Carried(Progress(service=service), now, now)


def read(request: HttpRequest, now: datetime) -> Carried | None:
    """Return what a browser carries; None when it carries nothing, or nothing that opens any more."""
    try:
        opened = cookies.opened(request, purpose=Purpose.SESSION, now=now)
        return Carried(from_payload(opened.payload, on=local_day(now)), opened.started_at, now) if opened else None
    except (SealError, ProgressError):
        return None


def keep(response: HttpResponse, carried: Carried, progress: Progress | None = None) -> HttpResponse:
    """Give the browser what it is to carry on, as it is or as it has become; raises `TooLargeError`."""
    payload = to_payload(progress or carried.progress)
    return cookies.hand_over(response, payload, purpose=Purpose.SESSION, started_at=carried.started_at, now=carried.now)


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
        carried = read(request, timezone.now())
        if carried is None:
            return render(request, "portal/screening/ended.html", status=410)
        return view(request, carried, *args, **kwargs)

    return private(guarded)
