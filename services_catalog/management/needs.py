"""What a command needs of the catalogue before it can answer."""

from __future__ import annotations

from django.core.management.base import CommandError

from services_catalog.models import Service


def need_catalogue() -> None:
    """Raise `CommandError` while there is no service: nothing could be found or granted."""
    if not Service.objects.exists():
        raise CommandError("the catalogue is empty; `manage.py catalogue load` loads it")
