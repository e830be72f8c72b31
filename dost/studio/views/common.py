"""What the studio's views share: finding a set, acting on it, saying what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dost.accounts.access import staff
from dost.studio.pages.allowed import Allowed, allowed
from services_catalog.changes.checking import NotReady
from services_catalog.changes.errors import StudioError
from services_catalog.changes.paths import Choices
from services_catalog.models import ChangeSet, DraftService

Done = TypeVar("Done")


def the_set(pk: int) -> ChangeSet:
    """The change set, or 404."""
    return get_object_or_404(ChangeSet.objects.select_related("created_by", "submitted_by", "published_by"), pk=pk)


def the_draft(pk: int, code: str) -> DraftService:
    """The draft of a service in a set with all that its pages need, or 404."""
    drafts = DraftService.objects.select_related("change_set", "service", "base", "edited_by")
    return get_object_or_404(drafts, change_set=pk, code=code)


def attempt(request: HttpRequest, act: Callable[[], Done], *, done: str = "") -> Done | None:
    """Act, and say in words what came of it; None when the studio refused."""
    try:
        result = act()
    except NotReady as why:
        messages.error(request, f"{why} {_first(why)}".strip())
    except StudioError as why:
        messages.error(request, str(why))
    else:
        if done:
            messages.success(request, done)
        return result
    return None


def choices_in(request: HttpRequest) -> Choices:
    """Which side was chosen at each place of a conflict, by its path."""
    sent = request.POST
    found: dict[str, Literal["mine", "theirs"]] = {}
    for key in sent:
        number = key.removeprefix("choice-")
        path, choice = sent.get(f"path-{number}"), sent[key]
        if number != key and path and choice in ("mine", "theirs"):
            found[path] = "mine" if choice == "mine" else "theirs"
    return found


def _first(why: NotReady) -> str:
    where, issue = why.check.serious[0]
    return f"{where}: {issue.message}" if where else issue.message


def to_set(pk: int) -> HttpResponseRedirect:
    """Back to the page of a set."""
    return redirect("studio:set", pk=pk)


def may(request: HttpRequest, change_set: ChangeSet) -> Allowed:
    """What whoever asks may do with a set as it stands."""
    return allowed(change_set, by=staff(request), today=timezone.localdate())


def too_late(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Say that a set is no longer in the state in which this can be done, instead of a form that could not be sent."""
    messages.error(request, _("This cannot be done with the change set as it stands now."))
    return to_set(pk)


def shown(request: HttpRequest, template: str, context: Mapping[str, Any], *, wrong: bool = False) -> HttpResponse:
    """A page; `wrong` when it says what has to be corrected."""
    return render(request, template, dict(context), status=400 if wrong else 200)
