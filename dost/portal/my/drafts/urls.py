"""Addresses of the drafts; they stand in the namespace of a citizen's own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.drafts, name="drafts"),
    path("<int:pk>/discard/", views.discard_draft, name="discard_draft"),
]
