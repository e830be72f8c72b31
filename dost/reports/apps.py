"""The application "reports"."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What managers look at."""

    name = "dost.reports"
    label = "reports"
    verbose_name = "What managers look at"
    default_auto_field = "django.db.models.BigAutoField"
