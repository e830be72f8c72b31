"""Addresses of whoever greets people at the door."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "greeter"
urlpatterns: list[URLPattern] = []
