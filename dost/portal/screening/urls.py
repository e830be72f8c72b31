"""Addresses of the screening. None of them says anything about whoever answers: a page is named by its number."""

from __future__ import annotations

from django.urls import path

from . import code_views, people_views, result_views, views, why_views

app_name = "screening"

urlpatterns = [
    path("", views.start, name="start"),
    path("begin/", views.begin, name="begin"),
    path("go-on/", views.go_on, name="go_on"),
    path("pages/<int:number>/", views.page, name="page"),
    path("pages/<int:number>/people/<slug:place>/", people_views.person, name="person"),
    path("result/", result_views.result, name="result"),
    path("result/why/<slug:code>/", why_views.why, name="why"),
    path("ask/", result_views.ask, name="ask"),
    path("forget/", result_views.forget, name="forget"),
    path("sign-in/", result_views.sign_in, name="sign_in"),
    path("code/", code_views.code, name="code"),
]
