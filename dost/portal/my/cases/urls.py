"""Addresses of a citizen's cases; they stand in the namespace of their own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.cases, name="cases"),
    path("<int:pk>/", views.case, name="case"),
]
