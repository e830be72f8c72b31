"""Of whom a page was: what is sent from it is done for them, or not at all.

No address says who is at the window, so a page that was left open would otherwise be sent in the name of whoever is
there now: an application for the next person, a complaint in another's name. Each form carries what names its visit.
"""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from dost.centres.models import Visit
from registries.models import Person

FIELD: Final = "whose"


def of_visit(visit: Visit) -> str:
    """What names a visit in its forms; whoever is identified in it later is its only person."""
    return f"visit-{visit.pk}"


def of_person(person: Person) -> str:
    """What names the person of a purpose that was stated, where no visit is."""
    return f"person-{salted_hmac('counter.whose', str(person.pk)).hexdigest()[:16]}"


def is_of_another(request: HttpRequest, named: str) -> bool:
    """Whether what is sent comes from a page of somebody else, or of a visit that is over; then that is said."""
    if request.method != "POST" or request.POST.get(FIELD) == named:
        return False
    messages.error(
        request, _("The page you sent was not of the person who is here now. Nothing was done. Go on from this page.")
    )
    return True
