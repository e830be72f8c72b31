"""The institutions' simulator for as long as a command needs it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.core.management.base import CommandError

from registries.demonstration import refuse_in_production

START_SECONDS: Final = 120.0  # a machine may be busy; one that died ends the wait at once


def answers() -> bool:
    """Whether the simulator answers at its address."""
    try:
        return httpx.get(f"{settings.SIMULATOR_URL}/healthz", timeout=1.0).status_code == 200
    except httpx.HTTPError:
        return False


def command() -> list[str]:
    """The command that runs the simulator in the foreground."""
    address = urlsplit(settings.SIMULATOR_URL)
    granian = Path(sys.executable).with_name("granian")
    return [
        str(granian), "--interface", "wsgi", "--host", str(address.hostname), "--port", str(address.port),
        "--workers", "1", "--blocking-threads", "16", "--log-level", "warning", "dost.wsgi:application",
    ]  # fmt: skip


@contextmanager
def simulator() -> Iterator[None]:
    """Use the simulator that is there; where there is none, run one until the block ends."""
    if answers():
        yield
        return
    refuse_in_production("the simulator of the institutions")
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # where nothing was collected, WhiteNoise would complain
    environment = {**os.environ, "DOST_URLCONF": "registries.bridge.simulator.urls"}
    child = subprocess.Popen(  # a list, no shell  # nosec B603
        command(), env=environment, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait_until_it_answers(child)
        yield
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the simulator with the workers it started: one left behind would keep whoever reads our output waiting."""
    child.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(timeout=10)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _wait_until_it_answers(child: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while not answers():
        if child.poll() is not None or time.monotonic() > end:
            raise CommandError(f"the institutions' simulator did not start at {settings.SIMULATOR_URL}")
        time.sleep(0.1)
