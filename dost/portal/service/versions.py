"""Which version of a service its page is about."""

from __future__ import annotations

from datetime import date
from typing import Literal

from services_catalog.models import ServiceVersion

Stands = Literal["in_force", "coming", "ended"]


def version_on(code: str, on: date) -> ServiceVersion | None:
    """Return the version in force on a day with its service; else the next that will be, else the last there was."""
    published = ServiceVersion.objects.filter(service_id=code, status=ServiceVersion.Status.PUBLISHED)
    versions = list(published.select_related("service").order_by("valid"))
    for version in versions:
        if stands(version, on) == "in_force":
            return version
    coming = [version for version in versions if stands(version, on) == "coming"]
    return next(iter(coming), versions[-1] if versions else None)


def stands(version: ServiceVersion, on: date) -> Stands:
    """Whether a version is in force on a day, will be, or was."""
    if version.valid.lower is not None and version.valid.lower > on:
        return "coming"
    return "ended" if version.valid.upper is not None and version.valid.upper <= on else "in_force"
