"""Numbers, sums and days in three languages, and that nobody writes them in another way."""

from __future__ import annotations

import ast
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registries.numerals import read_decimal
from services_catalog import formats
from services_catalog.formats import NBSP

ROOT = Path(__file__).parents[2]
ONE_PLACE = "services_catalog/formats.py"
PAGES_PLACE = "dost/ui/formats.py"


@pytest.mark.parametrize(
    ("value", "az", "en"),
    [
        ("0.0625", "0,0625", "0.0625"),
        ("0.062500", "0,0625", "0.0625"),
        ("1250", f"1{NBSP}250", "1,250"),
        ("1250.125", f"1{NBSP}250,125", "1,250.125"),
        ("-3.5", "-3,5", "-3.5"),
        ("600", "600", "600"),
    ],
)
def test_an_exact_number_is_not_rounded(value: str, az: str, en: str) -> None:
    assert formats.exact(Decimal(value), language="az") == formats.exact(Decimal(value), language="ru") == az
    assert formats.exact(Decimal(value), language="en") == en


def test_an_amount_that_a_rule_names_is_not_rounded() -> None:
    assert formats.exact_money(Decimal(600), language="az") == f"600,00{NBSP}₼"
    assert formats.exact_money(Decimal("0.125"), language="az") == f"0,125{NBSP}₼"


@pytest.mark.parametrize(
    ("year", "ending"),
    [
        (1900, "cü"),
        (1961, "ci"),
        (1990, "cı"),
        (2000, "ci"),
        (2010, "cu"),
        (2019, "cu"),
        (2023, "cü"),
        (2024, "cü"),
        (2026, "cı"),
        (2030, "cu"),
        (2040, "cı"),
        (2050, "ci"),
    ],
)
def test_an_azerbaijani_date_goes_on_as_a_sentence_does(year: int, ending: str) -> None:
    assert (
        formats.day_long(date(year, 7, 1), language="az") == f"1{NBSP}iyul{NBSP}{year}{formats.HYPHEN}{ending}{NBSP}il"
    )


def test_days_and_months_are_written_out() -> None:
    assert formats.day_long(date(2026, 3, 3), language="ru") == f"3{NBSP}марта{NBSP}2026"
    assert [formats.month(date(2026, 3, 3), language=code) for code in ("az", "en", "ru")] == [
        "mart 2026",
        "March 2026",
        "март 2026",
    ]


@given(st.decimals(0, 10**9, places=6), st.sampled_from(["az", "ru"]))
def test_what_is_written_exactly_is_read_as_it_was(value: Decimal, language: str) -> None:
    assert read_decimal(formats.exact(value, language=language), digits=16, places=6) == value


def test_nobody_else_formats_numbers_or_days() -> None:
    """Babel's and Python's own formats know nothing of how this house writes."""
    others = []
    for folder in ("dost", "services_catalog"):
        for path in (ROOT / folder).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                babel = isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                    ("babel.numbers", "babel.dates")
                )
                time = isinstance(node, ast.Attribute) and node.attr == "strftime"
                sign = isinstance(node, ast.JoinedStr) and any(
                    isinstance(part, ast.Constant) and "₼" in str(part.value) for part in node.values
                )
                allowed = name == ONE_PLACE or (time and name == PAGES_PLACE)
                if (babel or time or sign) and not allowed:
                    others.append(f"{name}:{getattr(node, 'lineno', 0)}")
    assert others == []


_OWN_WAY = re.compile(r"\}\}(?:\s|&nbsp;)*(?:₼|AZN|manat)|\|(?:floatformat|intcomma|date|time|localize|unlocalize)\b")


def test_no_template_formats_by_itself() -> None:
    """Pages write sums and days with the tags of `dost`; the simulator's are the institutions' own."""
    others = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in (ROOT / "templates").rglob("*.html")
        if path.relative_to(ROOT / "templates").parts[0] != "simulator"
        for found in _OWN_WAY.finditer(path.read_text(encoding="utf-8"))
    ]
    assert others == []
