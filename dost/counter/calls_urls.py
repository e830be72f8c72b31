"""Addresses of the telephone, 142. None says who calls: the open call of whoever asks does."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import calls_back_views, calls_complaint_views, calls_views

app_name = "calls"
urlpatterns: list[URLPattern] = [
    path("", calls_views.home, name="home"),
    path("take/", calls_views.take, name="take"),
    path("find/", calls_views.find_caller, name="find"),
    path("ask/", calls_views.ask, name="ask"),
    path("questions/", calls_views.questions, name="questions"),
    path("person/", calls_views.person, name="person"),
    path("end/", calls_views.end, name="end"),
    path("promise/", calls_views.promise, name="promise"),
    path("register/", calls_views.register_caller, name="register"),
    path("complaint/", calls_complaint_views.complaint, name="complaint"),
    path("call-backs/", calls_back_views.call_backs, name="call_backs"),
    path("call-backs/<int:pk>/call/", calls_back_views.call, name="call"),
    path("call-backs/<int:pk>/close/", calls_back_views.close, name="close"),
]
