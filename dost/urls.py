"""The addresses of the front office."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from dost.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("i18n/", include("django.conf.urls.i18n")),
]
for prefix, module in (
    ("accounts/", "dost.accounts.urls"),
    ("cases/", "dost.cases.urls"),
    ("bridge/", "registries.intake.urls"),
    ("", "dost.reports.urls"),
):
    if find_spec(module.rpartition(".")[0]) and find_spec(module):
        urlpatterns.append(path(prefix, include(module)))
