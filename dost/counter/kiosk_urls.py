"""Addresses of a centre’s kiosk."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "kiosk"
urlpatterns: list[URLPattern] = []
