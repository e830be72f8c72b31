"""Addresses of documents that people handed in."""

from __future__ import annotations

from django.urls import path

from . import documents_views

app_name = "supporting"
urlpatterns = [path("<uuid:public_id>/", documents_views.document, name="document")]
