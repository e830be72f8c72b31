"""The page that begins a service which does not exist yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from dost.studio.forms.services import NewServiceForm
from services_catalog.models import Service


@dataclass(frozen=True, slots=True)
class NewServicePage:
    """The services it may be like, as (code, name), and where whoever does nothing goes back to."""

    services: tuple[tuple[str, str], ...]
    back: str
    wrong: bool


def new_service_page(form: NewServiceForm, *, like: str) -> NewServicePage:
    """Return the page; whoever came from a service goes back to it."""
    services = tuple((service.code, service.title) for service in Service.objects.only("code", "name"))
    known = like in dict(services)
    back = reverse("studio:service", args=[like]) if known else reverse("studio:home")
    return NewServicePage(services, back, bool(form.errors))
