"""Addresses of complaints and proposals; they stand in the namespace of a citizen's own pages."""

from __future__ import annotations

from django.urls import path

from . import views, writing_views

urlpatterns = [
    path("", views.complaints, name="complaints"),
    path("new/", writing_views.kind, name="complaint_new"),
    path("new/what/", writing_views.what, name="complaint_what"),
    path("new/words/", writing_views.words, name="complaint_words"),
    path("new/documents/", writing_views.documents, name="complaint_documents"),
    path("new/check/", writing_views.check, name="complaint_check"),
    path("new/discard/", writing_views.discard, name="complaint_discard"),
    path("new/appeal/", writing_views.as_appeal, name="complaint_as_appeal"),
    path("new/fact/", writing_views.as_fact, name="complaint_as_fact"),
    path("<int:pk>/", views.complaint, name="complaint"),
    path("<int:pk>/give/", views.give, name="complaint_give"),
    path("<int:pk>/withdraw/", views.withdraw, name="complaint_withdraw"),
    path("letters/<str:number>/", views.letter, name="complaint_letter"),
]
