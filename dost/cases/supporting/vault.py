"""Documents as encrypted files below `DOCUMENTS_ROOT`, under random names that nothing but a row knows.

A file is `MAGIC`, the id of the key it lies under, a salt, and the content in chunks of 64 KiB, each sealed with
AES-256-GCM under a key of this file alone (HKDF of the key and the salt). What is sealed with a chunk are the header,
whose document it is, the number of the chunk and whether it is the last: a chunk that is left out, moved, cut off or
put into another file does not open.

The first key of `DOCUMENT_KEYS` seals, all of them open: a new key is put before the others, and the old one is taken
out when nothing lies under it any more (`manage.py documents`).
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MAGIC: Final = b"DOSTDOC1"
KEY_ID_BYTES: Final = 8
SALT_BYTES: Final = 32
CHUNK: Final = 64 * 1024
_TAG: Final = 16
_HEADER: Final = len(MAGIC) + KEY_ID_BYTES + SALT_BYTES
UNFINISHED: Final = ".part"


class Unreadable(Exception):  # noqa: N818 - it reads as what it says
    """A file is not there, lies under a key nobody has, or is not as it was written; the text says which."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was written: its name, and the id of the key it lies under."""

    name: str
    key_id: str


@dataclass(frozen=True, slots=True)
class Lying:
    """A file as it lies there: its name, and when it was written. One not finished has a name no row has."""

    name: str
    written_at: datetime


def key_id(key: bytes) -> str:
    """What names a key, and tells nothing of it: the first 8 bytes of its SHA-256, in hexadecimal."""
    return hashlib.sha256(key).digest()[:KEY_ID_BYTES].hex()


def current_key_id() -> str:
    """The id of the key that seals now."""
    return key_id(settings.DOCUMENT_KEYS[0])


def known_key_ids() -> set[str]:
    """The ids of all keys that open."""
    return {key_id(key) for key in settings.DOCUMENT_KEYS}


def write(content: bytes, *, about: UUID) -> Stored:
    """Seal and write the content of the document `about`; it is on the disk when this returns."""
    key: bytes = settings.DOCUMENT_KEYS[0]
    salt = secrets.token_bytes(SALT_BYTES)
    header = MAGIC + bytes.fromhex(key_id(key)) + salt
    box = _box(key, salt)
    name = secrets.token_hex(16)
    folder = _folder(name)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f"{name}{UNFINISHED}"
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(header)
            for number, start in enumerate(range(0, max(len(content), 1), CHUNK)):
                last = start + CHUNK >= len(content)
                chunk = content[start : start + CHUNK]
                file.write(box.encrypt(_nonce(number, last=last), chunk, header + about.bytes))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(folder / name)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _sync(folder)
    _sync(folder.parent)
    return Stored(name=name, key_id=key_id(key))


def read(name: str, *, about: UUID) -> Iterator[bytes]:
    """Yield the content of the document `about`, chunk by chunk; raises `Unreadable`, at the first or any later one."""
    try:
        file = _path(name).open("rb")
    except OSError as error:
        raise Unreadable("its file is not there") from error
    with file:
        header = file.read(_HEADER)
        box = _opener(header)
        sealed, number = _next(file), 0
        while True:
            following = _next(file)
            try:
                yield box.decrypt(_nonce(number, last=not following), sealed, header + about.bytes)
            except InvalidTag as error:
                raise Unreadable("its file is not as it was written") from error
            if not following:
                return
            sealed, number = following, number + 1


def remove(name: str) -> None:
    """Remove a file; one that is not there is no error."""
    _path(name).unlink(missing_ok=True)


def all_files() -> Iterator[Lying]:
    """Yield every file there is, unfinished ones too."""
    root = Path(settings.DOCUMENTS_ROOT)
    for path in sorted(root.glob("??/*")):
        try:
            written = path.stat().st_mtime
        except FileNotFoundError:
            continue
        yield Lying(path.name, datetime.fromtimestamp(written, tz=UTC))


def _opener(header: bytes) -> AESGCM:
    if len(header) < _HEADER or not header.startswith(MAGIC):
        raise Unreadable("its file is not as it was written")
    named = header[len(MAGIC) : len(MAGIC) + KEY_ID_BYTES].hex()
    for key in settings.DOCUMENT_KEYS:
        if key_id(key) == named:
            return _box(key, header[-SALT_BYTES:])
    raise Unreadable(f"it lies under the key {named}, which DOST_DOCUMENT_KEYS does not hold")


def _box(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=MAGIC).derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    """The number of a chunk and whether it is the last; the key is of one file, so none comes twice under it."""
    return bytes(7) + number.to_bytes(4, "big") + bytes([last])


def _next(file: BinaryIO) -> bytes:
    return file.read(CHUNK + _TAG)


def _folder(name: str) -> Path:
    return Path(settings.DOCUMENTS_ROOT) / name[:2]


def _path(name: str) -> Path:
    return _folder(name) / name


def _sync(folder: Path) -> None:
    """Let what was added to a folder be there after a power cut, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
