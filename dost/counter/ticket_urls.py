"""Addresses of following a ticket on a telephone."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "ticket"
urlpatterns: list[URLPattern] = []
