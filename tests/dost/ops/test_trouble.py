"""One line that says what to do, for every failure to start."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dost.ops.embedded import PROJECT_ROOT, EmbeddedError
from dost.ops.trouble import LONGEST, in_one_line


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/home/a/run.lock"),
            "the disk is full (/home/a/run.lock): free some space there, or set DOST_HOME to a folder on another disk",
        ),
        (
            PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/home/a"),
            "/home/a cannot be written (Permission denied): set DOST_HOME to a folder of your own",
        ),
        (
            NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), "/etc/passwd/x"),
            "Not a directory (/etc/passwd/x); DOST_HOME says where everything is kept",
        ),
        (EmbeddedError("PostgreSQL did not\nstart"), "PostgreSQL did not start"),
    ],
)
def test_it_is_one_line(error: Exception, line: str) -> None:
    assert in_one_line(error) == line


def test_a_full_disk_is_recognised_in_what_a_server_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOST_HOME", "/somewhere")
    line = in_one_line(EmbeddedError("initdb failed:\ncould not write to file: No space left on device"))
    assert line == "the disk is full (/somewhere): free some space there, or set DOST_HOME to a folder on another disk"


def test_a_long_log_is_cut() -> None:
    assert len(in_one_line(EmbeddedError("x " * 5_000))) == LONGEST


@pytest.mark.parametrize("command", [["manage.py", "status"], ["-m", "dost.ops.run"], ["-m", "dost.ops.prepare"]])
def test_a_home_that_cannot_be_is_one_line(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT_ROOT,
        env={**kept, "DOST_HOME": str(tmp_path / "file" / "home")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if not line.startswith("Starting ")]
    assert len(lines) == 1
    assert "DOST_HOME" in lines[0]
