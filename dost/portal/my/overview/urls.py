"""Addresses of the first page and of the reasons; they stand in the namespace of a citizen's own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("rights/", views.not_entitled, name="rights"),
    path("rights/<slug:code>/", views.reasons, name="right"),
]
