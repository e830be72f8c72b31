"""Addresses of a clerk’s desk."""

from __future__ import annotations

from django.urls import path

from . import desk_views

app_name = "desk"
urlpatterns = [
    path("", desk_views.home, name="home"),
    path("waiting/", desk_views.waiting, name="waiting"),
    path("sit/", desk_views.sit, name="sit"),
    path("do/<slug:deed>/", desk_views.act, name="do"),
    path("end/", desk_views.end_visit, name="end"),
    path("hand-on/", desk_views.hand_on, name="hand_on"),
]
