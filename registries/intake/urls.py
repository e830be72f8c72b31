"""Where institutions send their events."""

from __future__ import annotations

from django.urls import path

from .views import events

urlpatterns = [path("events", events, name="bridge_events")]
