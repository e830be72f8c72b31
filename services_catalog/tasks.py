"""Where Celery looks for the application's tasks."""

from __future__ import annotations

from .changes.tasks import run_previews

__all__ = ["run_previews"]
