"""The language of the command line: English, so that scripts find the words they know, whatever people speak."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, ManagementUtility
from django.utils import translation

from dost import env


def speak() -> None:
    """Let this thread speak `DOST_LANGUAGE`, English without it.

    What is kept for a person is written in that person's own language by whoever writes it, and a page in its
    reader's; neither asks what is set here. Raises ImproperlyConfigured for a language we do not speak.
    """
    translation.activate(env.choice("DOST_LANGUAGE", "en", among=[code for code, _name in settings.LANGUAGES]))


class CommandLine(ManagementUtility):
    """Django's command line, speaking."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """Return the command, after choosing the language; texts can be had only when the apps are ready."""
        if apps.ready:
            speak()
        return super().fetch_command(subcommand)
