"""The addresses of the front office."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from dost.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("dost.accounts.urls")),
    path("accounts/", include("dost.accounts.second_step_urls")),
    path("cases/", include("dost.cases.urls")),
    path("check/", include("dost.cases.check_urls")),
    path("rights/", include("dost.cases.rights_urls")),
    path("services/", include("services_catalog.finding.urls")),
    path("studio/", include("services_catalog.studio.urls")),
    path("bridge/", include("registries.intake.urls")),
    path("", include("dost.reports.urls")),
]
