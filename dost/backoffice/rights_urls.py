"""Addresses of the rights to look at."""

from django.urls import path

from . import rights_views

app_name = "rights"
urlpatterns = [
    path("", rights_views.rights_list, name="list"),
    path("export/", rights_views.rights_export, name="export"),
]
