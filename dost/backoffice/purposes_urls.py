"""Addresses of the stated purposes."""

from django.urls import path

from . import purposes_views

app_name = "purposes"
urlpatterns = [
    path("", purposes_views.purposes_list, name="list"),
    path("<int:pk>/", purposes_views.seen, name="seen"),
]
