"""What somebody told without signing in, sealed so that they carry it themselves: nothing of it stays on the server.

Sealed means encrypted and signed at once (AES-256-GCM). The key is derived (HKDF-SHA256) from `SECRET_KEY` for one
purpose: what a browser carries opens nothing at a counter, and a code for the counter is no browser's state. When
`SECRET_KEY` is changed, the old one moves to `SECRET_KEY_FALLBACKS` for a day; after that nothing sealed with it could
be opened anyway, because everything sealed is over after 24 hours (docs/security.md, V11.1).

    sealed  = key id (4) · nonce (12) · ciphertext · tag (16)
    content = format (1) · started, last used (4 + 4, seconds since 1970, UTC) · packed (1) · payload
"""

from __future__ import annotations

import os
import struct
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

LIFE: Final = timedelta(hours=24)
"""After this nothing sealed opens any more, however often it was used."""
IDLE: Final = timedelta(minutes=20)
"""What a browser carries opens only while it is in use."""
MOST_BYTES: Final = 2048
"""The largest a sealed text may be, in bytes before it is written in letters."""
_AHEAD: Final = timedelta(minutes=2)  # the clocks of two servers differ by less

_FORMAT: Final = 1
_KEY_ID: Final = 4
_NONCE: Final = 12
_TAG: Final = 16
_HEAD: Final = struct.Struct(">BIIB")
MOST_PAYLOAD: Final = 16 * 1024  # before it is packed; a packed text that claims to be larger is no work of ours


class Purpose(StrEnum):
    """What is sealed for what; a text of one purpose never opens for another."""

    SESSION = "session"
    """The screening while it goes on, in the browser."""
    CODE = "code"
    """What is shown to a clerk."""
    CARRY = "carry"
    """On the way through signing in."""


class SealError(Exception):
    """A sealed text that does not open. The message says why, and never what was in it."""


class AlteredError(SealError):
    """It is not as it was sealed: cut off, changed, for another purpose, or no sealed text at all."""


class OtherKeyError(SealError):
    """It was sealed with a key this installation does not have: an older one, or another installation's."""


class ExpiredError(SealError):
    """Its time is over. `since` is when it ended."""

    def __init__(self, since: datetime) -> None:
        super().__init__(f"it could be opened until {since.isoformat()}")
        self.since = since


class TooLargeError(SealError):
    """There is more in it than fits."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What was sealed, when that began, and when it was last used; times in UTC, whole seconds."""

    payload: bytes
    started_at: datetime
    used_at: datetime

    def until(self) -> datetime:
        """Return the moment from which it does not open any more, whatever is done with it."""
        return self.started_at + LIFE


def seal(payload: bytes, *, purpose: Purpose, started_at: datetime, now: datetime) -> bytes:
    """Return the sealed text, at most `MOST_BYTES` bytes.

    `started_at` is carried over from the text it follows, so that sealing again makes no life longer. Raises
    `TooLargeError` when it does not fit.
    """
    if len(payload) > MOST_PAYLOAD:
        raise TooLargeError(f"{len(payload)} bytes; at most {MOST_PAYLOAD} can be sealed")
    packed = _pack(payload)
    smaller = len(packed) < len(payload)
    content = _HEAD.pack(_FORMAT, _seconds(started_at), _seconds(now), smaller) + (packed if smaller else payload)
    key = _keys(purpose)[0]
    nonce = os.urandom(_NONCE)
    sealed = key.id + nonce + AESGCM(key.secret).encrypt(nonce, content, key.id)
    if len(sealed) > MOST_BYTES:
        raise TooLargeError(f"{len(sealed)} bytes sealed; at most {MOST_BYTES} fit")
    return sealed


def unseal(sealed: bytes, *, purpose: Purpose, now: datetime, idle: timedelta | None = None) -> Opened:
    """Return what was sealed for a purpose.

    `idle`: how long it may have lain unused. Raises `ExpiredError`, `OtherKeyError`, or `AlteredError` for everything
    else that is not as it was sealed.
    """
    if not _KEY_ID + _NONCE + _HEAD.size + _TAG <= len(sealed) <= MOST_BYTES:
        raise AlteredError("it is too short or too long to have been sealed here")
    content = _decrypt(sealed, purpose)
    kind, started, used, packed = _HEAD.unpack_from(content)
    if kind != _FORMAT:
        raise AlteredError(f"format {kind} is not known here")
    opened = Opened(
        payload=_unpack(content[_HEAD.size :]) if packed else content[_HEAD.size :],
        started_at=datetime.fromtimestamp(started, UTC),
        used_at=datetime.fromtimestamp(used, UTC),
    )
    if opened.used_at > now + _AHEAD:
        raise AlteredError("it says it was sealed in the future")
    ends = min(opened.until(), opened.used_at + idle) if idle is not None else opened.until()
    if now >= ends:
        raise ExpiredError(ends)
    return opened


# -- keys --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Key:
    id: bytes
    secret: bytes


def _keys(purpose: Purpose) -> tuple[_Key, ...]:
    """Return the keys of a purpose, the one to seal with first."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return tuple(_derived(secret, purpose) for secret in secrets)


@lru_cache(maxsize=32)
def _derived(secret: str, purpose: Purpose) -> _Key:
    derived = HKDF(SHA256(), _KEY_ID + 32, salt=None, info=f"dost.screening.{purpose.value}.1".encode())
    made = derived.derive(secret.encode())
    return _Key(made[:_KEY_ID], made[_KEY_ID:])


def _decrypt(sealed: bytes, purpose: Purpose) -> bytes:
    given = sealed[:_KEY_ID]
    nonce, text = sealed[_KEY_ID : _KEY_ID + _NONCE], sealed[_KEY_ID + _NONCE :]
    for key in _keys(purpose):
        if key.id == given:
            try:
                return AESGCM(key.secret).decrypt(nonce, text, given)
            except InvalidTag:
                raise AlteredError("it was changed after it was sealed") from None
    if any(key.id == given for other in Purpose for key in _keys(other)):
        raise AlteredError("it was sealed for another purpose")
    raise OtherKeyError("it was sealed with a key that is not in use any more, or somewhere else")


# -- packing -----------------------------------------------------------------------------------------------------


def _pack(payload: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(payload) + packer.flush()


def _unpack(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(-15)
    try:
        payload = unpacker.decompress(packed, MOST_PAYLOAD)
    except zlib.error as error:
        raise AlteredError("what was packed into it cannot be unpacked") from error
    if not unpacker.eof:
        raise AlteredError("more was packed into it than is ever sealed")
    return payload


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
