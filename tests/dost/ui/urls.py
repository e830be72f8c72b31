"""The addresses the shared templates point at, without the views behind them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("office/", include(([path("", _nothing, name="day")], "office"))),
    path(
        "office/cases/",
        include(
            (
                [
                    path("", _nothing, name="list"),
                    path("find/", _nothing, name="find"),
                    path("<int:pk>/", _nothing, name="detail"),
                ],
                "cases",
            )
        ),
    ),
    path("office/purposes/", include(([path("", _nothing, name="list")], "purposes"))),
    path(
        "accounts/",
        include(
            (
                [path("sign-in/", _nothing, name="sign_in"), path("sign-out/", _nothing, name="sign_out")],
                "accounts",
            )
        ),
    ),
]
