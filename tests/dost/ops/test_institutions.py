"""The simulator that a command starts for itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dost.ops import institutions


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
