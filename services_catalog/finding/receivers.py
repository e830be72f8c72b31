"""The index follows the services, inside the transaction that changes them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from services_catalog.signals import services_changed

from .index import rebuild


@receiver(services_changed, dispatch_uid="services_catalog.finding")
def index_services(sender: Any, codes: Collection[str], **_kwargs: Any) -> None:
    """Index anew what has changed."""
    rebuild(codes)
