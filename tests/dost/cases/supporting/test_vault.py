"""Documents as files: sealed, whole or not there, under one key or another."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from dost.cases.supporting import vault
from dost.cases.supporting.vault import CHUNK, Unreadable

OLD, NEW = bytes(32), bytes([7]) * 32
ABOUT: Final = UUID("5b8d3a52-7a0d-4c1e-9d5c-0d3c0f0a1b2c")


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    settings.DOCUMENTS_ROOT = tmp_path
    settings.DOCUMENT_KEYS = [OLD]
    return tmp_path


def path_of(root: Path, name: str) -> Path:
    return root / name[:2] / name


def read(name: str, about: UUID = ABOUT) -> bytes:
    return b"".join(vault.read(name, about=about))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
def test_what_was_written_is_read(size: int) -> None:
    content = bytes(number % 251 for number in range(size))

    assert read(vault.write(content, about=ABOUT).name) == content


@tried(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=500), st.integers(min_value=0))
def test_a_file_of_which_one_bit_is_another_does_not_open(root: Path, content: bytes, where: int) -> None:
    stored = vault.write(content, about=ABOUT)
    path = path_of(root, stored.name)
    sealed = bytearray(path.read_bytes())
    bit = where % (8 * len(sealed))
    sealed[bit // 8] ^= 1 << bit % 8
    path.write_bytes(sealed)

    with pytest.raises(Unreadable):
        read(stored.name)


@pytest.mark.parametrize("left", [0, 10, 48, 48 + CHUNK + 16, 48 + CHUNK + 20])
def test_a_file_that_is_cut_off_does_not_open(root: Path, left: int) -> None:
    stored = vault.write(bytes(2 * CHUNK), about=ABOUT)
    path = path_of(root, stored.name)
    path.write_bytes(path.read_bytes()[:left])

    with pytest.raises(Unreadable):
        read(stored.name)


def test_chunks_that_changed_places_do_not_open(root: Path) -> None:
    stored = vault.write(bytes(CHUNK) + b"\1" * CHUNK + b"end", about=ABOUT)
    path = path_of(root, stored.name)
    sealed, long = path.read_bytes(), CHUNK + 16
    first, second = sealed[48 : 48 + long], sealed[48 + long : 48 + 2 * long]
    path.write_bytes(sealed[:48] + second + first + sealed[48 + 2 * long :])

    with pytest.raises(Unreadable):
        read(stored.name)


def test_the_file_of_one_document_does_not_open_as_that_of_another() -> None:
    stored = vault.write(b"secret", about=ABOUT)

    with pytest.raises(Unreadable, match="not as it was written"):
        read(stored.name, about=uuid4())


def test_nothing_of_the_content_can_be_read_from_the_disk_nor_by_anybody_else(root: Path) -> None:
    stored = vault.write(b"a very secret word " * 100, about=ABOUT)
    path = path_of(root, stored.name)

    assert b"secret" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert len(stored.name) == 32


def test_the_same_content_twice_looks_different() -> None:
    first, second = vault.write(b"same", about=ABOUT), vault.write(b"same", about=ABOUT)

    assert first.name != second.name
    assert read(first.name) == read(second.name)


def test_a_new_key_seals_and_the_old_one_opens(settings: Any) -> None:
    old = vault.write(b"before", about=ABOUT)
    settings.DOCUMENT_KEYS = [NEW, OLD]
    new = vault.write(b"after", about=ABOUT)

    assert (old.key_id, new.key_id) == (vault.key_id(OLD), vault.key_id(NEW))
    assert (read(old.name), read(new.name)) == (b"before", b"after")
    settings.DOCUMENT_KEYS = [NEW]
    with pytest.raises(Unreadable, match=f"under the key {old.key_id}"):
        read(old.name)


def test_a_file_that_is_not_there_says_so() -> None:
    with pytest.raises(Unreadable, match="is not there"):
        read("0" * 32)


def test_removing_twice_is_removing() -> None:
    stored = vault.write(b"x", about=ABOUT)
    vault.remove(stored.name)
    vault.remove(stored.name)

    assert list(vault.all_files()) == []


def test_a_full_disk_leaves_no_half_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(OSError, match="No space"):
        vault.write(b"x", about=ABOUT)
    assert [path for path in root.rglob("*") if path.is_file()] == []
