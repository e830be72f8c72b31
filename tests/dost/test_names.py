"""Words that once meant many things, and mean one thing (`docs/glossary.md`) or nothing, in names of this code.

What is checked are names of classes and functions, and of parameters: what another module or a caller reads.
`found` is only checked of the former; a parameter so called is what has been collected so far.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

import pytest

from dost.ops.embedded import PROJECT_ROOT

WORDS: Final = frozenset({"answer", "desk", "found", "kept", "look", "settle", "standing", "told"})
PACKAGES: Final = (
    "dost/accounts",
    "dost/common",
    "dost/ops",
    "dost/payments",
    "dost/portal",
    "dost/studio",
    "dost/ui",
    "registries",
    "services_catalog",
)

SAID: Final = "what a person said to a question"
ANSWER: Final = "what an institution says to what it was asked over the bridge"
SETTLED: Final = "said of a delivery: its receiver has answered for good"
MEANT: Final = {
    ("dost/common/delivery.py", "_settle"): SETTLED,
    ("dost/common/delivery.py", "answer"): ANSWER,
    ("dost/ops/management/commands/cases.py", "_answer"): SAID,
    ("dost/payments/account_changes.py", "answer"): ANSWER,
    ("dost/payments/accounts.py", "answer"): ANSWER,
    ("dost/payments/orders.py", "answer"): ANSWER,
    ("registries/bridge/answers.py", "Answer"): ANSWER,
    ("registries/bridge/client.py", "answer"): ANSWER,
    ("registries/bridge/simulator/questions/__init__.py", "answer"): ANSWER,
}
"""Where a word is used in the sense the glossary gives it."""


def names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg) and node.arg != "found":
            yield node.arg


def used(package: str) -> set[tuple[str, str]]:
    return {
        (str(path.relative_to(PROJECT_ROOT)), name)
        for path in (PROJECT_ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
        for name in (*names(ast.parse(path.read_text(encoding="utf-8"))), path.stem)
        if name.strip("_").lower() in WORDS
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_a_word_of_the_glossary_names_nothing_else(package: str) -> None:
    assert used(package) <= MEANT.keys()


def test_every_exception_is_still_needed() -> None:
    assert MEANT.keys() <= {one for package in PACKAGES for one in used(package)}
