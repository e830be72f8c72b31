"""Addresses of complaints and proposals."""

from django.urls import path

from . import complaint_new_views, complaints_views

app_name = "complaints"
urlpatterns = [
    path("", complaints_views.complaint_list, name="list"),
    path("new/", complaint_new_views.for_whom, name="for_whom"),
    path("new/write/", complaint_new_views.write, name="write"),
    path("<int:pk>/", complaints_views.complaint, name="complaint"),
    path("<int:pk>/open/", complaints_views.open_it, name="open"),
    path("<int:pk>/take/", complaints_views.take, name="take"),
    path("<int:pk>/give-back/", complaints_views.give_back, name="give_back"),
    path("<int:pk>/<slug:action>/", complaints_views.act, name="act"),
]
