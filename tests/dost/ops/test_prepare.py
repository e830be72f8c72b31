"""Bringing an installation up to date."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dost.ops import prepare
from dost.ops.embedded import PROJECT_ROOT


def test_unreachable_database_is_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dost.ops.prepare"],
        cwd=PROJECT_ROOT,
        env={
            **os.environ,
            "DOST_HOME": str(tmp_path),
            "DATABASE_URL": "postgresql://nobody:hunter2@127.0.0.1:1/none",
            "DATABASE_OWNER_URL": "",
            "REDIS_URL": "redis://127.0.0.1:1/0",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 1
    assert done.stdout == "• Bringing the database up to date …\n"
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("dost: connection failed")
    assert "hunter2" not in done.stderr


def test_steps_name_commands_that_exist() -> None:
    from django.core.management import get_commands

    steps = (*prepare.BASE, *prepare.EVERYTHING, *prepare.DEMONSTRATION)
    assert {command[0] for _, command in steps} - set(get_commands()) == set()
    assert prepare.DEMO_USERS in get_commands()


def test_short_step_says_only_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with prepare.step("Something quick"):
        pass
    assert capsys.readouterr().out == "• Something quick …\n"
