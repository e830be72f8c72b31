"""Addresses below a case: its questions, its appeal, giving it up; in the namespace of a citizen's own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("<int:pk>/appeal/", views.appeal, name="appeal"),
    path("<int:pk>/appeal/documents/", views.documents, name="appeal_documents"),
    path("<int:pk>/appeal/check/", views.check, name="appeal_check"),
    path("<int:pk>/appeal/sent/", views.sent, name="appeal_sent"),
    path("<int:pk>/question/", views.question, name="case_question"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
