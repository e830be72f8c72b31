"""Addresses of a person's data."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.data, name="data"),
    path("all.json", views.all_as_json, name="data_json"),
    path("all.pdf", views.all_as_pdf, name="data_pdf"),
]
