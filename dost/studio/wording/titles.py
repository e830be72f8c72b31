"""What a drafted service is called."""

from __future__ import annotations

from services_catalog.models import Service
from services_catalog.models.catalogue import in_language


def title_of(texts: object, service: Service | None, code: str) -> str:
    """Return what a service is called in a draft, else what it is called now."""
    name = texts.get("name") if isinstance(texts, dict) else None
    if isinstance(name, dict) and any(name.values()):
        return in_language(name)
    return service.title if service is not None else code
