"""The front office with views behind the guard of the studio."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from dost.studio.guard import studio_permission
from dost.urls import urlpatterns as front_office
from services_catalog.changes.permissions import EDIT, PUBLISH, SAMPLES, VIEW


def seen(request: HttpRequest) -> HttpResponse:
    """What only some may see."""
    return HttpResponse("seen")


urlpatterns = [
    path("guarded/view/", studio_permission(VIEW)(seen)),
    path("guarded/edit/", studio_permission(EDIT)(seen)),
    path("guarded/publish/", studio_permission(PUBLISH)(seen)),
    path("guarded/samples/", studio_permission(SAMPLES)(seen)),
    *front_office,
]
