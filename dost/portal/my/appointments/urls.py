"""Addresses of appointments; they stand in the namespace of a citizen's own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.appointments, name="appointments"),
    path("new/", views.new, name="appointment_new"),
    path("<int:pk>/", views.appointment, name="appointment"),
    path("<int:pk>/change/", views.change, name="appointment_change"),
    path("<int:pk>/cancel/", views.cancel, name="appointment_cancel"),
]
