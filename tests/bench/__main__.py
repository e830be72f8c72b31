"""`make bench`: the numbers the house is held to, measured on an installation of its own.

    python -m tests.bench [--people N] [--events N] [--keep FOLDER]

1. one sweep of all loaded rules over everybody, beside the same conditions written by hand in SQL;
2. N proactive assignments from event to SMS, institutions and bank answering over HTTP;
3. latency from an event to its decision without a backlog;
4. all loaded services explained for one person;
5. the memory of the worker.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from tests.installation import Installation, installation

from . import machine, measures


def main() -> None:
    """Prepare an installation and print every figure."""
    arguments = _arguments()
    print(f"Machine: {machine.description()}", flush=True)
    with tempfile.TemporaryDirectory(prefix="dost-bench-") as folder:
        home = Path(arguments.keep or folder)
        home.mkdir(parents=True, exist_ok=True)
        with installation(home) as house:
            _prepare(house, arguments.people)
            measures.sweep(house)
            measures.explain(house)
            measures.assignments(house, events=arguments.events)
            measures.latency(house)
    print("Done.", flush=True)


def _prepare(house: Installation, people: int) -> None:
    house.manage("migrate", "--verbosity", "0")
    house.manage("catalogue", "load")
    started = time.monotonic()
    house.manage("population", "--people", str(people), "--seed", "7")
    print(f"Population of {people:,} made in {time.monotonic() - started:.0f} s", flush=True)
    started = time.monotonic()
    print("  " + house.manage("settle_history").strip() + f" ({time.monotonic() - started:.0f} s)", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=25_000)
    parser.add_argument("--keep", help="a folder for the installation, instead of a temporary one")
    return parser.parse_args()


if __name__ == "__main__":
    main()
