"""Addresses of a centre’s kiosk."""

from __future__ import annotations

from django.urls import path

from . import kiosk_views

app_name = "kiosk"
urlpatterns = [
    path("<slug:centre>/", kiosk_views.start, name="start"),
    path("<slug:centre>/who/", kiosk_views.who, name="who"),
    path("<slug:centre>/step/", kiosk_views.step, name="step"),
    path("<slug:centre>/pair/", kiosk_views.pair, name="pair"),
]
