"""Why something comes on its day, in three languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from dost.proactive.outlook.causes import Cause, CauseKind
from dost.proactive.outlook.words import cause_in_words, end_in_words
from tests.factories.services_catalog import texts


@pytest.mark.parametrize(
    ("months", "role", "en", "ru"),
    [
        (65 * 12, "subject", "when you turn 65", "когда вам исполнится 65 лет"),
        (63 * 12, "subject", "when you turn 63", "когда вам исполнится 63 года"),
        (3 * 12, "child", "when the age of 3 is reached (the child)", "когда исполнится 3 года (ребёнок)"),
        (774, "subject", "when you are 64 years and 6 months old", "когда вам исполнится 64 года и 6 месяцев"),
        (18, "child", "when the age of 18 months is reached", "по достижении 18 месяцев"),
    ],
)
def test_ages(months: int, role: str, en: str, ru: str) -> None:
    cause = Cause(CauseKind.AGE, role=role, months=months)
    with translation.override("en"):
        assert cause_in_words(cause, {}).lower() == en
    with translation.override("ru"):
        assert cause_in_words(cause, {}).lower() == ru


def test_what_has_no_words_of_its_own_is_told_by_the_criterion() -> None:
    cause = Cause(CauseKind.DAY, criteria=("condition",))
    with translation.override("en"):
        assert cause_in_words(cause, texts("Six months have passed")) == "when this is met: Six months have passed"
        assert end_in_words(cause, texts("Is under 3")) == "when this is no longer met: Is under 3"
        assert cause_in_words(cause, {}) == ""


@pytest.mark.parametrize("kind", [CauseKind.LAW, CauseKind.RULE])
def test_law(kind: CauseKind) -> None:
    with translation.override("en"):
        assert cause_in_words(Cause(kind, parameters=("x",)), {}).endswith("takes force")


def test_a_fact_by_its_label() -> None:
    with translation.override("en"):
        assert cause_in_words(Cause(CauseKind.FACT, fact="employment.active"), {}).startswith("when this changes: ")


@pytest.mark.parametrize(
    "cause",
    [
        Cause(CauseKind.AGE, ("age",), role="child", months=36),
        Cause(CauseKind.LAW, parameters=("a", "b")),
        Cause(CauseKind.FACT, ("x",), fact="employment.active", values={"before": True, "after": False}),
        Cause(CauseKind.RECORD),
    ],
)
def test_a_cause_is_read_back_as_it_was_written(cause: Cause) -> None:
    assert Cause.from_json(cause.as_json()) == cause
