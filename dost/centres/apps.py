"""The application "centres"."""

from django.apps import AppConfig


class CentresConfig(AppConfig):
    """Desks, tickets, visits and appointments of the DOST centres."""

    name = "dost.centres"
    label = "centres"
    verbose_name = "Desks, tickets, visits and appointments of the centres"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which reason to look at a person's record a visit gives, and which messages and replies are ours."""
        from dost.accounts.access import register_reasons  # deferred: needs the models
        from dost.notifications.takers import register_outdated, register_taker  # deferred: needs the models

        from .at_window import at_the_window  # deferred: needs the models
        from .reminders import outdated, take_reply  # deferred: needs the models

        register_reasons(at_the_window)
        register_outdated(outdated)
        register_taker(take_reply)
