"""Addresses of a centre, for its supervisor."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "centres"
urlpatterns: list[URLPattern] = []
