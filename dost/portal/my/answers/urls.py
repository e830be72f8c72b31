"""The address of what was told before signing in; it stands in the namespace of a citizen's own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [path("", views.answers, name="answers")]
