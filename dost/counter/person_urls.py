"""Addresses of the person at the window."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "person"
urlpatterns: list[URLPattern] = []
