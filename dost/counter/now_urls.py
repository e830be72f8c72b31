"""Addresses of a centre's live state: lines for `centres_urls`, which stands below /office/centres/."""

from __future__ import annotations

from django.urls import path

from . import now_views

urlpatterns = [
    path("now/", now_views.now, name="now"),
    path("now/calls/", now_views.calls, name="now_calls"),
    path("now/live/", now_views.live, name="now_live"),
    path("now/waiting/", now_views.waiting, name="now_waiting"),
    path("now/desks/<int:pk>/", now_views.free, name="now_free"),
]
