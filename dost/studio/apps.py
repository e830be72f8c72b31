"""The application "studio"."""

from django.apps import AppConfig


class StudioConfig(AppConfig):
    """Where administrators change services, rules and amounts."""

    name = "dost.studio"
    label = "studio"
    verbose_name = "The catalogue's studio"
    default_auto_field = "django.db.models.BigAutoField"
