"""The application "proactive"."""

from django.apps import AppConfig


class ProactiveConfig(AppConfig):
    """Who has gained or lost a right."""

    name = "dost.proactive"
    label = "proactive"
    verbose_name = "Who has gained or lost a right"
    default_auto_field = "django.db.models.BigAutoField"

