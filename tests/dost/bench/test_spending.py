"""Processor time by process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.bench import machine
from tests.bench.spending import COMMANDS, Meter, of_this_process


def test_what_was_run_meanwhile_is_counted() -> None:
    meter = Meter({}, commands=True)
    subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"], check=True)
    [spent] = meter.spent()
    assert spent.process == COMMANDS
    assert spent.seconds > 0


def test_a_process_that_is_gone_has_used_nothing_since() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert [one.seconds for one in Meter({"web": ended.pid}).spent()] == [0]


def test_the_parent_of_a_process() -> None:
    assert machine.parent(os.getpid()) == os.getppid()


def test_a_process_that_is_gone_has_no_parent() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with pytest.raises(ProcessLookupError):
        machine.parent(ended.pid)


@pytest.mark.django_db
def test_a_process_is_told_beside_its_database() -> None:
    assert [one.process for one in of_this_process().spent()] == ["python", "database"]
