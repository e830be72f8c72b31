"""Every shared page, in every state and language: one sound document that speaks one language."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import django_htmx
import pytest
from babel.messages.pofile import read_po
from django.template.loader import render_to_string
from django.utils import translation
from lxml import html as lxml_html
from lxml.html import HtmlElement

from tests.dost.ui import samples
from tests.dost.ui.rendering import LANGUAGES, previews, render

pytestmark = pytest.mark.urls("tests.dost.ui.urls")

PAGES = sorted(previews())
EVERY = [(name, language) for name in PAGES for language in LANGUAGES]
STATIC = Path("static")


def _tree(page: str) -> HtmlElement:
    tree = lxml_html.document_fromstring(page)
    assert isinstance(tree, HtmlElement)
    return tree


def _page(name: str, language: str = "en") -> str:
    return render(previews()[name], language)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_page_is_a_sound_document(name: str, language: str) -> None:
    page = _page(name, language)
    tree = _tree(page)
    assert tree.get("lang") == ("az" if name == "500" else language)
    assert tree.findtext("head/title")
    assert len(tree.findall(".//h1")) == 1
    assert len(tree.findall(".//main")) == 1
    ids = [found for element in tree.iter() if (found := element.get("id"))]
    assert sorted(ids) == sorted(set(ids))
    assert "{{" not in page
    assert "{%" not in page


@pytest.mark.parametrize("name", PAGES)
def test_page_obeys_the_content_security_policy(name: str) -> None:
    tree = _tree(_page(name))
    for element in tree.iter():
        if isinstance(element.tag, str):
            assert element.get("style") is None
            assert not [key for key in element.attrib if str(key).startswith(("on", "hx-on"))]
    assert not [script for script in tree.iter("script") if not script.get("src")]
    assert not list(tree.iter("style"))


def test_refusal_speaks_of_a_persons_record_only_where_one_was_asked_for() -> None:
    assert "record" not in _tree(_page("403")).findtext(".//main/p[2]")
    assert "record" in _tree(_page("403-record")).findtext(".//main/p[2]")


@pytest.mark.parametrize("name", PAGES)
def test_page_carries_no_foreign_brand(name: str) -> None:
    text = _tree(_page(name)).text_content()
    assert "GOV.UK" not in text
    assert "Crown" not in text


def test_compiled_styles_carry_no_foreign_brand_and_fetch_nothing_missing() -> None:
    for sheet in (STATIC / "dost.css", STATIC / "dost-staff.css"):
        css = sheet.read_text()
        assert "GDS Transport" not in css
        assert "crown" not in css
        for address in re.findall(r"url\(\"?([^)\"]+)\"?\)", css):
            assert (STATIC / address).is_file(), address


TRANSLATED = r"""\{% translate (?:"([^"]+)"|'([^']+)')(?: context "([^"]+)")?"""


@pytest.mark.parametrize("language", ["az", "ru"])
def test_every_word_of_the_shared_templates_is_translated(language: str) -> None:
    with Path(f"locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    sources = [
        *Path("templates").glob("*.html"),
        *(p for d in ("backoffice", "accounts") for p in Path("templates", d).glob("*.html")),
    ]
    texts = {
        (one or other, context or None)
        for source in sources
        for one, other, context in re.findall(TRANSLATED, source.read_text(encoding="utf-8"))
    }
    assert len(texts) > 100
    untranslated = sorted(str(text) for text in texts if (found := catalogue.get(*text)) is None or not found.string)
    assert untranslated == []


@pytest.mark.parametrize(
    ("name", "language"),
    [(n, lang) for n in ("day", "list", "case-paid", "purpose") for lang in ("az", "ru")],
)
def test_page_has_no_english_left(name: str, language: str) -> None:
    text = _tree(_page(name, language)).text_content()
    english = r"\b(the|waiting|granted|refused|closed|paid|case|service|amount|apply|institution|person|since|day)\b"
    assert re.findall(english, text, re.IGNORECASE) == []


def test_day_fragment_is_what_the_page_holds() -> None:
    with translation.override("en"):
        fragment = render_to_string("backoffice/_day.html", {"page": samples.day_page()})
    assert fragment.strip() in _page("day")
    assert 'hx-trigger="every 5s"' in fragment


def test_a_past_day_does_not_refresh() -> None:
    from dataclasses import replace

    fragment = render_to_string("backoffice/_day.html", {"page": replace(samples.day_page(), live=False)})
    assert "hx-trigger" not in fragment


def test_day_shows_the_numbers_behind_its_lines() -> None:
    page = samples.day_page()
    assert [row.detected for row in page.hours] == list(page.detected.by_hour)
    assert page.hours[0].label == "00:00"
    assert samples.empty_day_page().hours == ()


def test_list_filter_errors_are_in_the_summary_and_at_the_field() -> None:
    page = _page("list-error")
    assert 'href="#filter-to"' in page
    assert 'id="filter-to-error"' in page


def test_case_begins_with_the_answer() -> None:
    paid = _tree(_page("case-paid"))
    assert paid.find_class("dost-summary__sentence")[0].text_content().replace("\xa0", " ") == (
        "600.00 ₼ was paid to Məmmədova Aysel Rəşad qızı on 03.03.2026"
    )
    waiting = _tree(_page("case-waiting"))
    assert "Waiting for Ədliyyə Nazirliyi since" in waiting.find_class("dost-summary__sentence")[0].text_content()


def test_an_sms_is_marked_with_its_own_language() -> None:
    page = _tree(_page("case-paid", "ru"))
    assert page.find_class("dost-message__bubble")[0].get("lang") == "az"


def test_purpose_names_no_one() -> None:
    assert "Məmmədova" not in _page("purpose")
    assert "5JX" not in _page("purpose")


def test_first_load_is_at_most_a_hundred_kilobytes() -> None:
    htmx = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
    assets = [
        STATIC / "dost-staff.css",
        STATIC / "dost.js",
        STATIC / "manat.woff2",
        STATIC / "favicon.svg",
        htmx,
    ]
    weight = sum(len(gzip.compress(asset.read_bytes(), 6)) for asset in assets)
    weight += max(len(gzip.compress(_page(name).encode(), 6)) for name in PAGES)
    assert weight <= 100_000
