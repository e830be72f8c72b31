"""Addresses of contact and language; they stand in the namespace of a citizen's own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.contact, name="contact"),
    path("wishes/", views.wishes, name="contact_wishes"),
    path("<slug:way>/", views.new_target, name="contact_new"),
    path("<slug:way>/code/", views.code, name="contact_code"),
    path("<slug:way>/remove/", views.remove, name="contact_remove"),
]
