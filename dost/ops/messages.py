"""Compiles the translations in every ``locale/`` without GNU gettext: ``python -m dost.ops.messages``."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from dost.ops.embedded.paths import PROJECT_ROOT

MADE = datetime(2026, 1, 1, tzinfo=UTC)
FOLDERS = tuple(PROJECT_ROOT / name for name in ("locale", "registries", "services_catalog", "dost"))


def compile_messages(*folders: Path) -> list[Path]:
    """Write the ``.mo`` of every ``.po`` below ``folders`` that has none or an older one; returns what was written.

    Safe when several processes do it at once. Raises ValueError naming file and line for a faulty catalogue.
    """
    from babel.messages.mofile import write_mo  # deferred: quick start
    from babel.messages.pofile import PoFileError, read_po  # deferred: quick start

    written: list[Path] = []
    sources = (path for folder in folders or FOLDERS for path in folder.glob("**/LC_MESSAGES/*.po"))
    for source in sorted(sources):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            with source.open("rb") as file:
                catalogue = read_po(file, locale=source.parts[-3], domain=source.stem, abort_invalid=True)
        except PoFileError as error:
            raise ValueError(f"{source}: {error}") from error
        # Without a date of its own a catalogue would be given the present moment: the same words, the same file.
        catalogue.creation_date = catalogue.revision_date = MADE
        draft = target.with_suffix(f".mo.{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        draft.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    try:
        compile_messages()
    except ValueError as error:
        sys.exit(f"dost.ops.messages: {error}")
