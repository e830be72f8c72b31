"""What exists for demonstrations only: it says so here, and production refuses it whoever asks.

`demonstration_only` marks a management command; `refuse_in_production` is called by whatever else must not run.
"""

from __future__ import annotations

from functools import wraps
from typing import Any, Final, TypeVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PASSWORD: Final = "dost-demo-2026"  # noqa: S105 - printed for everyone to see, and refused in production
TOTP_SECRET: Final = "DOSTDEMODOSTDEMODOSTDEMODOSTDEMO"  # noqa: S105 - the same; base32, for an app on a telephone
PUBLISHED: Final = frozenset({PASSWORD, TOTP_SECRET})
"""Secrets that anybody can read in this repository: none of them opens anything in production."""

CommandClass = TypeVar("CommandClass", bound=type[BaseCommand])


class DemonstrationOnlyError(CommandError):
    """Something of the demonstration was asked for in production."""


def refuse_in_production(what: str) -> None:
    """Raise DemonstrationOnlyError, which names it, unless this installation is a demonstration."""
    if settings.PRODUCTION:
        raise DemonstrationOnlyError(f"{what}: for demonstrations only; refused with DOST_ENV=production")


def demonstration_only(command: CommandClass) -> CommandClass:
    """Mark a command: production refuses it, from the command line and by `call_command`."""
    execute = command.execute

    @wraps(execute)
    def guarded(self: BaseCommand, *args: Any, **options: Any) -> Any:
        refuse_in_production(f"`{command.__module__.rpartition('.')[2]}`")
        return execute(self, *args, **options)

    command.execute = guarded  # type: ignore[method-assign]
    command.demonstration_only = True  # type: ignore[attr-defined]
    return command
