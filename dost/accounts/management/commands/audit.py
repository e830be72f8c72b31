"""`manage.py audit seal | verify`: the chain over the log of looks."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dost.accounts.seals import Verdict, seal, verify


class Command(BaseCommand):
    """`seal` adds what is new to the chain, as the worker does every minute; `verify` reads all of it again.

    `verify` prints how much is sealed, the tail that is not yet, and the latest link: note that elsewhere, and give it
    to a later `verify --anchor`, which then also finds a chain that was written anew. Exit code 0 when the log is
    whole, 1 with the first broken seal or row in one line when it is not.
    JSON: {"broken", "links", "rows", "tail", "tail_since", "anchor"}.
    """

    help = "seal: add the new looks to the chain. verify: whether the log of looks is whole."

    def add_arguments(self, parser: CommandParser) -> None:
        """The two actions."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="seal|verify")
        actions.add_parser("seal", help="add what is new to the chain")
        reading = actions.add_parser("verify", help="read the whole chain again")
        reading.add_argument("--anchor", default="", metavar="NUMBER:DIGEST", help="a link that was noted elsewhere")
        reading.add_argument("--json", action="store_true", help="print JSON instead of words")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Do one of the two."""
        if action == "seal":
            self.stdout.write(f"{seal(now=timezone.now())} looks sealed")
            return
        anchor = options["anchor"].strip()
        if anchor and not re.fullmatch(r"[1-9][0-9]{0,17}:[0-9a-f]{64}", anchor):
            raise CommandError("--anchor: expected NUMBER:DIGEST as `audit verify` prints it", returncode=2)
        found = verify(anchor=anchor)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(found), default=str, indent=2))
        else:
            self._say(found)
        if found.broken:
            raise CommandError(f"the log of looks is not whole: {found.broken}")

    def _say(self, found: Verdict) -> None:
        self.stdout.write(f"{found.rows} looks under {found.links} seals are as they were sealed")
        since = f", since {found.tail_since.isoformat()}" if found.tail_since else ""
        self.stdout.write(f"{found.tail} looks are not sealed yet{since}")
        if found.anchor:
            self.stdout.write(f"latest seal {found.anchor}")
