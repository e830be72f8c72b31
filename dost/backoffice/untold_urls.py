"""Address of the list of whom no message has reached."""

from django.urls import path

from . import untold_views

app_name = "untold"
urlpatterns = [path("", untold_views.untold, name="list")]
