"""Addresses of a centre’s display board."""

from __future__ import annotations

from django.urls import path

from . import board_views

app_name = "board"
urlpatterns = [
    path("<slug:centre>/", board_views.start, name="start"),
    path("<slug:centre>/calls/", board_views.calls, name="calls"),
    path("<slug:centre>/pair/", board_views.pair, name="pair"),
]
