"""The application "payments"."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Bank accounts, payment orders and bank files."""

    name = "dost.payments"
    label = "payments"
    verbose_name = "Bank accounts, payment orders and bank files"
    default_auto_field = "django.db.models.BigAutoField"
