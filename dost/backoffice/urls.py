"""Addresses of the back office: the run of the day, cases, rights to review. Each view asks for its role."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from . import day_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(([path("", day_views.day, name="day")], "office"))),
    path("cases/", include("dost.backoffice.case_urls")),
    path("rights/", include("dost.backoffice.rights_urls")),
]
