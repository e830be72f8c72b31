"""How a draft is changed: who may, saving, and what is shown when it comes to nothing.

Every change is a POST that leads back to the page; asked by htmx, only the piece that changed comes back. A form that
could not be saved comes back with everything that was typed: whoever cannot go on raises `NotDoneError` with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, Final, Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dost.accounts.access import staff
from dost.studio.guard import View, studio_permission
from dost.studio.pages.rule_conflict import conflict_of
from dost.studio.wording import words
from services_catalog.changes.edits import Saving
from services_catalog.changes.errors import Conflict, NotEditable, StudioError
from services_catalog.changes.permissions import EDIT, VIEW
from services_catalog.models import ChangeSet, DraftService

from .common import the_draft
from .session import DraftSession

Handler = Callable[..., HttpResponse]
"""Answers a request about a draft: takes the session, and what else stands in the address."""
Act = Callable[[Saving], DraftService]
"""Changes a draft in the engine, from a revision and as somebody."""
Refused = Callable[[str], HttpResponse]
"""What is shown when the engine refuses, with its reason in words."""

_SIDES: Final[Mapping[str, Literal["mine", "theirs"]]] = {"mine": "mine", "theirs": "theirs"}
_NOT_TYPED: Final = ("csrfmiddlewaretoken", "revision", "name", "act", "as", "open")


class NotDoneError(Exception):
    """An act came to nothing; `response` is what is shown instead: the form with its errors, a choice, a reason."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


# -- saving ------------------------------------------------------------------------------------------------------------


def saved(session: DraftSession, act: Act, *, refused: Refused) -> DraftSession:
    """Let the engine act, and return the session on the draft as it is saved then.

    Raises `NotDoneError` with the choice between two answers, with what was typed when nothing can be changed any
    more, and with what `refused` makes of any other reason.
    """
    before, started = session.draft.revision, session.revision
    try:
        draft = act(_saving(session))
    except Conflict as conflict:
        raise NotDoneError(_choice(session, conflict, started)) from conflict
    except NotEditable as why:
        raise NotDoneError(not_editable(session, str(why))) from why
    except StudioError as why:
        raise NotDoneError(refused(str(why))) from why
    return DraftSession(
        session.request,
        the_draft(draft.change_set_id, draft.code),
        can_edit=session.can_edit,
        merged=started < before,
    )


def _saving(session: DraftSession) -> Saving:
    """Return what every edit is told: from which revision, by whom, when, and what was chosen in a conflict."""
    return {
        "revision": session.revision,
        "by": staff(session.request),
        "at": timezone.now(),
        "merge": True,
        "choices": _choices(session),
    }


def _choices(session: DraftSession) -> dict[str, Literal["mine", "theirs"]]:
    """Return what was chosen where two changed the same place: `keep-<n>` for the path in `place-<n>`."""
    found: dict[str, Literal["mine", "theirs"]] = {}
    for key, path in session.fields_sent:
        side = session.sent(f"keep-{key.removeprefix('place-')}")
        if key.startswith("place-") and side in _SIDES:
            found[path] = _SIDES[side]
    return found


def _choice(session: DraftSession, conflict: Conflict, revision: int) -> HttpResponse:
    """Show both answers side by side; what the editor sent is sent again with what they choose."""
    page = conflict_of(
        conflict,
        revision=revision,
        sent=session.fields_sent,
        action=session.request.get_full_path(),
        place=session.target,
    )
    template = "studio/rule/_conflict.html" if session.htmx else "studio/rule/conflict.html"
    return session.piece(template, {"page": page})


def not_editable(session: DraftSession, why: str) -> HttpResponse:
    """Say why nothing can be changed; what somebody has typed is shown, so that it can be taken elsewhere."""
    session = replace(session, can_edit=False)
    if session.request.method != "POST":
        messages.error(session.request, why)
        return session.to("rule")
    typed = [(words.place(key), value) for key, value in session.fields_sent if value.strip() and key not in _NOT_TYPED]
    response = session.piece("studio/rule/kept.html", {"why": why, "typed": typed})
    if session.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
    return response


def refused_at(session: DraftSession, view: str, anchor: str = "") -> Refused:
    """Return what says a refusal above a page: for acts that have no form to say it in."""

    def refused(why: str) -> HttpResponse:
        messages.error(session.request, why)
        return session.to(view, anchor)

    return refused


# -- in front of the handlers ------------------------------------------------------------------------------------------


def reading(handler: Handler) -> View:
    """Make a view of a handler that only reads: for whoever may look at the catalogue."""

    @studio_permission(VIEW)
    @require_http_methods(["GET", "HEAD"])
    @wraps(handler)
    def view(request: HttpRequest, pk: int, code: str, **kwargs: Any) -> HttpResponse:
        draft = the_draft(pk, code)
        can_edit = request.user.has_perm(EDIT) and draft.change_set.status == ChangeSet.Status.DRAFT
        return handler(DraftSession(request, draft, can_edit), **kwargs)

    return view


def acting(handler: Handler) -> View:
    """Make a view of a handler that changes the draft: only sent to, and only by whoever may change it."""
    return _editing(handler, ["POST"])


def form_view(opens: Handler, acts: Mapping[str, Handler] | None = None, *, otherwise: Handler) -> View:
    """Make the view of a form: read, it is opened; sent, the handler of the button that was pressed (`act`) answers.

    Without a button it is `save`; `otherwise` answers what `acts` does not name.
    """
    by_button = acts or {}

    def handler(session: DraftSession, **kwargs: Any) -> HttpResponse:
        if session.request.method != "POST":
            return opens(session, **kwargs)
        return by_button.get(session.sent("act") or "save", otherwise)(session, **kwargs)

    return _editing(wraps(opens)(handler), ["GET", "HEAD", "POST"])


def _editing(handler: Handler, methods: list[str]) -> View:
    """Let a handler work on a draft that can be changed; a set that is no draft any more leads back, in words."""

    @studio_permission(EDIT)
    @require_http_methods(methods)
    @wraps(handler)
    def view(request: HttpRequest, pk: int, code: str, **kwargs: Any) -> HttpResponse:
        session = DraftSession(request, the_draft(pk, code), can_edit=True)
        if session.change_set.status != ChangeSet.Status.DRAFT:
            return not_editable(session, _("This change set is no draft any more, so nothing in it can be changed."))
        try:
            return handler(session, **kwargs)
        except NotDoneError as instead:
            return instead.response

    return view
