"""The application "registries"."""

from django.apps import AppConfig


class RegistriesConfig(AppConfig):
    """What the state knows."""

    name = "registries"
    label = "registries"
    verbose_name = "What the state knows"
    default_auto_field = "django.db.models.BigAutoField"
