"""The public pages of services; the home of the house is the search among them."""

from __future__ import annotations

from django.urls import path, re_path

from . import views

app_name = "services"

urlpatterns = [
    path("", views.home, name="home"),
    path("events/<slug:code>/", views.event, name="event"),
    path("areas/<slug:code>/", views.directory, {"kind": "area"}, name="area"),
    path("audiences/<slug:code>/", views.directory, {"kind": "audience"}, name="audience"),
    path("centres/", views.centres, name="centres"),
    re_path(r"^services/(?P<code>\d\d-\d\d(?:-\d)?)/$", views.detail, name="detail"),
    re_path(r"^services/(?P<code>\d{1,2}-\d{1,2}(?:-\d)?)/$", views.by_number),
]
