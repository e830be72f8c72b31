"""Addresses of the reports."""

from django.urls import path

from . import day_views

app_name = "reports"
urlpatterns = [path("", day_views.day, name="day")]
