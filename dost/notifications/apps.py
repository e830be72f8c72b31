"""The application "notifications"."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """What people are told, and how."""

    name = "dost.notifications"
    label = "notifications"
    verbose_name = "What people are told, and how"
    default_auto_field = "django.db.models.BigAutoField"
