"""The addresses of the front office."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from dost.ops.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("dost.accounts.urls")),
    path("accounts/", include("dost.accounts.second_step_urls")),
    path("cases/", include("dost.backoffice.case_urls")),
    path("check/", include("dost.portal.check_urls")),
    path("rights/", include("dost.backoffice.rights_urls")),
    path("services/", include("dost.portal.urls")),
    path("studio/", include("dost.studio.urls")),
    path("bridge/", include("registries.intake.urls")),
    path("", include("dost.backoffice.urls")),
]
