#!/usr/bin/env python
"""Django's command line. Starts the embedded servers for commands that need a database, for as long as they run."""

import os
import sys

NEED_NO_DATABASE = frozenset(
    {"check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages", "version"}
)


def needs_database(arguments: list[str]) -> bool:
    """Whether this command line will talk to the database."""
    if not arguments or arguments[0].startswith("-") or {"-h", "--help", "--version"} & set(arguments):
        return False
    return arguments[0] not in NEED_NO_DATABASE or "--database" in " ".join(arguments)


def main() -> None:
    """Run the command; a server that cannot be started is one line on stderr and exit code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dost.settings")
    try:
        from django.core.management import execute_from_command_line

        from dost import embedded
    except ImportError as error:
        sys.exit(f"{error}. Use .venv/bin/python manage.py, after `make setup`.")
    if needs_database(sys.argv[1:]):
        try:
            embedded.ensure()
        except embedded.EmbeddedError as error:
            sys.exit(f"manage.py: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
