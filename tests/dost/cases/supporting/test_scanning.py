"""Asking ClamAV's daemon: one of this test's own that says what it is told, and the real one where it is installed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dost.cases.supporting.scanning import Scan, Verdict, scan
from tests.factories.uploads import EICAR_LIKE, pdf_bytes


@contextmanager
def daemon(
    *says: bytes, unix: Path | None = None, reads: bool = True, waits: float = 0
) -> Iterator[tuple[str, list[bytes]]]:
    """A daemon that reads what is sent, as INSTREAM frames it, and says these bytes; its address, and what it read."""
    door = socket.socket(socket.AF_UNIX if unix else socket.AF_INET, socket.SOCK_STREAM)
    door.bind(str(unix) if unix else ("127.0.0.1", 0))
    door.listen(1)
    got: list[bytes] = []

    def serve() -> None:
        here, _where = door.accept()
        with here, here.makefile("rb") as sent:
            if reads:
                got.append(sent.read(10))
                while size := int.from_bytes(sent.read(4), "big"):
                    got.append(sent.read(size))
            time.sleep(waits)
            for part in says:
                here.sendall(part)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"unix://{unix}" if unix else f"tcp://127.0.0.1:{door.getsockname()[1]}", got
    finally:
        thread.join(5)
        door.close()


def test_without_a_scanner_nothing_is_known(settings: Any) -> None:
    settings.CLAMD_URL = ""

    assert scan(b"x").verdict is Verdict.NOT_KNOWN


def test_everything_is_sent_in_frames_and_ends_with_an_empty_one(settings: Any) -> None:
    content = bytes(150_000)
    with daemon(b"stream: OK\0") as (settings.CLAMD_URL, got):
        assert scan(content) == Scan(Verdict.CLEAN, "OK")

    assert got[0] == b"zINSTREAM\0"
    assert b"".join(got[1:]) == content
    assert max(map(len, got)) <= 65_536


def test_a_unix_socket_is_asked_too(settings: Any, tmp_path: Path) -> None:
    with daemon(b"stream: OK\0", unix=tmp_path / "clamd") as (settings.CLAMD_URL, _got):
        assert scan(b"x").verdict is Verdict.CLEAN


def test_what_was_found_is_named(settings: Any) -> None:
    with daemon(b"stream: Win.Test-", b"1 FOUND\0") as (settings.CLAMD_URL, _got):  # in two parts
        assert scan(b"x") == Scan(Verdict.HARMFUL, "Win.Test-1")


@pytest.mark.parametrize(
    "says",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't allocate memory ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"other: OK\0",
        b"stream: OK but not quite\0",
        b"",
        b"\0",
        b"\xff\xfe\0",
        b"x" * 10_000,
    ],
)
def test_what_is_neither_yes_nor_no_is_not_known(settings: Any, says: bytes) -> None:
    with daemon(says) as (settings.CLAMD_URL, _got):
        assert scan(b"x").verdict is Verdict.NOT_KNOWN


def test_a_daemon_that_stops_reading_is_heard(settings: Any) -> None:
    """It says that what is sent is too large, and closes while more is being sent."""
    with daemon(b"INSTREAM size limit exceeded. ERROR\0", reads=False) as (settings.CLAMD_URL, _got):
        assert scan(bytes(5_000_000)).verdict is Verdict.NOT_KNOWN


def test_a_daemon_that_is_silent_is_not_waited_for(settings: Any) -> None:
    settings.CLAMD_SECONDS = 0.2
    with daemon(b"stream: OK\0", waits=1.0) as (settings.CLAMD_URL, _got):
        began = time.monotonic()
        assert scan(b"x").verdict is Verdict.NOT_KNOWN
        assert time.monotonic() - began < 0.9


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd"])
def test_a_daemon_that_is_not_there_is_not_known(settings: Any, address: str) -> None:
    settings.CLAMD_URL = address

    assert scan(b"x").verdict is Verdict.NOT_KNOWN


# -- the real one --------------------------------------------------------------------------------------------------

CLAMD = shutil.which("clamd") or ("/usr/sbin/clamd" if Path("/usr/sbin/clamd").exists() else None)


@pytest.fixture
def clamd(tmp_path: Path, settings: Any) -> Iterator[None]:
    """Debian's daemon with one signature, this test's own: those that are published cannot be fetched here."""
    if CLAMD is None:
        pytest.skip("no clamd on this machine (Debian: apt-get install clamav-daemon)")
    base, door = tmp_path / "signatures", tmp_path / "clamd"
    base.mkdir()
    (base / "test.ndb").write_text(f"Dost.Test.Signature:0:*:{EICAR_LIKE.hex()}\n")
    given = tmp_path / "clamd.conf"
    given.write_text(
        f"LocalSocket {door}\nDatabaseDirectory {base}\nForeground yes\nLogFile {tmp_path / 'log'}\nUser root\n"
        "StreamMaxLength 30M\nOfficialDatabaseOnly no\n"
    )
    process = subprocess.Popen([CLAMD, "--config-file", str(given)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    settings.CLAMD_URL = f"unix://{door}"
    try:
        for _try in range(200):
            if door.exists() or process.poll() is not None:
                break
            time.sleep(0.1)
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        yield
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.slow
def test_debians_daemon_tells_good_from_bad(clamd: None) -> None:
    assert scan(pdf_bytes()) == Scan(Verdict.CLEAN, "OK")
    found = scan(b"before " + EICAR_LIKE + b" after")
    assert found.verdict is Verdict.HARMFUL
    assert found.said.startswith("Dost.Test.Signature")
    assert scan(bytes(9_000_000)).verdict is Verdict.CLEAN
