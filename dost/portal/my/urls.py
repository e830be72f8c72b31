"""Addresses of a citizen's own pages; each section has its own module of them."""

from __future__ import annotations

from django.urls import include, path

from dost.common.audiences import public

from . import door_views

app_name = "my"
urlpatterns = [
    path("", include("dost.portal.my.overview.urls")),
    path("cases/", include("dost.portal.my.cases.urls")),
    path("payments/", include("dost.portal.my.payments.urls")),
    path("choices/", include("dost.portal.my.choices.urls")),
    public(path("sign-in/", door_views.sign_in, name="sign_in")),
    public(path("sign-out/", door_views.sign_out, name="sign_out")),
]
