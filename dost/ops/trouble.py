"""Why something does not start, in one line that says what to do."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Final

from dost.ops.embedded.paths import dost_home

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
CLOSED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
NO_SPACE: Final = ("No space left on device", "Disk quota exceeded")  # as the servers' own logs say it
LONGEST: Final = 1_000


def in_one_line(error: BaseException) -> str:
    """What went wrong and what to do about it; names the folder concerned, never a value that may be secret."""
    text = " ".join(str(error).split())
    if (isinstance(error, OSError) and error.errno in FULL) or any(words in text for words in NO_SPACE):
        return (
            f"the disk is full ({_where(error)}): free some space there, or set DOST_HOME to a folder on another disk"
        )
    if isinstance(error, OSError) and error.errno in CLOSED:
        return f"{_where(error)} cannot be written ({error.strerror}): set DOST_HOME to a folder of your own"
    if isinstance(error, OSError):
        said = error.strerror or text or type(error).__name__
        return f"{said} ({_where(error)}); DOST_HOME says where everything is kept"
    return text[:LONGEST]


def _where(error: BaseException) -> str:
    name = error.filename if isinstance(error, OSError) else None
    return str(name if isinstance(name, str | Path) else dost_home())
