"""Review: what a set changes, handing it in, giving it back, publishing, withdrawing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.access import actor_of, staff
from dost.accounts.security_log import Kind, origin, security_event
from dost.accounts.sign_in import privileged
from dost.studio.forms.changes import HandInForm, PublishForm, ReasonForm
from dost.studio.guard import studio_permission
from dost.studio.pages.ending import finished_preview, hand_in_of, publishing_of
from dost.studio.pages.review import differences_of
from dost.ui.formats import date_short
from services_catalog.changes import publish
from services_catalog.changes.checking import check_change_set
from services_catalog.changes.errors import StudioError
from services_catalog.changes.handing_in import hand_in
from services_catalog.changes.permissions import EDIT, PUBLISH, VIEW
from services_catalog.models import ChangeSet

from .common import attempt, may, shown, the_set, to_set, too_late
from .previews import preview_page
from .sets import set_context

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@studio_permission(VIEW)
def differences(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything a set changes, word by word."""
    change_set = the_set(pk)
    context = {"page": change_set, "differences": differences_of(change_set)}
    return shown(request, "studio/differences.html", context)


@never_cache
@read_or_write
@studio_permission(EDIT)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a set in for review; what it lacks is asked for here."""
    change_set = the_set(pk)
    if not may(request, change_set).submit:
        return too_late(request, pk)
    sent = request.POST.dict() if request.method == "POST" else None
    asked = hand_in_of(change_set, check_change_set(change_set, elsewhere=False), sent)
    if sent is not None and asked.ready and asked.form.is_valid() and _handed_in(request, change_set, asked.form):
        return to_set(pk)
    return shown(request, "studio/hand_in.html", {"page": change_set, "hand_in": asked}, wrong=sent is not None)


def _handed_in(request: HttpRequest, change_set: ChangeSet, form: HandInForm) -> bool:
    """Hand in; what is refused is told in the form."""
    try:
        hand_in(change_set, **form.cleaned_data, by=staff(request), at=timezone.now())
    except StudioError as why:
        form.add_error(None, str(why))
        return False
    messages.success(request, _("It is handed in. Somebody who has not worked on it reviews and publishes it."))
    return True


@never_cache
@read_or_write
@studio_permission(EDIT)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a set to its editors, with the reason."""
    change_set = the_set(pk)
    if not may(request, change_set).give_back:
        return too_late(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        attempt(
            request,
            lambda: publish.give_back(change_set, reason=reason, by=staff(request), at=timezone.now()),
            done=_("It is a draft again; the reason is in its history."),
        )
        return to_set(pk)
    words = {
        "title": _("Give the change set back"),
        "explanation": _("It becomes a draft again and can be edited. The reason is kept in its history."),
        "button": _("Give it back"),
    }
    return _ask(request, change_set, form, words)


@never_cache
@read_or_write
@studio_permission(PUBLISH)
@privileged
def publish_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a set in force from its day. It is read, and published, at the end of its preview."""
    change_set, today = the_set(pk), timezone.localdate()
    preview = finished_preview(change_set)
    if request.method != "POST":
        return to_set(pk) if preview is None else redirect("studio:preview", pk, preview.pk)
    asked = publishing_of(change_set, by=staff(request), today=today, data=request.POST.dict())
    if not asked.obstacles and asked.form.is_valid() and _published(request, change_set, asked.form):
        return to_set(pk)
    if preview is not None and not asked.obstacles:
        return preview_page(request, preview, publishing=asked)
    for why in asked.obstacles:
        messages.error(request, why)
    return shown(request, "studio/set.html", set_context(request, change_set), wrong=True)


def _published(request: HttpRequest, change_set: ChangeSet, form: PublishForm) -> bool:
    """Publish; what is refused is told in the form."""
    reason = form.cleaned_data.get("backdated_reason", "")
    try:
        done = publish.publish(change_set, by=staff(request), at=timezone.now(), backdated_reason=reason)
    except StudioError as why:
        form.add_error(None, str(why))
        return False
    _note(request, f"change set {done.pk} published, revision {done.revision}, from {done.valid_from}")
    day = date_short(done.valid_from) if done.valid_from else ""
    messages.success(request, _("It is published, in force from %(day)s.") % {"day": day})
    return True


@never_cache
@read_or_write
@studio_permission(PUBLISH)
@privileged
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a scheduled set back before its day."""
    change_set = the_set(pk)
    if not may(request, change_set).withdraw:
        return too_late(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(
            request,
            lambda: publish.withdraw(change_set, reason=reason, by=staff(request), at=timezone.now()),
            done=_("It is withdrawn; everything is as if it had never been published."),
        ):
            _note(request, f"change set {pk} withdrawn")
        return to_set(pk)
    words: dict[str, Any] = {
        "title": _("Withdraw the change set"),
        "explanation": _(
            "It will not come into force on its day; everything is as if it had never been published. The reason is "
            "kept in its history."
        ),
        "button": _("Withdraw it"),
        "warning": True,
    }
    return _ask(request, change_set, form, words)


def _note(request: HttpRequest, what: str) -> None:
    """Putting something in force, or taking it back, is a privileged act that an auditor sees."""
    security_event(Kind.PUBLISHED, who=actor_of(request), where=origin(request), what=what, now=timezone.now())


def _ask(request: HttpRequest, change_set: ChangeSet, form: ReasonForm, words: dict[str, Any]) -> HttpResponse:
    context = {"form": form, "page": change_set, **words}
    return shown(request, "studio/ask.html", context, wrong=bool(form.errors))
