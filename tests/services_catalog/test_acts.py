from __future__ import annotations

from datetime import date

import pytest

from services_catalog.acts import DECISION, DECREE, LAW, NUMBER, ORDER, Act, act_at_start
from services_catalog.laws import law_in_language

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("act", "en", "az", "ru"),
    [
        (
            Act(DECREE, "412", DAY),
            "Decree 412 (20.11.2026)",
            "Prezidentin 412 nömrəli Fərmanı (20.11.2026)",
            "Указ Президента № 412 (20.11.2026)",
        ),
        (
            Act(LAW, "55-VIIQ", DAY),
            "Law 55-VIIQ (20.11.2026)",
            "55-VIIQ nömrəli Qanun (20.11.2026)",
            "Закон № 55-VIIQ (20.11.2026)",
        ),
        (
            Act(ORDER, "419", DAY),
            "Order 419 (20.11.2026)",
            "Prezidentin 419 nömrəli Sərəncamı (20.11.2026)",
            "Распоряжение Президента № 419 (20.11.2026)",
        ),
        (
            Act(DECISION, "37", DAY),
            "CM decision 37 (20.11.2026)",
            "Nazirlər Kabinetinin 37 nömrəli qərarı (20.11.2026)",
            "Постановление Кабинета Министров № 37 (20.11.2026)",
        ),
    ],
)
def test_an_act_is_said_in_three_languages_though_no_list_knows_it(act: Act, en: str, az: str, ru: str) -> None:
    assert [law_in_language(str(act), language) for language in ("en", "az", "ru")] == [en, az, ru]


def test_what_follows_the_act_is_said_too() -> None:
    assert (
        law_in_language("Decree 412 (20.11.2026), list 3.4", "ru")
        == "Указ Президента № 412 (20.11.2026), п. 3.4 Перечня"
    )
    assert law_in_language("Decree 412 (20.11.2026); news.az", "ru") == "Указ Президента № 412 (20.11.2026); news.az"


@pytest.mark.parametrize(
    "text",
    ["Decree 412", "Decree of 20.11.2026", "Decree 412 (2026)", "Statute 412 (20.11.2026)", "Act 412 (20.11.2026)"],
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert act_at_start(text, "az") is None


@pytest.mark.parametrize(("number", "right"), [("412", True), ("55-VIIQ", True), ("no. 412", False), ("", False)])
def test_what_a_number_looks_like(number: str, right: bool) -> None:
    assert bool(NUMBER.fullmatch(number)) is right
