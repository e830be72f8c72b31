"""Contact and language: what stands, and changing it after a fresh sign-in."""

from __future__ import annotations

from datetime import time
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.access import log_access, own_data
from dost.accounts.citizens import SignedInCitizen, citizen_required, fresh_sign_in_required
from dost.notifications.contacts import (
    ContactError,
    Wishes,
    ask_code,
    confirm,
    forget,
    keep_wishes,
    pending_code,
    read_email,
    read_phone,
)
from dost.notifications.models import ContactCode
from dost.portal.my.page import render_my

from .forms import NEVER, OWN, CodeForm, TargetForm, WishesForm
from .page import contact_page, hours_in_words, wishes_now

AT_NO_TIME: Final = time(0, 0)
"""Both ends of quiet hours that are none."""


@require_safe
@citizen_required
def contact(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """How the person is reached."""
    now = timezone.now()
    reason = own_data(me.actor, me.person_id, now)
    if reason is not None:
        log_access(
            actor=me.actor,
            people=[me.person_id],
            purpose=reason.purpose,
            reason=reason.note,
            registries=["POPULATION"],
            now=now,
        )
    return render_my(request, me, "portal/my/contact/contact.html", {"page": contact_page(me)})


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def new_target(request: HttpRequest, me: SignedInCitizen, way: str) -> HttpResponse:
    """A new telephone or e-mail address: a code is sent to it."""
    chosen = _way(way)
    form = TargetForm(request.POST if request.method == "POST" else None, way=chosen)
    if form.is_valid():
        read = read_phone if chosen == ContactCode.Way.PHONE else read_email
        try:
            target = read(form.cleaned_data["target"])
            ask_code(person=me.person, way=chosen, target=target, actor=me.actor, now=timezone.now())
        except ContactError as error:
            form.add_error("target", str(error))
        else:
            return redirect("my:contact_code", way=chosen.value)
    return _form(request, me, form, title=form.fields["target"].label, button=_("Send me a code"))


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def code(request: HttpRequest, me: SignedInCitizen, way: str) -> HttpResponse:
    """The code that was sent: with it the telephone or address counts."""
    chosen, now = _way(way), timezone.now()
    pending = pending_code(person=me.person, way=chosen, now=now)
    if pending is None and request.method != "POST":
        return redirect("my:contact_new", way=chosen.value)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            confirm(person=me.person, way=chosen, code=form.cleaned_data["code"], actor=me.actor, now=now)
        except ContactError as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, _("It is confirmed. From now on we write to you there."))
            return redirect("my:contact")
    sent_to = pending.target if pending else ""
    return _form(
        request,
        me,
        form,
        title=_("Which code did you receive?"),
        button=_("Confirm"),
        sent_to=sent_to,
        again_url=chosen.value,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def remove(request: HttpRequest, me: SignedInCitizen, way: str) -> HttpResponse:
    """Let a confirmed telephone or address count no more."""
    chosen = _way(way)
    if request.method == "POST":
        forget(person=me.person, way=chosen, actor=me.actor, now=timezone.now())
        messages.success(request, _("It is removed. We write to you there no more."))
        return redirect("my:contact")
    title = _("Remove your telephone number?") if chosen == ContactCode.Way.PHONE else _("Remove your e-mail address?")
    return render_my(request, me, "portal/my/contact/remove.html", {"title": title})


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def wishes(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Language, way, address of letters, quiet hours."""
    bound = request.POST if request.method == "POST" else None
    form = WishesForm(bound, initial=wishes_now(me.person), house_hours=hours_in_words())
    if form.is_valid():
        try:
            keep_wishes(person=me.person, wishes=_wishes(form.cleaned_data), actor=me.actor, now=timezone.now())
        except ContactError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("Your wishes are saved."))
            return redirect("my:contact")
    return _form(request, me, form, title=_("How we write to you"), button=_("Save"))


def _wishes(given: dict[str, Any]) -> Wishes:
    own = given["quiet"] == OWN
    none = AT_NO_TIME if given["quiet"] == NEVER else None
    return Wishes(
        language=given["language"],
        way=given["way"],
        quiet_from=given["quiet_from"] if own else none,
        quiet_until=given["quiet_until"] if own else none,
        address=given["address"],
    )


def _way(way: str) -> ContactCode.Way:
    if way not in ContactCode.Way.values:
        raise Http404
    return ContactCode.Way(way)


def _form(request: HttpRequest, me: SignedInCitizen, form: Any, **context: Any) -> HttpResponse:
    status = 400 if form.errors else 200
    return render_my(request, me, "portal/my/contact/form.html", {"form": form, **context}, status=status)
