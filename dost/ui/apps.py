"""The app that carries the template tags (``{% load dost %}``)."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Has no models: only tags, drawings and page shapes."""

    name = "dost.ui"
    label = "ui"
    verbose_name = "DOST look"
