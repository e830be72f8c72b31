"""Addresses where anybody checks whether something was issued."""

from django.urls import path

from . import check_views

app_name = "check"
urlpatterns = [
    path("", check_views.ask, name="ask"),
    path("<str:number>/", check_views.number, name="number"),
]
