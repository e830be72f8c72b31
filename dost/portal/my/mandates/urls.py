"""Addresses of mandates, in the namespace of a citizen's own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.mandates, name="mandates"),
    path("new/", views.new, name="mandate_new"),
    path("<int:pk>/", views.mandate, name="mandate"),
]
