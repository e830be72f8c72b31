"""`manage.py events FILE.jsonl`: receive institution events from a file, one JSON object a line."""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registries.intake import receive

BATCH: Final = 500
SOME_REFUSED: Final = 3


class Command(BaseCommand):
    """Receives each event once; those already received change nothing. Exit code 3 when some were refused."""

    help = "Receive institution events from a file of JSON lines ('-' for standard input)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument("file", metavar="FILE.jsonl")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        """Receive the events in batches and count what became of them."""
        count: Counter[str] = Counter()
        for batch in _batches(_events(file)):
            for receipt in receive(batch):
                count[receipt.status] += 1
                if receipt.problem:
                    problem = receipt.problem
                    told = f"{receipt.event_id}: {problem['field']}: {problem['message']} {problem.get('hint', '')}"
                    self.stderr.write(told.strip())
        self.stdout.write(", ".join(f"{number:,} {status}" for status, number in sorted(count.items())) or "no events")
        if count["refused"]:
            sys.exit(SOME_REFUSED)


def _events(file: str) -> Iterator[dict[str, Any]]:
    try:
        opened = nullcontext(sys.stdin) if file == "-" else Path(file).open(encoding="utf-8")  # noqa: SIM115 - below
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
    with opened as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except ValueError as error:
                raise CommandError(f"{file}: line {number} is not JSON: {error}") from error


def _batches(events: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(itertools.islice(events, BATCH)):
        yield batch
