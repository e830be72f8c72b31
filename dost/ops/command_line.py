"""How the command line speaks: English, so that scripts find the words they know, whatever people speak; one line."""

from __future__ import annotations

from typing import NoReturn

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, ManagementUtility
from django.core.management.base import CommandError, CommandParser
from django.utils import translation

from dost.ops import env


def speak() -> None:
    """Let this thread speak `DOST_LANGUAGE`, English without it.

    What is kept for a person is written in that person's own language by whoever writes it, and a page in its
    reader's; neither asks what is set here. Raises ImproperlyConfigured for a language we do not speak.
    """
    translation.activate(env.choice("DOST_LANGUAGE", "en", among=[code for code, _name in settings.LANGUAGES]))


def refuse(parser: CommandParser, message: str) -> NoReturn:
    """Say in one line what is wrong with the arguments, without argparse's lines of usage, and exit with code 2."""
    line = " ".join(message.split())
    if not parser.called_from_command_line:  # by `call_command`, for which Django has this
        raise CommandError(f"Error: {line}")
    parser.exit(2, f"{parser.prog}: {line} (--help says what it takes)\n")


class CommandLine(ManagementUtility):
    """Django's command line, speaking."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """Return the command, after choosing the language; texts can be had only when the apps are ready."""
        CommandParser.error = refuse  # type: ignore[assignment,method-assign]  # commands make their parsers
        if apps.ready:
            speak()
        return super().fetch_command(subcommand)
