"""The simulator's words are translated, all of them, and compiled from what is written."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings

LOCALE = settings.BASE_DIR / "registries/bridge/simulator/locale"
TEMPLATES = sorted((settings.BASE_DIR / "templates/simulator").glob("*.html"))


def catalogue(code: str) -> Catalog:
    with (LOCALE / code / "LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def said(template: Path) -> set[str]:
    text = template.read_text(encoding="utf-8")
    plain = {double or single for double, single in re.findall(r"{% translate (?:\"([^\"]+)\"|'([^']+)') %}", text)}
    blocks = re.findall(r"{% blocktranslate[^%]*%}(.*?)(?:{% plural %}.*?)?{% endblocktranslate %}", text)
    return plain | {re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in blocks}


@pytest.mark.parametrize("code", ["az", "ru"])
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_every_word_of_a_template_is_translated(template: Path, code: str) -> None:
    words = catalogue(code)
    assert not {text for text in said(template) if not (text in words and words[text].string)}


def strings(words: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What each text is in the other language; of a text with a plural, all its forms."""
    return {_forms(message.id): _forms(message.string) for message in words if message.id}


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


@pytest.mark.parametrize("code", ["az", "ru"])
def test_what_is_compiled_is_what_is_written(code: str) -> None:
    compiled = read_mo(io.BytesIO((LOCALE / code / "LC_MESSAGES/django.mo").read_bytes()))
    assert strings(compiled) == strings(catalogue(code))
