"""Addresses of what a person calls wrong; they stand in the namespace of their own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.corrections, name="corrections"),
    path("new/", views.new, name="correction_new"),
    path("<int:pk>/", views.correction, name="correction"),
    path("<int:pk>/take-back/", views.take_back, name="correction_take_back"),
]
