"""Addresses of the list of whom no message has reached, and of what in it is about no case."""

from django.urls import path

from . import untold_views

app_name = "untold"
urlpatterns = [
    path("", untold_views.untold, name="list"),
    path("notices/<int:pk>/", untold_views.notice, name="notice"),
    path("messages/<int:pk>/", untold_views.message, name="message"),
]
