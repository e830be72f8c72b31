"""The steps of a kiosk, one function each: from what the form before said to the page that comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from dost.accounts.throttle import address_of, is_too_often
from dost.centres.models import Device
from dost.centres.priority import Cause
from dost.centres.problems import QueueError
from registries.models import Centre

from . import offered
from .documents import Kind, read
from .handed_out import handed_out
from .kiosk_draft import Draft, opened, sealed
from .kiosk_take import take_once
from .screens import context_of, home_of

MOST_BY_KIOSK: Final = 40
MOST_BY_ADDRESS: Final = 80
"""Documents that are shown in five minutes at one kiosk, and from one address: a busy door has a few a minute."""


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A request at a paired kiosk."""

    request: HttpRequest
    centre: Centre
    device: Device
    now: datetime

    @property
    def language(self) -> str:
        """The language of the address."""
        return (translation.get_language() or "az")[:2]

    def said(self, name: str) -> str:
        """What the form before said under a name."""
        return str(self.request.POST.get(name, "")).strip()

    def show(self, page: str, *, draft: Draft | None, status: int = 200, **more: Any) -> HttpResponse:
        """The page of a step."""
        shown = context_of(
            self.centre,
            home=home_of(Device.Kind.KIOSK, self.centre.code),
            go=reverse("kiosk:step", args=[self.centre.code]),
            draft=sealed(draft, self.device) if draft else "",
            **more,
        )
        return render(self.request, f"counter/kiosk/{page}.html", shown, status=status)


def next_step(kiosk: Kiosk) -> HttpResponse:
    """The page after the form that was sent; whatever is none of a road under way begins anew."""
    if kiosk.said("step") == "who":
        return _who(kiosk)
    draft = opened(kiosk.said("draft"), kiosk.device)
    take_step = STEPS.get(kiosk.said("step"))
    if draft is None or take_step is None:
        return _anew(kiosk)
    return take_step(kiosk, draft)


def _anew(kiosk: Kiosk) -> HttpResponse:
    return redirect(home_of(Device.Kind.KIOSK, kiosk.centre.code))


def _who(kiosk: Kiosk) -> HttpResponse:
    """A FİN leads on like no document does: nothing is looked up before the ticket is taken, and nothing is shown."""
    if "without" in kiosk.request.POST:
        return _what_for(kiosk, Draft())
    shown = read(kiosk.said("document"))
    if shown is None:
        error = _("This is no FİN and no code. A FİN has 7 letters and digits; it stands on the identity card.")
        return kiosk.show("who", draft=None, status=400, error=error)
    if shown.kind is Kind.SCREENING:
        return _what_for(kiosk, Draft(has_screening=True))
    if _too_often(kiosk):
        return kiosk.show("too_often", draft=Draft(), status=429)
    if shown.kind is Kind.FIN:
        return _what_for(kiosk, Draft(fin=shown.code))
    try:
        return _ticket(kiosk, Draft(), cause=None, appointment=shown.code)
    except QueueError as problem:
        return kiosk.show("who", draft=None, status=400, error=str(problem))


def _too_often(kiosk: Kiosk) -> bool:
    by_kiosk = is_too_often("kiosk-document", str(kiosk.device.pk), most=MOST_BY_KIOSK)
    return is_too_often("kiosk-address", address_of(kiosk.request), most=MOST_BY_ADDRESS) or by_kiosk


def _what_for(kiosk: Kiosk, draft: Draft) -> HttpResponse:
    return kiosk.show(
        "what",
        draft=draft,
        events=offered.life_events(),
        areas=offered.areas(),
        has_screening=draft.has_screening,
    )


def _what(kiosk: Kiosk, draft: Draft) -> HttpResponse:
    """What somebody comes for: one press, or a list to choose from."""
    event, service, area, query = (kiosk.said(name) for name in ("event", "service", "area", "q"))
    if "quick" in kiosk.request.POST:
        return _ask_cause(kiosk, replace(draft, is_quick=True))
    if "other" in kiosk.request.POST:
        return _ask_cause(kiosk, draft)
    if service and offered.is_service(service):
        return _ask_cause(kiosk, replace(draft, service=service))
    if event and offered.is_event(event):
        return _ask_cause(kiosk, replace(draft, event=event))
    if area and offered.is_area(area):
        heading = next(one.name for one in offered.areas() if one.code == area)
        return kiosk.show("services", draft=draft, heading=heading, services=offered.services_of(area))
    if query:
        return kiosk.show(
            "services",
            draft=draft,
            heading=_("Is it one of these?"),
            services=offered.services_found(query),
            query=query,
        )
    return _what_for(kiosk, draft)


def _ask_cause(kiosk: Kiosk, draft: Draft) -> HttpResponse:
    return kiosk.show("cause", draft=draft, causes=Cause.choices)


def _cause(kiosk: Kiosk, draft: Draft) -> HttpResponse:
    """Whom nobody should keep waiting; then the ticket."""
    said = kiosk.said("cause")
    if said not in {*Cause.values, "none"}:
        return _ask_cause(kiosk, draft)
    return _ticket(kiosk, draft, cause=None if said == "none" else Cause(said))


def _ticket(kiosk: Kiosk, draft: Draft, *, cause: Cause | None, appointment: str = "") -> HttpResponse:
    ticket = take_once(
        draft, device=kiosk.device, cause=cause, language=kiosk.language, now=kiosk.now, appointment=appointment
    )
    if ticket is None:
        return _anew(kiosk)
    return kiosk.show("ticket", draft=None, ticket=handed_out(ticket))


STEPS: Final[Mapping[str, Callable[[Kiosk, Draft], HttpResponse]]] = {"what": _what, "cause": _cause}
