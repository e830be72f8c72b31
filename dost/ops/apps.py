"""The project as an application of its own: it only makes sure that every process knows the Celery application."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Loads ``dost.celery``, so that ``shared_task`` finds our broker in web processes and commands too."""

    name = "dost.ops"
    label = "dost"

    def ready(self) -> None:
        """Import it once the applications, whose tasks it collects, are there."""
        import dost.celery  # noqa: F401
