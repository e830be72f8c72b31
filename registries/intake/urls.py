"""Where institutions send their events, and operators what their customers write to this house."""

from __future__ import annotations

from django.urls import path

from .views import events, texts

urlpatterns = [
    path("events", events, name="bridge_events"),
    path("texts", texts, name="bridge_texts"),
]
