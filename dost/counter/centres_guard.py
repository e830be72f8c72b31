"""Whose centre a page is of: a supervisor's own, to keep; any, to read, for an auditor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from dost.accounts.access import role_required, staff
from dost.accounts.models import User
from dost.centres.places import Done, PlaceError

from .centres_page import Frame, frame_of

READS: Final = frozenset({User.Role.SUPERVISOR, User.Role.AUDITOR})
KEEPS: Final = frozenset({User.Role.SUPERVISOR})

View = Callable[..., HttpResponse]


def of_centre(view: View) -> View:
    """Let a view run with the frame of the reader's centre as its second argument; only its supervisor sends forms."""

    @never_cache
    @role_required(READS)
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
        user = staff(request)
        frame = frame_of(user, asked=request.GET.get("centre", ""), path=request.path, language=language())
        if request.method == "POST" and user.role not in KEEPS:
            raise PermissionDenied(_("Your role only reads this page."))
        if frame is None:
            return render(request, "counter/centres/none.html")
        return view(request, frame, *args, **given)

    return guarded  # type: ignore[return-value]


def language() -> str:
    """The reader's language."""
    return (get_language() or "az")[:2]


def page(
    request: HttpRequest, frame: Frame, template: str, context: Mapping[str, Any], *, wrong: bool = False
) -> HttpResponse:
    """Answer with a page of a centre."""
    shown = {**context, "frame": frame}
    return render(request, f"counter/centres/{template}.html", shown, status=400 if wrong else 200)


def say(request: HttpRequest, words: str, done: Done | None = None) -> None:
    """Say what was done, and how many people were told because of it."""
    told = done.told if done is not None else 0
    if told:
        words += " " + ngettext(
            "%(n)s person who has an appointment is told.", "%(n)s people who have an appointment are told.", told
        ) % {"n": told}
    messages.success(request, words)


def name_error(form: Form, error: PlaceError) -> None:
    """Put what the engine says where it belongs on the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
