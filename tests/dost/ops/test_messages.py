"""Compiling translations without GNU gettext."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from dost.ops.messages import compile_messages

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Child"
msgstr "Uşaq"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "az" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    path = folder / "django.po"
    path.write_text(CATALOGUE, encoding="utf-8")
    return path


def test_compiled_catalogue_translates(tmp_path: Path, source: Path) -> None:
    assert compile_messages(tmp_path) == [source.with_suffix(".mo")]
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Child") == "Uşaq"


def test_only_what_changed_is_compiled_again(tmp_path: Path, source: Path) -> None:
    compile_messages(tmp_path)
    assert compile_messages(tmp_path) == []
    later = source.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert compile_messages(tmp_path) == [source.with_suffix(".mo")]


def test_the_same_words_give_the_same_file(tmp_path: Path, source: Path) -> None:
    compile_messages(tmp_path)
    first = source.with_suffix(".mo").read_bytes()
    source.with_suffix(".mo").unlink()
    os.utime(source)
    compile_messages(tmp_path)
    assert source.with_suffix(".mo").read_bytes() == first
    assert b"POT-Creation-Date: 2026-01-01" in first


def test_faulty_catalogue_is_named(tmp_path: Path, source: Path) -> None:
    source.write_text(CATALOGUE + 'msgid "Broken\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"django\.po"):
        compile_messages(tmp_path)
