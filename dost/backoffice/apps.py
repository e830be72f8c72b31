"""The application "backoffice"."""

from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    """What examiners and supervisors use: the run of the day, cases, rights to review."""

    name = "dost.backoffice"
    label = "backoffice"
    verbose_name = "What examiners and supervisors use"
    default_auto_field = "django.db.models.BigAutoField"
