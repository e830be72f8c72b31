"""Addresses of what was paid in excess."""

from django.urls import path

from . import recoveries_views

app_name = "overpayments"
urlpatterns = [
    path("", recoveries_views.overpayment_list, name="list"),
    path("<int:pk>/", recoveries_views.overpayment, name="overpayment"),
    path("<int:pk>/drop/", recoveries_views.drop, name="drop"),
    path("<int:pk>/say/", recoveries_views.say, name="say"),
    path("<int:pk>/repaid/", recoveries_views.repaid, name="repaid"),
    path("<int:pk>/given-back/", recoveries_views.given_back, name="given_back"),
    path("<int:pk>/take-out/", recoveries_views.take_out, name="take_out"),
    path("cases/<int:pk>/simulate/", recoveries_views.simulate, name="simulate"),
]
