"""What a screening needs of the services beside their rules, read in one query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services_catalog.models import Service


@dataclass(frozen=True, slots=True)
class Passport:
    """A service as people know it, what its awards count as, and whether a leak of its name would harm."""

    service: Service
    counts_as: frozenset[str]
    sensitive: bool


def passports() -> Mapping[str, Passport]:
    """Return all services by code."""
    return {
        service.code: Passport(service, frozenset(service.counts_as), service.sensitive)
        for service in Service.objects.all()
    }
