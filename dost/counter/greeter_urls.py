"""Addresses of whoever greets people at the door."""

from __future__ import annotations

from django.urls import path

from . import greeter_views

app_name = "greeter"
urlpatterns = [
    path("", greeter_views.door, name="door"),
    path("queue/", greeter_views.queue, name="queue"),
    path("tickets/<str:code>/", greeter_views.handed, name="ticket"),
]
