"""What the catalogue's longest words and fullest services do to a page: nothing scrolls sideways, two sheets hold it.

Each of the 160 services in three languages was opened once; what made pages too wide or too long is built here from the
catalogue's own texts, so that a new text is held too without 480 visits.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pikepdf
import pytest

from dost.ui.languages import in_language
from services_catalog import plain_yaml
from services_catalog.finding.index import rebuild
from services_catalog.models import LANGUAGES
from tests.dost.ui.faces import wider_than_the_window
from tests.factories.registries import InstitutionFactory
from tests.factories.services_catalog import ParameterFactory, ServiceFactory, VersionFactory

from .conftest import picture

if TYPE_CHECKING:
    from playwright.sync_api import Page, PdfMargins

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

Window = Callable[..., "Page"]
CATALOGUE: Final = Path("services_catalog/catalogue")
CODE: Final = "05-40"
FULL: Final = {"criteria": 8, "documents": 3, "steps": 6, "refusals": 4, "excludes": 8}
"""At least as many lines as any service of the catalogue has."""
LINE: Final = 120
"""Letters in each of them: more than in nine of ten lines of the catalogue."""
MARGIN: Final = "10mm"


def texts_in(node: Any) -> Iterator[tuple[str, str]]:
    """Every text of a file with its language."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in LANGUAGES and isinstance(value, str):
                yield key, value
            else:
                yield from texts_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts_in(value)


@cache
def catalogue_texts() -> dict[str, list[str]]:
    """The texts of all services, by language."""
    found: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for path in sorted(CATALOGUE.rglob("*.yaml")):
        for language, text in texts_in(plain_yaml.read(path.read_bytes())):
            found[language].append(text)
    return found


def longest_words(language: str, count: int) -> str:
    """The longest words there are, one after the other."""
    words = {word for text in catalogue_texts()[language] for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)}
    return " ".join(sorted(words, key=lambda word: (-len(word), word))[:count])


def in_words(count: int) -> dict[str, str]:
    return {language: longest_words(language, count) for language in LANGUAGES}


@pytest.fixture
def widest(transactional_db: None) -> None:
    """A service whose every text is of the longest words, with the largest amounts."""
    InstitutionFactory(code="DIN")
    ParameterFactory(name="large", label=in_words(4), values=((date(2019, 4, 1), 11_000),))
    words = in_words(6)
    made = ServiceFactory(
        code=CODE,
        name=in_words(5),
        summary=words,
        audience=words,
        receives=words,
        takes=words,
        next=words,
        life_events=["child_born"],
        passport={"documents": [words], "steps": [words], "refusals": [words]},
    )
    banded = "CASE WHEN person.age < 70 THEN parameter.large ELSE 2 * parameter.large END"
    VersionFactory(service=made, changes={"amount": banded})
    rebuild()


def test_the_longest_words_and_amounts_fit_a_telephone(window: Window, widest: None) -> None:
    page, found = window(width=320), {}
    for language in LANGUAGES:
        for name, address in {"service": f"/services/{CODE}/", "found": "/?q=05-40", "home": "/"}.items():
            page.goto(in_language(address, language))
            page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
            picture(page, f"fitting-{name}.{language}")
            if too_wide := wider_than_the_window(page, twice=True):
                found[f"{name} in {language}"] = too_wide
    assert found == {}


def line(number: int) -> dict[str, str]:
    """A text of the length of a long line, in each language; no two are the same."""
    made = {}
    for language in LANGUAGES:
        words = sorted({word for text in catalogue_texts()[language] for word in text.split()})
        taken = words[number * 40 :: 97]
        made[language] = " ".join(taken)[:LINE]
    return made


@pytest.fixture
def fullest(transactional_db: None) -> None:
    """A service with as many long lines as any has, and rights that exclude it."""
    InstitutionFactory(code="DIN")
    others = [f"05-{number}" for number in range(50, 50 + FULL["excludes"])]
    for number, code in enumerate(others):
        ServiceFactory(code=code, name=line(number))
    lists = {key: [line(number) for number in range(FULL[key])] for key in ("documents", "steps", "refusals")}
    channels = {"channels": ["automatic", "centre", "call_142"], "places": ["dost_centre"], "fee": "0"}
    texts = {
        key: line(number) for number, key in enumerate(("name", "summary", "audience", "receives", "takes", "next"))
    }
    made = ServiceFactory(code=CODE, life_events=["child_born"], passport={**lists, **channels}, **texts)
    criteria = [
        {"id": f"c{number}", "require": f"person.age >= {60 + number}", "text": line(number), "law": "Law, art. 1"}
        for number in range(FULL["criteria"])
    ]
    VersionFactory(service=made, changes={"criteria": criteria, "excludes": others})
    rebuild()


def test_a_service_on_paper_takes_two_sheets_in_each_language(window: Window, fullest: None) -> None:
    page, sheets = window(), {}
    margin: PdfMargins = {"top": MARGIN, "bottom": MARGIN, "left": MARGIN, "right": MARGIN}
    for language in LANGUAGES:
        page.goto(in_language(f"/services/{CODE}/", language))
        with pikepdf.open(io.BytesIO(page.pdf(format="A4", margin=margin))) as paper:
            sheets[language] = len(paper.pages)
    assert max(sheets.values()) <= 2, sheets
