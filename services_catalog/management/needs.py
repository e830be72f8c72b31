"""What a command needs of the catalogue before it can answer."""

from __future__ import annotations

from django.core.management.base import CommandError

from services_catalog.models import ServiceVersion


def need_catalogue() -> None:
    """Raise `CommandError` while no version of any service is published: nothing could be found or granted."""
    if not ServiceVersion.objects.filter(status=ServiceVersion.Status.PUBLISHED).exists():
        raise CommandError("the catalogue is empty; `manage.py catalogue load` loads it")
