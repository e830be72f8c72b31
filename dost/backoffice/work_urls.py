"""Addresses of the list of work."""

from django.urls import path

from . import work_views

app_name = "work"
urlpatterns = [
    path("", work_views.work, name="list"),
    path("next/", work_views.next_case, name="next"),
]
