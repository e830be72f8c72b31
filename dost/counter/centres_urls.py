"""Addresses of a centre, for its supervisor."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import centres_screens_views, centres_views, centres_week_views, now_urls

app_name = "centres"
urlpatterns: list[URLPattern] = [
    *now_urls.urlpatterns,
    path("", centres_views.centre, name="centre"),
    path("desks/", centres_views.desks, name="desks"),
    path("desks/<int:pk>/", centres_views.desk, name="desk"),
    path("desks/<int:pk>/retire/", centres_views.retire_desk, name="retire_desk"),
    path("closed/", centres_views.closed, name="closed"),
    path("closed/<int:pk>/open/", centres_views.open_day, name="open_day"),
    path("breaks/", centres_views.add_break, name="add_break"),
    path("breaks/<int:pk>/drop/", centres_views.drop_break, name="drop_break"),
    path("rules/", centres_views.rules, name="rules"),
    path("shifts/", centres_week_views.shifts, name="shifts"),
    path("shifts/copy/", centres_week_views.copy, name="copy_shifts"),
    path("shifts/<int:pk>/withdraw/", centres_week_views.withdraw, name="withdraw_shift"),
    path("screens/", centres_screens_views.screens, name="screens"),
    path("screens/<int:pk>/revoke/", centres_screens_views.revoke_screen, name="revoke_screen"),
]
