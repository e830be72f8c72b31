"""Addresses of a citizen's payments."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.payments, name="payments"),
    path("account/", views.account, name="account"),
    path("account/keep/", views.keep, name="keep_account"),
]
