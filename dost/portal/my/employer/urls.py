"""Addresses of the page of an employer."""

from __future__ import annotations

from django.urls import path

from . import mandate_views, views

urlpatterns = [
    path("", views.employer, name="employer"),
    path("mandates/", mandate_views.mandates, name="employer_mandates"),
    path("mandates/new/", mandate_views.new, name="employer_mandate_new"),
]
