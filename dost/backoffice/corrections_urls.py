"""Addresses of contested facts."""

from django.urls import path

from . import corrections_views

app_name = "corrections"
urlpatterns = [
    path("", corrections_views.corrections, name="list"),
    path("cases/<int:pk>/", corrections_views.of_case, name="of_case"),
    path("<int:pk>/", corrections_views.detail, name="detail"),
    path("<int:pk>/purpose/", corrections_views.purpose, name="purpose"),
    path("<int:pk>/answer/", corrections_views.answer, name="answer"),
    path("<int:pk>/ask-again/", corrections_views.ask_again, name="ask_again"),
]
