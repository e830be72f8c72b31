"""`manage.py life`: realistic life events about the people there are; without an end, or a number of them."""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TextIO, TypeVar, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from registries.demonstration import demonstration_only
from registries.management.needs import need_institutions, need_people
from registries.synthetic.deliver import (
    Delivery,
    DeliveryError,
    Event,
    Lines,
    Opened,
    Post,
    into_inbox,
    read_lines,
)
from registries.synthetic.demo_keys import NotADemonstrationError, demo_keys
from registries.synthetic.life import MixError, make_events, read_mix
from registries.synthetic.progress import Bar

T = TypeVar("T")

AT_ONCE = 500
PAUSE = 2.0  # seconds
TRICKLE = 20.0  # events a minute when neither --events nor --rate is given


@demonstration_only
class Command(BaseCommand):
    """Makes life events and hands them over. The same seed, day and people give the same events."""

    help = "Make life events about the people there are: births, deaths, disability decisions, contracts …"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--events", type=_count, metavar="N", help="how many; without it, without an end")
        parser.add_argument("--once", action="store_true", help="one event; the same as --events 1")
        parser.add_argument("--seed", type=int, metavar="S", help="1 with --events, else of the moment")
        parser.add_argument("--mix", type=_mix, metavar="KINDS", help="births,disability or births=3,disability=1")
        parser.add_argument("--rate", type=_rate, metavar="R", help="events a minute (without --events: 20)")
        parser.add_argument("--on", type=_day, metavar="DATE", help="the day on which they arrive (today)")
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--receive", action="store_true", help="into the inbox of this installation (the default)")
        ways.add_argument("--post", metavar="URL", help="to an address, such as http://127.0.0.1:8000/bridge/events")
        ways.add_argument("--jsonl", metavar="FILE", help="into a file, one JSON object on a line; - for the output")
        parser.add_argument("--from", dest="source", type=Path, metavar="FILE", help="events that --jsonl wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make and hand over, and say at the end what became of them."""
        if options["once"]:
            options["events"] = 1
        endless = options["events"] is None and options["source"] is None
        if endless and options["rate"] is None:
            options["rate"] = TRICKLE
        if endless and options["jsonl"]:
            raise CommandError("--jsonl needs --events: a file is to have an end")
        if options["source"] is None:
            need_institutions()
            need_people()
        try:
            with ExitStack() as stack:
                deliver = self._delivery(options, stack, endless=endless)
                bar = stack.enter_context(
                    Bar(cast("TextIO", self.stderr._out), quiet=endless or options["verbosity"] == 0)
                )
                counts = self._run(self._batches(options), deliver, bar, options, patient=endless)
        except DeliveryError as error:
            raise CommandError(str(error)) from error
        if options["jsonl"] != "-":
            self.stdout.write(_summary(counts))

    def _run(
        self,
        batches: Iterable[Sequence[Event]],
        deliver: Delivery,
        bar: Bar,
        options: dict[str, Any],
        *,
        patient: bool,
    ) -> Counter[str]:
        rate: float | None = options["rate"]
        counts: Counter[str] = Counter()
        due = time.monotonic()
        try:
            for batch in batches:
                for part in [[event] for event in batch] if rate else [batch]:
                    counts += self._patiently(partial(deliver, part)) if patient else deliver(part)
                    bar("events", counts.total(), options["events"] or 0)
                    if rate:
                        due = max(due + 60 / rate, time.monotonic() - 60)
                        time.sleep(max(0.0, due - time.monotonic()))
        except KeyboardInterrupt:
            self.stderr.write("stopped")
        return counts

    def _batches(self, options: dict[str, Any]) -> Iterator[list[Event]]:
        """The events, some hundred at a time; without an end, one at a time, from a seed of its own each."""
        if options["source"] is not None:
            events = read_lines(options["source"])
            while batch := list(islice(events, AT_ONCE)):
                yield batch
        elif options["events"] is not None:
            seed = 1 if options["seed"] is None else options["seed"]
            made = make_events(options["events"], seed, options["mix"], options["on"])
            if len(made) < options["events"]:
                self.stderr.write(f"only {len(made)} events: there are not enough suitable people")
            for first in range(0, len(made), AT_ONCE):
                yield made[first : first + AT_ONCE]
        else:
            seed = time.time_ns() // 1_000_000 if options["seed"] is None else options["seed"]
            while True:
                day = options["on"] or timezone.localdate()
                made = self._patiently(partial(make_events, 1, seed, options["mix"], day))
                if not made:
                    time.sleep(PAUSE)  # nobody is there yet
                yield made
                seed += 1

    def _patiently(self, work: Callable[[], T]) -> T:
        """Do the work, and wait for the database when it is away: a trickle outlives a restart."""
        while True:
            try:
                return work()
            except (OperationalError, InterfaceError):
                connection.close()
                time.sleep(PAUSE)

    def _delivery(self, options: dict[str, Any], stack: ExitStack, *, endless: bool) -> Delivery:
        if options["jsonl"]:
            return Lines(stack.enter_context(Opened(options["jsonl"], cast("TextIO", self.stdout._out))).out)
        if options["post"]:
            try:
                keys = demo_keys(settings.DOST_HOME)
            except NotADemonstrationError as error:
                raise CommandError(str(error)) from error
            return Post(options["post"], keys, forever=endless)
        return into_inbox


def _summary(counts: Counter[str]) -> str:
    said = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    return f"{counts.total()} events{': ' + said if said else ''}"


def _mix(text: str) -> dict[str, float]:
    try:
        return read_mix(text)
    except MixError as error:
        raise ArgumentTypeError(str(error)) from error


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ArgumentTypeError("at least 1")
    return number


def _rate(text: str) -> float:
    number = float(text)
    if not 0 < number < 1e6:
        raise ArgumentTypeError("a number of events a minute above 0")
    return number


def _day(text: str) -> date:
    return date.fromisoformat(text)
