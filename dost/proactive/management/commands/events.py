"""`manage.py events FILE.jsonl`: receive institution events from a file, one JSON object a line."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from registries.intake import receive
from registries.intake.permitted import tell_of_refusals
from registries.intake.sent import parse
from registries.management.needs import need_institutions
from registries.models import Institution

BATCH: Final = 500
SOME_REFUSED: Final = 3
MARK: Final = b"\xef\xbb\xbf"

Numbered = tuple[int, dict[str, Any]]


class Command(BaseCommand):
    """Receives each event once; those already received change nothing.

    A line that is no event is refused like an event that cannot be taken: said on stderr, and the others are
    received. Exit code 3 when some were refused; 1 when the file cannot be read, or from some line on is not UTF-8.
    """

    help = "Receive institution events from a file of JSON lines ('-' for standard input)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whom it is from."""
        parser.add_argument("file", metavar="FILE.jsonl")
        parser.add_argument(
            "--institution", default="", metavar="CODE", help="whom the file is from; production asks for it"
        )

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        """Receive the events in batches and count what became of them."""
        need_institutions()
        count: Counter[str] = Counter()
        self.broken = ""
        self.sender = self._sender(options["institution"])
        with _opened(file) as lines:
            events = self._events(lines, count)
            while batch := list(itertools.islice(events, BATCH)):
                self._receive(batch, count)
        if self.broken:  # what came before it is received all the same
            raise CommandError(f"{file}: {self.broken}")
        self.stdout.write(", ".join(f"{number:,} {status}" for status, number in sorted(count.items())) or "no events")
        if count["refused"]:
            sys.exit(SOME_REFUSED)

    @staticmethod
    def _sender(given: str) -> str:
        """The code of the institution that the file is from, as the operator says; empty when each line says it."""
        code = given.strip().upper()
        if not code and settings.PRODUCTION:
            raise CommandError("say whom the file is from: --institution CODE")
        if code and not Institution.objects.filter(pk=code).exists():
            raise CommandError(f"--institution: there is no institution {code}")
        return code

    def _receive(self, batch: list[Numbered], count: Counter[str]) -> None:
        receipts = receive([event for _number, event in batch], sender=self.sender)
        tell_of_refusals(
            (self.sender or one.institution, one.problem["message"])
            for one in receipts
            if one.denied and one.problem is not None
        )
        for (number, _event), receipt in zip(batch, receipts, strict=True):
            count[receipt.status] += 1
            if receipt.problem:
                problem = receipt.problem
                told = f"{receipt.event_id}: {problem['field']}: {problem['message']} {problem.get('hint', '')}"
                self.stderr.write(f"line {number}: {told.strip()}")

    def _events(self, lines: BinaryIO, count: Counter[str]) -> Iterator[Numbered]:
        """The events with the numbers of their lines; lines that are none are refused here."""
        for number, raw in enumerate(lines, start=1):
            try:
                line = raw.removeprefix(MARK if number == 1 else b"").decode("utf-8").strip()
            except UnicodeDecodeError:
                self.broken = f"line {number} is not UTF-8; save the file as UTF-8 and send all of it again"
                return
            if not line:
                continue
            try:
                event = parse(line)
                problem = "" if isinstance(event, dict) else "not an object"
            except (ValueError, RecursionError) as error:
                problem = f"not JSON: {' '.join(str(error).split())}"
            if problem:
                count["refused"] += 1
                self.stderr.write(
                    f"line {number}: this is {problem}; expected a whole event as one JSON object on the line"
                )
                continue
            yield number, event


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    if file == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
