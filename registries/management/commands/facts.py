"""`manage.py facts`: the fact catalogue as a document."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from registries.facts import document

PAGE = Path("docs/facts.md")


class Command(BaseCommand):
    """Print the fact catalogue, or check that the page made from it is up to date."""

    help = "The fact catalogue: --markdown (default), --json, or --check that docs/facts.md is up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of three things to do."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--markdown", action="store_true", help="print docs/facts.md (the default)")
        what.add_argument("--json", action="store_true", help="print the catalogue as JSON")
        what.add_argument("--check", action="store_true", help="fail when docs/facts.md is not up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print or check."""
        if options["json"]:
            self.stdout.write(json.dumps(document.as_json(), ensure_ascii=False, indent=2))
        elif options["check"]:
            self.check_page()
        else:
            self.stdout.write(document.markdown(), ending="")

    def check_page(self) -> None:
        """Raise CommandError when the page differs from what would be made now."""
        page = Path(settings.BASE_DIR) / PAGE
        if not page.exists() or page.read_text(encoding="utf-8") != document.markdown():
            raise CommandError(f"{PAGE} is out of date; run: manage.py facts --markdown > {PAGE}")
        self.stdout.write(f"{PAGE} is up to date")
