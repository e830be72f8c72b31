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
    """Run the command; what its user can put right is one line on stderr and exit code 1, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dost.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management.base import CommandError
        from django.db.utils import InterfaceError, OperationalError, ProgrammingError

        from dost.ops import embedded
        from dost.ops.command_line import CommandLine, is_refused, is_table_missing
        from dost.ops.commands import choose_role
        from dost.ops.trouble import CLOSED, FULL, in_one_line
    except ImportError as error:
        sys.exit(f"{error}. Use .venv/bin/python manage.py, after `make setup`.")
    try:
        if needs_database(sys.argv[1:]):
            embedded.ensure(say=lambda line: print(line, file=sys.stderr))  # noqa: T201 - whoever waits is told why
        choose_role(sys.argv[1:])
        CommandLine(sys.argv).execute()
    except (ImproperlyConfigured, CommandError, embedded.EmbeddedError) as error:
        sys.exit(f"manage.py: {in_one_line(error)}")
    except (OperationalError, InterfaceError) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"manage.py: the database does not work for us: {in_one_line(error)}")
    except ProgrammingError as error:
        if "--traceback" in sys.argv or not (is_table_missing(error) or is_refused(error)):
            raise
        why = in_one_line(error) if is_refused(error) else "the database is not up to date"
        sys.exit(f"manage.py: {why}; `make setup` brings it up to date")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader, such as `head`, has gone
        sys.exit(1)
    except OSError as error:
        if "--traceback" in sys.argv or error.errno not in FULL | CLOSED:
            raise
        sys.exit(f"manage.py: {in_one_line(error)}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
