"""Addresses of the page of an employer."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [path("", views.employer, name="employer")]
