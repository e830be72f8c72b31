"""Addresses of signing in and out, and of the one-time link: for whoever is not signed in."""

from django.urls import path

from . import invitation_views, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
    path("link/", invitation_views.ChoosePassword.as_view(), name="choose_password"),
    path("link/<str:token>/", invitation_views.arrive, name="link"),
]
