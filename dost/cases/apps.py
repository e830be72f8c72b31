"""The application "cases"."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """One matter of one person about one service."""

    name = "dost.cases"
    label = "cases"
    verbose_name = "One matter of one person about one service"
    default_auto_field = "django.db.models.BigAutoField"
