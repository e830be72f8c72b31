"""The application "accounts"."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who signs in, and who looked at whose data."""

    name = "dost.accounts"
    label = "accounts"
    verbose_name = "Who signs in, and who looked at whose data"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what others announce."""
        from . import receivers  # noqa: F401  # deferred: needs the models
