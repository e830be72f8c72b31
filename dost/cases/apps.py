"""The application "cases"."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """One matter of one person about one service."""

    name = "dost.cases"
    label = "cases"
    verbose_name = "One matter of one person about one service"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which reasons to look at a person's record cases give."""
        from dost.accounts.access import register_reasons  # deferred: needs the models

        from . import receivers  # noqa: F401  # deferred: needs the models
        from .assigned import assigned_case  # deferred: needs the models
        from .complaints.held import held_complaint  # deferred: needs the models

        register_reasons(assigned_case)
        register_reasons(held_complaint)
