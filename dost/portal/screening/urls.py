"""Addresses of the screening. None of them says anything about whoever answers: a page is named by its number."""

from __future__ import annotations

from django.urls import path

from . import code_views, people_views, result_views, views

app_name = "screening"

urlpatterns = [
    path("", views.start, name="start"),
    path("begin/", views.begin, name="begin"),
    path("go-on/", views.go_on, name="go_on"),
    path("pages/<int:number>/", views.page, name="page"),
    path("pages/<int:number>/people/<slug:place>/", people_views.person, name="person"),
    path("result/", result_views.result, name="result"),
    # forget, sign-in
    path("code/", code_views.code, name="code"),
]
