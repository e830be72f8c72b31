"""How the command line speaks: English, so that scripts find the words they know, whatever people speak; one line."""

from __future__ import annotations

from typing import Final, NoReturn

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, ManagementUtility
from django.core.management.base import CommandError, CommandParser
from django.utils import translation

from dost.ops import env
from dost.ops.commands import kind_of
from registries.demonstration import refuse_in_production

OURS: Final = ("dost.", "registries.", "services_catalog.")


def speak() -> None:
    """Let this thread speak `DOST_LANGUAGE`, English without it.

    What is kept for a person is written in that person's own language by whoever writes it, and a page in its
    reader's; neither asks what is set here. Raises ImproperlyConfigured for a language we do not speak.
    """
    translation.activate(env.choice("DOST_LANGUAGE", "en", among=[code for code, _name in settings.LANGUAGES]))


def is_table_missing(error: Exception) -> bool:
    """Whether the database has not got a table or column that the code knows: migrations are due."""
    return getattr(error.__cause__, "sqlstate", "") in {"42P01", "42703"}


def is_refused(error: Exception) -> bool:
    """Whether the database does not let the application's role do this: its grants are due, or it may not."""
    return getattr(error.__cause__, "sqlstate", "") == "42501"


def refuse(parser: CommandParser, message: str) -> NoReturn:
    """Say in one line what is wrong with the arguments, without argparse's lines of usage, and exit with code 2."""
    line = " ".join(message.split())
    if not parser.called_from_command_line:  # by `call_command`, for which Django has this
        raise CommandError(f"Error: {line}")
    parser.exit(2, f"{parser.prog}: {line} (--help says what it takes)\n")


class CommandLine(ManagementUtility):
    """Django's command line, speaking."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """Return the command, after choosing the language; texts can be had only when the apps are ready.

        Raises DemonstrationOnlyError for one that production refuses.
        """
        if kind_of(self.argv[1:]).demonstration_only:
            refuse_in_production(f"`{subcommand}`")
        CommandParser.error = refuse  # type: ignore[assignment,method-assign]  # commands make their parsers
        if apps.ready:
            speak()
        command = super().fetch_command(subcommand)
        if type(command).__module__.startswith(OURS):
            # `check`, `migrate` and the processes themselves look at the whole house; to look at every page before
            # each question from the command line would cost more than the question.
            command.requires_system_checks = []
        return command
