"""Addresses of applying. Only the first names the service; the others name a draft, which tells nobody which it is."""

from __future__ import annotations

from django.urls import path

from . import again_views, begin_views, document_views, views

app_name = "apply"
urlpatterns = [
    path("<slug:code>/", begin_views.begin, name="begin"),
    path("<slug:code>/look-again/", again_views.again, name="again"),
    path("drafts/<int:pk>/", views.go_on, name="draft"),
    path("drafts/<int:pk>/known/", views.known, name="known"),
    path("drafts/<int:pk>/questions/<int:number>/", views.question, name="question"),
    path("drafts/<int:pk>/documents/", document_views.documents, name="documents"),
    path("drafts/<int:pk>/documents/<int:number>/", document_views.document, name="document"),
    path("drafts/<int:pk>/changed/", views.changed, name="changed"),
    path("drafts/<int:pk>/check/", views.check, name="check"),
    path("drafts/<int:pk>/sent/", views.sent, name="sent"),
]
