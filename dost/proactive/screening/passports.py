"""What a screening needs of the services beside their rules, read once for as long as no service changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from services_catalog.models import Service

_STAMP: Final = """
    SELECT count(*), sum(hashtextextended(code || ' ' || xmin::text || ' ' || ctid::text, 0))
    FROM services_catalog_service
"""
"""Numbers that differ once a service has changed: each row says by which transaction it was written, and where."""
_kept: tuple[tuple[Any, ...], Mapping[str, Passport]] | None = None


@dataclass(frozen=True, slots=True)
class Passport:
    """A service as people know it, what its awards count as, and whether a leak of its name would harm."""

    service: Service
    counts_as: frozenset[str]
    sensitive: bool


def passports() -> Mapping[str, Passport]:
    """Return all services by code. They are shared between callers and must not be changed.

    One small query when nothing has changed since the last time: reading the texts of all services takes longer than
    asking their rules.
    """
    global _kept
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        stamp = tuple(cursor.fetchone())
    if _kept is None or _kept[0] != stamp:
        found = {
            service.code: Passport(service, frozenset(service.counts_as), service.sensitive)
            for service in Service.objects.all()
        }
        _kept = stamp, found
    return _kept[1]
