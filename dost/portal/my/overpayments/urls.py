"""Addresses of what was paid in excess; in the namespace of a citizen's own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.overpayments, name="overpayments"),
    path("<int:pk>/", views.overpayment, name="overpayment"),
]
