"""The one reader of YAML: what it takes, what it refuses, and that nobody reads YAML past it."""

from __future__ import annotations

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.plain_yaml import DEEPEST, MAX_BYTES, MAX_VALUES, PlainYamlError, Where, dump, read

ROOT = Path(__file__).parents[2]


def refused(text: str | bytes) -> PlainYamlError:
    with pytest.raises(PlainYamlError) as caught:
        read(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    assert caught.value.message
    return caught.value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("600", 600),
        ("-5", -5),
        ("0", 0),
        ("0.50", Decimal("0.50")),
        (".5", Decimal("0.5")),
        ("12:30", "12:30"),
        ("1:30:00", "1:30:00"),
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("OFF", "OFF"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("2027-01-01", date(2027, 1, 1)),
        ("1_000", "1_000"),
        ("05-40", "05-40"),
        ("+994501234567", 994501234567),
        ('"0340"', "0340"),
        ("=", "="),
        ("|\n  a\n  b\n", "a\nb\n"),
    ],
)
def test_a_value_is_what_it_looks_like(written: str, value: Any) -> None:
    found = read(f"a: {written}".encode())["a"]
    assert (found, type(found)) == (value, type(value))


def test_words_of_yaml_1_1_are_plain_keys() -> None:
    assert read(b"{on: 1, yes: 2, n: 3}") == {"on": 1, "yes": 2, "n": 3}


@pytest.mark.parametrize(("number", "right"), [("0340", "340"), ("-0340", "-340"), ("00.5", "0.5"), ("007", "7")])
def test_a_number_with_a_zero_in_front_is_refused_with_what_would_be_right(number: str, right: str) -> None:
    error = refused(f"a: 1\namount: {number}\n")
    assert error.line == 2
    assert f"{number} begins with a zero: write {right}" in error.message


@pytest.mark.parametrize(
    "number", ["0x1F", "0b11", "0o17", "1e3", "1.5E+3", ".inf", "-.INF", ".nan", "1e300000", "0_7"]
)
def test_numbers_that_nobody_writes_are_refused(number: str) -> None:
    assert "is not a number" in refused(f"a: {number}").message


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2",
        "a: {b: 1, b: 1}",
        "a: !!str 5",
        "a: !thing {}",
        "%YAML 1.1\n---\na: 1",
        "a: 1\n---\nb: 2",
        "a: 2026-01-01 10:00:00",
        "a: 2026-02-30",
        "? [a]\n: b",
        "a: [",
        "a: b: c",
        'a: "x\\0"',
        '"x\\0": 1',
        'a: "\\ud800"',
        'a: "\\uFFFF"',
        "a: \x00",
        "a: \ud800",
        "a: " + "9" * 50,
        "a: " + "9" * 10_000 + ".5",
        "a: &a [*a]",
        "a: *b",
        "<<: 5",
    ],
)
def test_what_is_not_plain_is_refused_in_words(text: str) -> None:
    refused(text)


def test_what_is_not_utf_8_or_too_large_is_refused() -> None:
    assert "UTF-8" in refused("a: ə".encode("cp1254", "replace") + b"\xfe").message
    assert "megabyte" in refused(b"a" * (MAX_BYTES + 1)).message


@pytest.mark.parametrize("deep", ["[" * 500_000, "{a: " * 200_000, "[" * 900 + "]" * 900, "- " * 300_000])
def test_nesting_is_refused_before_it_costs_anything(deep: str) -> None:
    assert "nested too deeply" in refused(deep).message
    fits = DEEPEST - 1
    assert read(b"[" * fits + b"]" * fits) is not None


def test_more_values_than_a_file_has_are_refused_while_they_are_read() -> None:
    assert "unfolds to too much" in refused("[" + "1," * (MAX_VALUES + 10) + "1]").message


def test_an_empty_file_is_nothing() -> None:
    assert read(b"") is read(b"# only words\n") is None


def test_the_line_of_every_value_is_told() -> None:
    lines: dict[Where, int] = {}
    read(b"a:\n  - x\n  - {b: 1}\nc: 2\n", lines.__setitem__)
    assert lines == {(): 1, ("a",): 1, ("a", 0): 2, ("a", 1): 3, ("a", 1, "b"): 3, ("c",): 4}


plain_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.decimals(-(10**9), 10**9, places=2)
    | st.dates()
    | st.text(
        st.characters(codec="utf-8", exclude_characters="\x7f\ufeff\ufffe\uffff", exclude_categories=("Cc", "Cs"))
    )
    | st.sampled_from(["0340", "12:30", "yes", "on", "1e3", "0x1F", "~", "<<", "2026-01-01", "1_000", "=", "007.5"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "on", "yes", "b c"]), inner),
    max_leaves=8,
)


@given(plain_values)
def test_what_is_written_is_read_again_as_it_was(value: Any) -> None:
    assert read(dump({"value": value}).encode()) == {"value": value}


@given(st.text(alphabet="ab01 :-[]{},&*!#|>'\"%\n?\\", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read(text.encode())
    except PlainYamlError as error:
        said = error
    else:
        return
    assert said.line >= 1


def test_every_file_of_the_catalogue_means_what_it_meant() -> None:
    """The old reader had YAML 1.1; no file of ours means anything else by it."""
    for path in sorted((ROOT / "services_catalog").rglob("*.yaml")):
        assert _exact(read(path.read_bytes())) == _exact(yaml.safe_load(path.read_text(encoding="utf-8"))), path


def _exact(value: Any) -> Any:
    if isinstance(value, dict):
        return {("on" if key is True else str(key)): _exact(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_exact(each) for each in value]
    return float(value) if isinstance(value, Decimal) else value


def test_nobody_else_reads_yaml() -> None:
    """Only `plain_yaml` may know the library: whoever else reads YAML reads it by other rules."""
    readers = []
    for folder in ("dost", "registries", "services_catalog"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                if any(name.split(".")[0] in {"yaml", "ruamel", "oyaml", "strictyaml"} for name in names):
                    readers.append(str(path.relative_to(ROOT)))
    assert readers == ["services_catalog/plain_yaml.py"]
