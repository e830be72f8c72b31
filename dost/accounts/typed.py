"""What somebody had typed when their session ran out: set aside on the way to the sign-in, offered when they are back.

It waits in the session of whoever is not signed in yet, and only for the person whose session had run out; an
hour later, or once it was sent, it is gone. Files and passwords are not set aside.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, QueryDict

from .models import User

SESSION_KEY: Final = "typed"
LASTS_SECONDS: Final = 60 * 60
MOST_LETTERS: Final = 50_000
_PASSWORDS: Final = ("password", "old_password", "new_password1", "new_password2", "code", "credential")
_NEVER: Final = ("csrfmiddlewaretoken", *_PASSWORDS)


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that did not arrive: where it was sent, and (name, value) of each field in their order."""

    address: str
    fields: tuple[tuple[str, str], ...]


def set_aside(request: HttpRequest) -> bool:
    """Set aside the form of a request whose session has run out; whether there was one to set aside."""
    if request.method != "POST":
        return False
    whose = getattr(request.session, "ran_out_of", None)
    if whose is None:
        return False
    fields = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name not in _NEVER:
            fields.setlist(name, values)
    written = fields.urlencode()
    if not written or len(written) > MOST_LETTERS:
        return False
    request.session[SESSION_KEY] = {
        "whose": whose,
        "at": int(time.time()),
        "address": request.get_full_path(),
        "fields": written,
    }
    request.session.set_expiry(LASTS_SECONDS)  # nothing of it stays in the table of sessions either
    return True


def waiting(request: HttpRequest, user: User) -> Typed | None:
    """What this user had typed before their session ran out; None when there is nothing, or it is somebody else's."""
    aside: Mapping[str, Any] | None = request.session.get(SESSION_KEY)
    if aside is None:
        return None
    if aside["whose"] != user.pk or time.time() - aside["at"] > LASTS_SECONDS:
        forget(request)
        return None
    fields = QueryDict(aside["fields"])
    return Typed(aside["address"], tuple((name, value) for name, values in fields.lists() for value in values))


def forget(request: HttpRequest) -> None:
    """Forget what was set aside."""
    request.session.pop(SESSION_KEY, None)
