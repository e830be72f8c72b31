"""Addresses of staff accounts."""

from django.urls import path

from . import views

app_name = "staff"
urlpatterns = [
    path("", views.staff_list, name="list"),
    path("invite/", views.invite, name="invite"),
    path("history/", views.history, name="history"),
    path("pending/", views.pending, name="pending"),
    path("pending/<int:pk>/<slug:how>/", views.close_change, name="close_change"),
    path("<int:pk>/", views.account, name="account"),
    path("<int:pk>/role/", views.change_role, name="role"),
    path("<int:pk>/fin/", views.write_fin, name="fin"),
    path("<int:pk>/<slug:what>/", views.act, name="act"),
]
