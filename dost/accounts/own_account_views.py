"""Pages about one's own account: the password, the sessions, and what was typed when one of them ran out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from . import sessions, typed
from .access import staff
from .account_events import note_own
from .landing import landing
from .models import AccountEvent
from .own_account_forms import ChangePasswordForm
from .second_step_views import OnlyPassed
from .sign_in import privileged, to_sign_in

What = AccountEvent.What


@method_decorator(sensitive_post_parameters(), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class ChangePassword(OnlyPassed, PasswordChangeView):
    """The password now, and the new one twice; all other sessions end."""

    template_name = "accounts/change_password.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("mfa_index")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add where the tries are counted for."""
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: Any) -> HttpResponse:
        """Change it, and end the other sessions."""
        response = super().form_valid(form)
        sessions.end_others(staff(self.request), current=self.request.session.session_key)
        note_own(self.request, What.PASSWORD_CHANGED)
        messages.success(self.request, _("Your password is changed. You are signed out everywhere else."))
        return response


@never_cache
@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Where the reader is signed in."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    listed = sessions.own_sessions(staff(request), current=request.session.session_key, now=timezone.now())
    return render(request, "accounts/sessions.html", {"sessions": listed})


@require_POST
@privileged
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of the reader's sessions (`session`: its handle), or all the others."""
    user = staff(request)
    handle = request.POST.get("session", "")
    ended = (
        int(sessions.end_one(user, handle))
        if handle
        else sessions.end_others(user, current=request.session.session_key)
    )
    if ended:
        note_own(request, What.SESSIONS_ENDED)
        messages.success(request, _("You are signed out there."))
    else:
        messages.info(request, _("There was nothing to end any more."))
    return redirect("sessions")


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Somebody is still there: the request itself keeps the session, so there is nothing to answer."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    return HttpResponse(status=204)


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """To where the reader's own work begins."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    return HttpResponseRedirect(landing(staff(request)))


@never_cache
@require_safe
def typed_before(request: HttpRequest) -> HttpResponse:
    """What the reader had typed when their session ran out, to be sent now; their own work when there is nothing."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    waiting = typed.waiting(request, staff(request))
    if waiting is None:
        return HttpResponseRedirect(landing(staff(request)))
    typed.forget(request)  # shown once; going back shows the page from the browser
    return render(request, "accounts/typed.html", {"typed": waiting})
