"""Addresses of documents that a person handed in."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("<uuid:public_id>/", views.document, name="document"),
    path("<uuid:public_id>/remove/", views.remove, name="remove_document"),
    path("<uuid:public_id>/replace/", views.replace, name="replace_document"),
]
