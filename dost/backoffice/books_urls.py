"""Addresses of the books."""

from django.urls import path

from . import books_views

app_name = "books"
urlpatterns = [path("", books_views.books, name="page")]
