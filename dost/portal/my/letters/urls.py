"""Addresses of letters."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.letters, name="letters"),
    path("<str:number>/", views.letter, name="letter"),
    path("<str:number>/pdf/", views.pdf, name="letter_pdf"),
]
