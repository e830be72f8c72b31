"""The address of what waits for a second person."""

from django.urls import path

from . import second_person_views

app_name = "second"
urlpatterns = [path("", second_person_views.second_list, name="list")]
