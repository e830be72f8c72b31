"""Addresses of the cases."""

from django.urls import path

from dost.cases.acts import Act

from . import asking_views, case_views, find_views, issued_views

app_name = "cases"
urlpatterns = [
    path("", case_views.case_list, name="list"),
    path("find/", find_views.find, name="find"),
    path("find/<str:token>/", find_views.found, name="found"),
    path("<int:pk>/", case_views.case_detail, name="detail"),
    path("<int:pk>/result/", issued_views.case_result, name="result"),
    path("<int:pk>/document.pdf", issued_views.case_document, name="document"),
    path("<int:pk>/ask/", asking_views.ask, name="ask"),
    path("<int:pk>/asked/", asking_views.asked, name="asked"),
    path("<int:pk>/purpose/", case_views.case_purpose, name="purpose"),
    path(f"<int:pk>/actions/{Act.ASSIGN.value}/", case_views.case_assign, name="assign"),
    path(f"<int:pk>/actions/{Act.HAND_ON.value}/", case_views.case_hand_on, name="hand_on"),
    path("<int:pk>/actions/<slug:action>/", case_views.case_action, name="action"),
]
