"""Addresses of applying for somebody: for whom, for what, and the form."""

from django.urls import path

from . import apply_views

app_name = "applying"
urlpatterns = [
    path("", apply_views.for_whom, name="for_whom"),
    path("services/", apply_views.for_what, name="for_what"),
    path("<slug:code>/", apply_views.application, name="application"),
]
