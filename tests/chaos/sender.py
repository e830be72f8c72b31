"""An institution's sender: `python -m tests.chaos.sender FILE --rate EVENTS_A_SECOND`.

It repeats whatever it has no receipt for, and after a restart begins with the first event again; so many events are
sent more than once. Exit code 3 when one was refused.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any, Final

import django

BATCH: Final = 40
PAUSE_SECONDS: Final = 0.3


def main() -> int:
    """Send everything; new events at the rate given, those received before as quickly as possible."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.sender")
    parser.add_argument("file", type=Path)
    parser.add_argument("--rate", type=float, required=True)
    given = parser.parse_args()
    django.setup()
    events = [json.loads(line) for line in given.file.read_text(encoding="utf-8").splitlines()]
    for first in range(0, len(events), BATCH):
        statuses = _send(events[first : first + BATCH])
        if "refused" in statuses:
            return 3
        time.sleep(statuses.count("applied") / given.rate)
    return 0


def _send(events: list[dict[str, Any]]) -> list[str]:
    """Send a batch until there is a receipt for it."""
    from django.db import InterfaceError, OperationalError, connection

    from registries.intake import receive

    while True:
        try:
            return [receipt.status for receipt in receive(events)]
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
