"""`manage.py grants`: give the application's role what the tables say it may; `--docs` says it to people."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from dost.ops import grants

PAGE: Final = Path("docs/security.md")


class Command(BaseCommand):
    """Gives the grants again, as `migrate` does at its end; or writes their section of `docs/security.md`."""

    help = "Give the application's database role its grants; --docs: write the section of docs/security.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--docs`, with `--check` to compare only."""
        parser.add_argument("--docs", action="store_true", help="write the section of docs/security.md instead")
        parser.add_argument("--check", action="store_true", help="with --docs: fail when the section is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        """Grant, write or compare."""
        if not options["docs"]:
            role = settings.DATABASE_APPLICATION_ROLE
            given = grants.apply(connection, role)
            self.stdout.write(f"{role}: " + ("the grants are given" if given else "owns the tables: nothing to give"))
            return
        path = settings.BASE_DIR / PAGE
        before = path.read_text(encoding="utf-8") if path.exists() else "# Security\n"
        after = with_section(before, grants.as_markdown())
        if not options["check"]:
            path.write_text(after, encoding="utf-8")
        elif before != after:
            raise CommandError(f"{PAGE} is not what the grants say; write it anew with `manage.py grants --docs`")


def with_section(page: str, section: str) -> str:
    """The page with this section in the place of the one of that name, or at its end."""
    head, found, rest = page.partition(grants.HEADING)
    _old, another, after = rest.partition("\n## ") if found else ("", "", "")
    return f"{head.rstrip()}\n\n{section}" + (f"\n## {after}" if another else "")
