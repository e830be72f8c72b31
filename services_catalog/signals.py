"""What the catalogue announces."""

from django.dispatch import Signal

versions_published = Signal()
"""Versions have taken force; sent inside the publishing transaction with `codes`, the services' codes."""

services_changed = Signal()
"""Services say something else than before; sent inside the writing transaction with `codes`, the services' codes."""
