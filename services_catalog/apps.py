"""The application "services_catalog"."""

from django.apps import AppConfig


class ServicesCatalogConfig(AppConfig):
    """What the state offers."""

    name = "services_catalog"
    label = "services_catalog"
    verbose_name = "What the state offers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the search follow what changes."""
        from services_catalog.finding import receivers  # noqa: F401  # deferred: needs the models
