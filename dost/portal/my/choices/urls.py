"""Addresses of the choices; they stand in the namespace of a citizen's own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.choices, name="choices"),
    path("services/<slug:code>/", views.choice, name="choice"),
    path("questions/<int:pk>/", views.question, name="question"),
]
