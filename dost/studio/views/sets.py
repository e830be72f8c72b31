"""Change sets: begun, looked at, edited, given up, and what is taken into them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts.access import staff
from dost.studio.forms.changes import NoteForm, SetForm
from dost.studio.guard import studio_permission
from dost.studio.pages.change_set import set_page
from dost.studio.pages.conflict import MINE, THEIRS, chosen, side_by_side
from dost.studio.pages.home import services_to_add
from dost.studio.pages.impact import effect_of
from services_catalog.changes import drafts
from services_catalog.changes.errors import Conflict, NotEditable, StudioError
from services_catalog.changes.permissions import EDIT, VIEW
from services_catalog.models import ChangeSet

from .common import attempt, choices_in, may, shown, the_draft, the_set, to_set, too_late

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@studio_permission(VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A change set with everything in it."""
    return shown(request, "studio/set.html", set_context(request, the_set(pk)))


def set_context(request: HttpRequest, change_set: ChangeSet) -> dict[str, Any]:
    """Return what the page of a set shows to whoever asks for it."""
    page = set_page(change_set, by=staff(request), today=timezone.localdate())
    return {
        "page": page,
        "effect": effect_of(change_set),
        "services_to_add": services_to_add(change_set) if page.allowed.edit else (),
    }


@never_cache
@read_or_write
@studio_permission(EDIT)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a change set."""
    form = SetForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = drafts.create(
                title=said["title"],
                ground=said["ground"],
                valid_from=said["valid_from"],
                by=staff(request),
                at=timezone.now(),
            )
        except StudioError as why:
            form.add_error("title", str(why))
        else:
            messages.success(request, _("The change set is begun. Nothing is in force before it is published."))
            return to_set(made.pk)
    return shown(request, "studio/edit.html", {"form": form, "page": None}, wrong=bool(form.errors))


@never_cache
@read_or_write
@studio_permission(EDIT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change title, ground or first day; what somebody else has changed meanwhile is shown beside it."""
    change_set = the_set(pk)
    if not may(request, change_set).edit:
        return too_late(request, pk)
    begun = {
        "title": change_set.title,
        "ground": change_set.ground,
        "valid_from": change_set.valid_from,
        "revision": change_set.revision,
    }
    form = SetForm(request.POST) if request.method == "POST" else SetForm(initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, change_set, form, at=timezone.now())
        except Conflict as conflict:
            context = {"form": form, "page": change_set, "conflict": side_by_side(conflict)}
            return HttpResponse(shown(request, "studio/conflict.html", context).content, status=409)
        except StudioError as why:
            form.add_error(None, str(why))
    return shown(request, "studio/edit.html", {"form": form, "page": change_set}, wrong=bool(form.errors))


def _save(request: HttpRequest, change_set: ChangeSet, form: SetForm, *, at: datetime) -> HttpResponse:
    said = form.cleaned_data
    try:
        drafts.edit(
            change_set,
            revision=said["revision"] or 0,
            title=said["title"],
            ground=said["ground"],
            valid_from=said["valid_from"],
            by=staff(request),
            at=at,
        )
    except Conflict as conflict:
        if request.POST.get("seen") != str(conflict.revision):
            raise
        _save_choice(request, change_set, conflict, at=at)
    messages.success(request, _("Saved."))
    return to_set(change_set.pk)


def _save_choice(request: HttpRequest, change_set: ChangeSet, conflict: Conflict, *, at: datetime) -> None:
    """Save what was chosen of two versions that were both seen; raises the conflict again when something is open."""
    side, how = side_by_side(conflict), request.POST.get("how", "")
    choices = {place.path: request.POST.get(f"choice-{place.number}", place.suggested) for place in side.places}
    if how in (MINE, THEIRS):
        choices = {place.path: how for place in side.places}
    state = chosen(conflict, choices)
    if state is None:
        raise conflict
    drafts.edit(
        change_set,
        revision=conflict.revision,
        title=state["title"],
        ground=state["ground"],
        valid_from=_as_day(state["valid_from"]),
        by=staff(request),
        at=at,
    )


def _as_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@never_cache
@read_or_write
@studio_permission(EDIT)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a draft up, after asking."""
    change_set = the_set(pk)
    if not may(request, change_set).edit:
        return too_late(request, pk)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        attempt(
            request,
            lambda: drafts.discard(change_set, note=reason, by=staff(request), at=timezone.now()),
            done=_("The change set is discarded. What it said stays readable."),
        )
        return to_set(pk)
    context = {
        "form": form,
        "page": change_set,
        "title": _("Discard the change set"),
        "explanation": _("It can no longer be edited or published. What it said stays readable."),
        "button": _("Discard it"),
        "warning": True,
    }
    return shown(request, "studio/ask.html", context, wrong=bool(form.errors))


# -- what is in it ---------------------------------------------------------------------------------------------------


@never_cache
@require_POST
@studio_permission(EDIT)
def add_service(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a service in, named by its code (what follows a space is its name, as the list completes it)."""
    change_set, typed = the_set(pk), request.POST.get("code", "").strip()
    try:
        draft = drafts.add_service(change_set, code=typed.split(" ")[0], by=staff(request), at=timezone.now())
    except NotEditable as why:
        messages.error(request, str(why))
        return to_set(pk)
    except StudioError as why:
        context = {**set_context(request, change_set), "typed": typed, "errors": (("add-code", str(why)),)}
        return shown(request, "studio/set.html", context, wrong=True)
    return redirect("studio:rule", pk, draft.code)


@never_cache
@require_POST
@studio_permission(EDIT)
def take_out(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Take a service out of the set."""
    draft = the_draft(pk, code)
    attempt(
        request,
        lambda: drafts.remove_service(draft, by=staff(request), at=timezone.now()),
        done=_("%(code)s is taken out; what it said is in the history.") % {"code": code},
    )
    return to_set(pk)


@never_cache
@require_POST
@studio_permission(EDIT)
def carry_over(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Carry a draft over to the version that is in force on the set's day by now; where both changed, ask which."""
    draft = the_draft(pk, code)
    choices = choices_in(request)
    try:
        attempt(
            request,
            lambda: drafts.rebase(
                draft, revision=draft.revision, choices=choices, by=staff(request), at=timezone.now()
            ),
            done=_("%(code)s is carried over: what it changes stays, what is new has come in.") % {"code": code},
        )
    except Conflict as conflict:
        context = {"page": draft.change_set, "code": code, "conflict": side_by_side(conflict)}
        return HttpResponse(shown(request, "studio/carry_over.html", context).content, status=409)
    return to_set(pk)
