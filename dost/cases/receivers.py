"""What the lower layers announce, turned into work for the road."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from dost.common.bells import ring
from registries.signals import texts_received

from .stages import WORK


@receiver(texts_received, dispatch_uid="cases.texts_received")
def on_texts_received(**_kwargs: Any) -> None:
    """People have written to this house: read it now."""
    ring(WORK, "texts")
