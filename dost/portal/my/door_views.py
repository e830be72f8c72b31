"""Signing in and out of a citizen's own pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dost.accounts import citizens


@require_safe
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door."""
    return render(request, "portal/my/sign_in.html")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and to the home of the house."""
    citizens.end(request.session)
    return redirect("services:home")
