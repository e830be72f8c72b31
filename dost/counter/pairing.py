"""Pairing a browser with a centre by the one-time code from its supervisor: the same page for kiosks and boards."""

from __future__ import annotations

from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.accounts.throttle import address_of, is_too_often
from dost.centres.devices import CODE_DIGITS, pair
from dost.centres.models import Device
from dost.centres.problems import QueueError

from .screens import centre_of, context_of, home_of, remember

MOST_TRIES: Final = 10
"""Codes that one address may try in five minutes: of a hundred million, while at most a few are open."""


class CodeForm(forms.Form):
    """The one-time code."""

    code = forms.CharField(
        max_length=20,
        label=gettext_lazy("One-time code"),
        error_messages={"required": gettext_lazy("Write the code that the supervisor has given you.")},
    )

    def clean_code(self) -> str:
        """The digits, without what groups them."""
        code = "".join(self.cleaned_data["code"].split()).replace("-", "")
        if len(code) != CODE_DIGITS or not code.isascii() or not code.isdecimal():
            raise forms.ValidationError(_("A code has %(n)d digits.") % {"n": CODE_DIGITS})
        return code


def pairing_page(request: HttpRequest, code: str, kind: Device.Kind) -> HttpResponse:
    """Ask for the code; the right one makes the browser a screen of the centre."""
    centre, now = centre_of(code), timezone.now()
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if is_too_often("pairing", address_of(request), most=MOST_TRIES):
            form.add_error(None, _("Too many tries. Wait five minutes, and ask the supervisor for a new code."))
            status = 429
        elif form.is_valid():
            try:
                token = pair(centre=centre.code, kind=kind, code=form.cleaned_data["code"], now=now)
            except QueueError as problem:
                form.add_error("code", str(problem))
            else:
                response: HttpResponse = redirect(home_of(kind, centre.code))
                remember(response, token, centre=centre.code, kind=kind)
                return response
    error = next((said for found in form.errors.values() for said in found), "")
    shown = context_of(centre, form=form, error=error, kind=kind, home=home_of(kind, centre.code))
    return render(request, "counter/pair.html", shown, status=status)
