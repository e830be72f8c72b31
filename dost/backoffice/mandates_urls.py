"""Addresses of mandates at a window: of whom, all of theirs, a new one, and one."""

from django.urls import path

from . import mandates_views

app_name = "mandates"
urlpatterns = [
    path("", mandates_views.for_whom, name="for_whom"),
    path("person/", mandates_views.of_person, name="of_person"),
    path("new/", mandates_views.new, name="new"),
    path("<int:pk>/", mandates_views.mandate, name="mandate"),
]
