"""For whom a citizen acts: a child, a ward, somebody by their mandate; and back to their own matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dost.accounts import citizens
from dost.accounts.access import Purpose, log_access
from dost.accounts.actors import Capacity
from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers
from dost.accounts.employers import employers_of, is_legal_person
from dost.accounts.opens import Deed
from dost.accounts.own_looks import OwnLook
from dost.accounts.representation import Represented, represented_by
from dost.accounts.who import CAPACITIES
from dost.cases.employers import not_empowered
from dost.portal.my.page import render_my
from dost.ui.contexts import Text


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody to act for: their id for the form, as what, until when (None: not known), whether it is now."""

    id: int
    name: str
    born: date
    capacity: Text
    until: date | None
    current: bool
    by_mandate: bool


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def acting_for(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Choose for whom to act (`person`: an id, or nothing for oneself)."""
    if request.method == "POST":
        return _switch(request, me)
    return _shown(request, me)


def _shown(request: HttpRequest, me: SignedInCitizen, *, employer: str = "", problem: str = "") -> HttpResponse:
    now = timezone.now()
    on = timezone.localdate(now)
    found = represented_by(me.citizen.person, on=on)
    log_access(
        actor=me.citizen.actor,
        people=[one.person.pk for one in found],
        purpose=Purpose.ON_BEHALF,
        reason=OwnLook.NAMES.value,
        registries=["POPULATION"],
        now=now,
    )
    context = {
        "choices": [_choice(one, me) for one in found],
        "employers": employers_of(me.citizen.person, on=on),
        "ended": "ended" in request.GET,
        "voen": employer,
        "problems": (("employer", problem),) if problem else (),
    }
    return render_my(request, me, "portal/my/acting_for.html", context, status=400 if problem else 200)


def _switch(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    if voen := request.POST.get("employer", ""):
        return _for_employer(request, me, voen.strip())
    wanted = request.POST.get("person", "")
    if not wanted:
        citizens.act_for_oneself(request)
        messages.success(request, _("These are your own matters again."))
        return redirect("my:home")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 19):
        raise Http404
    acting = citizens.act_for(request, me, int(wanted))
    if acting is None:
        raise Http404
    return redirect("my:home")


def _for_employer(request: HttpRequest, me: SignedInCitizen, voen: str) -> HttpResponse:
    """Begin to act for an employer; whom neither the register nor a mandate names is told what would help."""
    if citizens.act_for_employer(request, me, voen) is not None:
        return redirect("my:employer")
    why = _("The VÖEN of a legal person has 10 digits, the last is 1.")
    if is_legal_person(voen):
        why = not_empowered(voen)
    return _shown(request, me, employer=voen[:10], problem=why)


def _choice(one: Represented, me: SignedInCitizen) -> Choice:
    return Choice(
        id=one.person.pk,
        name=one.person.full_name,
        born=one.person.birth_date,
        capacity=capacity_in_words(one.capacity, me),
        until=one.until,
        current=me.acts_for_somebody and me.employer is None and me.person_id == one.person.pk,
        by_mandate=one.mandate is not None,
    )


def capacity_in_words(capacity: Capacity, me: SignedInCitizen) -> Text:
    """As what the citizen acts: mother, father, guardian."""
    return CAPACITIES[capacity, me.citizen.person.sex]
