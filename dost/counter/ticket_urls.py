"""Addresses of following a ticket on a telephone."""

from __future__ import annotations

from django.urls import path

from . import ticket_views

app_name = "ticket"
urlpatterns = [
    path("<str:code>/", ticket_views.follow, name="follow"),
    path("<str:code>/state/", ticket_views.state, name="state"),
    path("<str:code>/leave/", ticket_views.leave, name="leave"),
    path("<str:code>/rate/", ticket_views.rate, name="rate"),
]
