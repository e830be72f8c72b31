"""Addresses of what an auditor reads. Who was looked for is in none of them."""

from django.urls import path

from . import looks_views

app_name = "looks"
urlpatterns = [
    path("", looks_views.looks_list, name="list"),
    path("ask/", looks_views.looks_ask, name="ask"),
    path("of/<int:pk>/", looks_views.looks_of, name="of"),
    path("security/", looks_views.security_list, name="security"),
]
