"""Addresses of the record of who looked."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.looks, name="looks"),
    path("checks/<int:pk>/", views.check, name="look_check"),
]
