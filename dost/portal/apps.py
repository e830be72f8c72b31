"""The application "portal"."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What anybody sees: the public catalogue of services, the check of a document."""

    name = "dost.portal"
    label = "portal"
    verbose_name = "The public pages"
    default_auto_field = "django.db.models.BigAutoField"
