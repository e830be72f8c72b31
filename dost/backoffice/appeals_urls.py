"""Addresses of the appeals, and of the questions that wait for an answer."""

from django.urls import path

from . import appeals_views

app_name = "appeals"
urlpatterns = [
    path("", appeals_views.appeal_list, name="list"),
    path("<int:pk>/", appeals_views.appeal, name="appeal"),
]
