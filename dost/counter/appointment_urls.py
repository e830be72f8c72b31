"""Addresses of appointments made at a desk and by telephone."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import appointment_views

app_name = "appointments"
urlpatterns: list[URLPattern] = [
    path("", appointment_views.appointments, name="list"),
    path("new/", appointment_views.new, name="new"),
    path("<int:pk>/change/", appointment_views.change, name="change"),
    path("<int:pk>/cancel/", appointment_views.cancel, name="cancel"),
]
