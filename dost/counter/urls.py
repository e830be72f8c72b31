"""Addresses of a clerk's desk. Each view asks for a role; what is of a person asks for the visit besides."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("person/", include("dost.counter.person_urls")),
    path("appointments/", include("dost.counter.appointment_urls")),
    path("calls/", include("dost.counter.calls_urls")),
    path("greeter/", include("dost.counter.greeter_urls")),
    path("", include("dost.counter.desk_urls")),
]
