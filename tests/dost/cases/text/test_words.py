"""Every code of a case has a word in each language, a colour where it is shown with one, and no other name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import models
from django.utils import translation

from dost.cases import codes, stages
from dost.cases.codes import EndReason, EntryKind, LostGround, Proven, ReviewCause, Told, WaitingReason
from dost.cases.models import Deliverable, Entitlement, Evidence, Preference
from dost.cases.stages import Origin, Outcome, Stage, State, WaitingOn
from dost.cases.text.words import COLOURS, ENDED, IN_FORCE, NO_ANSWER, on_the_road, tag
from dost.ops.embedded import PROJECT_ROOT

CODES: tuple[type[models.TextChoices], ...] = (
    *(Stage, State, WaitingOn, Outcome, Origin),
    *(WaitingReason, EntryKind, EndReason, ReviewCause, LostGround, Told),
    *(Evidence.Finding, Proven, Entitlement.Period, Deliverable.Kind, Preference.Choice),
)
MEMBERS = [member for codes_ in CODES for member in codes_]
ENGINE = ("dost/cases", "dost/proactive", "dost/backoffice")


def word(member: models.TextChoices, language: str) -> str:
    with translation.override(language):
        return str(member.label)


def test_no_codes_are_forgotten_here() -> None:
    declared = {
        found
        for module in (codes, stages)
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, models.TextChoices)
    }
    assert declared <= set(CODES)


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: f"{type(member).__name__}.{member.name}")
def test_every_code_has_a_word_in_three_languages(member: models.TextChoices) -> None:
    words = {language: word(member, language) for language in ("az", "en", "ru")}
    assert all(words.values())
    assert "_" not in "".join(words.values())
    assert len(set(words.values())) == 3
    if member.value not in {"once", "monthly", "death"}:  # words of English already
        assert member.value not in words.values()


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize("kind", CODES, ids=lambda kind: kind.__name__)
def test_no_two_codes_of_a_kind_share_a_word(kind: type[models.TextChoices], language: str) -> None:
    words = [word(member, language) for member in kind]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("kind", COLOURS, ids=lambda kind: kind.__name__)
def test_a_kind_shown_as_a_tag_has_a_colour_for_each_code(kind: type[models.TextChoices]) -> None:
    assert set(COLOURS[kind]) == set(kind)
    assert [str(tag(member).word) for member in kind] == [str(member.label) for member in kind]


def test_what_is_no_code_has_words_too() -> None:
    for shown in (NO_ANSWER, IN_FORCE, ENDED):
        with translation.override("en"):
            said = str(shown.word)
        with translation.override("az"):
            assert str(shown.word) != said


def test_on_the_road_says_closed_once() -> None:
    stage, state = on_the_road("closed", "done")
    assert (stage, state.colour) == ("", "grey")
    assert on_the_road("pay", "waiting")[0]


def test_modules_hand_each_other_codes_and_never_their_letters() -> None:
    """What is typed needs no look; here are the places where a text would pass for a code."""
    raw = [f"{path.relative_to(PROJECT_ROOT)}:{line}" for path in sources() for line in _letters(path)]
    assert raw == []


def sources() -> Iterator[Path]:
    for folder in ENGINE:
        for path in sorted((PROJECT_ROOT / folder).rglob("*.py")):
            # The constraints of a model stand inside the class whose codes they would name.
            if "migrations" not in path.parts and path.name != "models.py":
                yield path


KEYWORDS = frozenset(
    {"what", "code", "cause", "end_reason", "stop_reason", "review__code", "review__cause", "reason__code", "because"}
)


def _letters(path: Path) -> Iterator[int]:
    """The lines where letters stand for a code: in a reason, a line of the timeline, a filter, a comparison."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            named = isinstance(node.func, ast.Name) and node.func.id == "entry"
            values = [*node.args[1:2]] if named else []
            values += [keyword.value for keyword in node.keywords if keyword.arg in KEYWORDS]
        elif isinstance(node, ast.Dict):
            keys = (key.value if isinstance(key, ast.Constant) else None for key in node.keys)
            values = [value for key, value in zip(keys, node.values, strict=True) if key in {"code", "cause"}]
        elif isinstance(node, ast.Compare):
            values = node.comparators if any(_reads_a_code(side) for side in (node.left, *node.comparators)) else []
        else:
            continue
        yield from (value.lineno for value in values if isinstance(value, ast.Constant) and value.value)


def _reads_a_code(node: ast.expr) -> bool:
    """Whether this reads a stored code: `reason.get("code")`, `review["cause"]`, `entry.what`."""
    if isinstance(node, ast.Attribute):
        return node.attr in {"what", "end_reason", "outcome", "stage", "state", "origin", "waiting_on"}
    inner = node.args[:1] if isinstance(node, ast.Call) else [node.slice] if isinstance(node, ast.Subscript) else []
    return any(isinstance(one, ast.Constant) and one.value in {"code", "cause"} for one in inner)


@pytest.mark.parametrize("text", ["entry(case, 'held', at=now)", "{'code': 'held'}", "x.get('code') == 'held'"])
def test_letters_are_found(text: str, tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(text, encoding="utf-8")
    assert list(_letters(file)) == [1]
