"""Addresses of the cases."""

from django.urls import path

from . import views
from .clerk import Action

app_name = "cases"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("<int:pk>/", views.case_detail, name="detail"),
    path("<int:pk>/result/", views.case_result, name="result"),
    path("<int:pk>/purpose/", views.case_purpose, name="purpose"),
    path(f"<int:pk>/actions/{Action.ASSIGN.value}/", views.case_assign, name="assign"),
    path("<int:pk>/actions/<slug:action>/", views.case_action, name="action"),
]
