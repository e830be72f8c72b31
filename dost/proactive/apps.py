"""The application "proactive"."""

from django.apps import AppConfig


class ProactiveConfig(AppConfig):
    """Who has gained or lost a right."""

    name = "dost.proactive"
    label = "proactive"
    verbose_name = "Who has gained or lost a right"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the registries and the catalogue, and count for previews what was paid."""
        from services_catalog.changes.counters import count_with  # deferred: needs the models

        from . import receivers  # noqa: F401  # deferred: needs the models

        count_with("dost.proactive.reckonings.count_arrears")
