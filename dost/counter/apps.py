"""The application "counter"."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    """Kiosk, display board, the clerk's desk, the person at the window, a centre's supervisor."""

    name = "dost.counter"
    label = "counter"
    verbose_name = "The counter of a DOST centre"
    default_auto_field = "django.db.models.BigAutoField"
