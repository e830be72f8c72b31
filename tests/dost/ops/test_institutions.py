"""The simulator that a command starts for itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from dost.ops import institutions
from dost.ops.embedded.processes import is_alive
from tests.installation import wait_until


def test_it_has_its_folder_of_static_files(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STATIC_ROOT = tmp_path / "home" / "static"
    answers = iter([False, True])
    monkeypatch.setattr(institutions, "answers", lambda: next(answers, True))
    monkeypatch.setattr(institutions, "command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"])
    started: list[Path] = []
    plain = subprocess.Popen

    def popen(*args: Any, **options: Any) -> Any:
        assert settings.STATIC_ROOT.is_dir()  # before: WhiteNoise looks when it starts
        started.append(settings.STATIC_ROOT)
        return plain(*args, **options)

    monkeypatch.setattr(subprocess, "Popen", popen)
    with institutions.simulator():
        pass
    assert started == [settings.STATIC_ROOT]


def test_one_that_does_not_answer_in_time_leaves_nothing_behind(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither itself nor what it started, though that does not end when it is asked to."""
    settings.STATIC_ROOT = tmp_path / "static"
    note = tmp_path / "worker"
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    starts = (
        "import pathlib, subprocess, sys, time;"
        f" worker = subprocess.Popen([sys.executable, '-c', {deaf!r}]);"
        f" pathlib.Path({str(note)!r}).write_text(str(worker.pid)); time.sleep(60)"
    )
    monkeypatch.setattr(institutions, "answers", lambda: False)
    monkeypatch.setattr(institutions, "START_SECONDS", 0.0)
    monkeypatch.setattr(institutions, "command", lambda: [sys.executable, "-c", starts])
    plain = institutions._wait_until_it_answers

    def wait(child: subprocess.Popen[bytes]) -> None:
        wait_until(lambda: note.exists() and note.read_text(), seconds=60, every=0.05)
        plain(child)

    monkeypatch.setattr(institutions, "_wait_until_it_answers", wait)
    with pytest.raises(CommandError, match="did not start"), institutions.simulator():
        pass
    wait_until(lambda: not is_alive(int(note.read_text())), seconds=60, every=0.05)
