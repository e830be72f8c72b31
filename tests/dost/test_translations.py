"""The catalogues say everything in Azerbaijani and Russian, and what is served is what was translated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from dost.ops.embedded import PROJECT_ROOT

FOLDERS = ("locale", "registries/bridge/simulator/locale")
LANGUAGES = ("az", "ru")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr]")
LETTERS_OF_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
KEYWORDS |= {f"{name}_lazy": places for name, places in KEYWORDS.items()}

each = pytest.mark.parametrize(("folder", "language"), [(one, two) for one in FOLDERS for two in LANGUAGES])


def catalogue(folder: str, language: str, suffix: str = ".po") -> Catalog:
    path = PROJECT_ROOT / folder / language / "LC_MESSAGES" / f"django{suffix}"
    with path.open("rb") as file:
        return read_po(file, locale=language) if suffix == ".po" else read_mo(file)


def forms(text: str | Sequence[str] | None) -> list[str]:
    """The text, or each of its plural forms."""
    return [text] if isinstance(text, str) else list(text or ())


def as_served(found: Iterable[Message]) -> dict[tuple[str, ...], list[str]]:
    """The translations by context and text; babel gives the contexts of compiled files as bytes."""
    served = {}
    for message in found:
        context: Any = message.context or ""
        name = context.decode() if isinstance(context, bytes) else context
        served[name, *forms(message.id)] = forms(message.string)
    return served


def ends(text: str) -> tuple[bool, bool]:
    """Whether the text begins and ends with a space."""
    return text[:1].isspace(), text[-1:].isspace()


def messages(folder: str, language: str) -> Iterator[Message]:
    return (message for message in catalogue(folder, language) if message.id)


@each
def test_everything_is_translated(folder: str, language: str) -> None:
    found = list(messages(folder, language))
    assert found
    assert [message.id for message in found if message.fuzzy or not all(forms(message.string))] == []


@each
def test_every_plural_form_is_there(folder: str, language: str) -> None:
    count = catalogue(folder, language).num_plurals
    assert [one.id for one in messages(folder, language) if one.pluralizable and len(forms(one.string)) != count] == []


@each
def test_placeholders_agree(folder: str, language: str) -> None:
    wrong = [
        (message.id, text)
        for message in messages(folder, language)
        for text in forms(message.string)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(forms(message.id)[-1]))
    ]
    assert wrong == []


@each
def test_spaces_at_the_ends_agree(folder: str, language: str) -> None:
    """Words such as "One of: " are continued by the program."""
    wrong = [
        (message.id, text)
        for message in messages(folder, language)
        for text in forms(message.string)
        if ends(text) != ends(forms(message.id)[0])
    ]
    assert wrong == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_azerbaijani_has_no_russian_letters(folder: str) -> None:
    found = [text for message in messages(folder, "az") for text in forms(message.string)]
    assert [text for text in found if LETTERS_OF_RUSSIAN.search(text)] == []


@each
def test_compiled_catalogue_is_up_to_date(folder: str, language: str) -> None:
    compiled = [message for message in catalogue(folder, language, ".mo") if message.id]
    assert as_served(compiled) == as_served(messages(folder, language))


def sources() -> Iterator[tuple[Path, str]]:
    """Every file of the program that may have texts, as Python."""
    for folder in ("dost", "registries", "services_catalog"):
        for path in sorted((PROJECT_ROOT / folder).rglob("*.py")):
            yield path, path.read_text(encoding="utf-8")
    for path in sorted((PROJECT_ROOT / "templates").rglob("*.html")):
        lines = templatize(path.read_text(encoding="utf-8")).splitlines()
        yield path, "\n".join(line.lstrip() for line in lines)


def test_every_text_of_the_program_is_in_a_catalogue() -> None:
    """What is missing comes in with `makemessages`; see static/src/README.md."""
    known = {(one.context, forms(one.id)[0]) for folder in FOLDERS for one in messages(folder, "az")}
    missing = [
        f"{path.relative_to(PROJECT_ROOT)}:{line}: {forms(text)[0]}"
        for path, source in sources()
        for line, text, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS)
        if (context, forms(text)[0]) not in known
    ]
    assert missing == []


def test_no_text_is_also_the_singular_of_another() -> None:
    """Asked for alone, it would come back with the placeholder of the plural's first form: "%(n)s вопрос к вам"."""
    counted = {
        (one.context, forms(one.id)[0]) for folder in FOLDERS for one in messages(folder, "az") if one.pluralizable
    }
    alone = [
        f"{path.relative_to(PROJECT_ROOT)}:{line}: {text}"
        for path, source in sources()
        for line, text, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS)
        if isinstance(text, str) and (context, text) in counted
    ]
    assert alone == []
