"""The application "simulator"."""

from django.apps import AppConfig


class SimulatorConfig(AppConfig):
    """The institutions on the other side of the bridge."""

    name = "registries.bridge.simulator"
    label = "simulator"
    verbose_name = "The institutions"
    default_auto_field = "django.db.models.BigAutoField"
