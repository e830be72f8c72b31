"""The address under which a citizen gives what they were asked for; it stands below that of the case."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [path("<int:pk>/asked/", views.asked, name="asked")]
