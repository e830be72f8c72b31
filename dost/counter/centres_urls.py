"""Addresses of a centre, for its supervisor."""

from __future__ import annotations

from django.urls import URLPattern

from . import now_urls

app_name = "centres"
urlpatterns: list[URLPattern] = [*now_urls.urlpatterns]
