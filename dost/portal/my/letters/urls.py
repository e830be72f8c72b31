"""Addresses of letters."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("letters/", views.letters, name="letters"),
    path("letters/<str:number>/", views.letter, name="letter"),
    path("letters/<str:number>/pdf/", views.pdf, name="letter_pdf"),
]
