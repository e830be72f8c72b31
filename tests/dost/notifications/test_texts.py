"""What people are told, in their own language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dost.notifications.texts import Issued, difference, granted, issued, message, taken_back

NAME = {"az": "Arayış", "en": "Certificate", "ru": "Справка"}


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize("kind", ["document", "referral", "registration", "queue"])
def test_what_was_issued_is_told_with_its_number(kind: str, language: str) -> None:
    text = issued(service_name=NAME, given=Issued(kind, "01-02-2026-0048813-M", place=12), language=language)
    assert "01-02-2026-0048813-M" in text
    assert NAME[language] in text
    assert ("12" in text.replace("0048813", "")) is (kind == "queue")
    assert "%(" not in text


def test_each_kind_has_words_of_its_own() -> None:
    kinds = ("document", "referral", "registration", "queue")
    texts = {issued(service_name=NAME, given=Issued(kind, "N", place=2), language="en") for kind in kinds}
    assert len(texts) == 4
    assert any("You are number 2 in the queue".casefold() in text.casefold() for text in texts)


@pytest.mark.parametrize(
    ("language", "day"),
    [("az", "1\xa0mart\xa02027"), ("en", "1\xa0March\xa02027"), ("ru", "1\xa0марта\xa02027")],
)
def test_the_last_day_is_written_as_the_language_writes_it(language: str, day: str) -> None:
    given = Issued("document", "N", valid_until=date(2027, 3, 1))
    assert day in issued(service_name=NAME, given=given, language=language)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_messages_name_the_service(language: str) -> None:
    assert NAME[language] in message(service_name=NAME, language=language)
    back = taken_back(service_name=NAME, number="N-7", language=language)
    assert NAME[language] in back
    assert "N-7" in back


@pytest.mark.parametrize("amount", [None, Decimal(0), Decimal("-340.00")])
@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_nobody_is_told_that_nothing_was_sent(language: str, amount: Decimal | None) -> None:
    text = granted(service_name=NAME, amount=amount, monthly=False, language=language)
    assert NAME[language] in text
    assert "₼" not in text
    assert "0,00" not in text


def test_a_difference_names_its_months_and_its_decree() -> None:
    months = [date(2026, 10, 1), date(2026, 11, 1)]
    said = difference(
        service_name={"az": "Pensiya"}, months=months, amount=Decimal("60.00"), title="Fərman 88", language="az"
    )
    assert said == (
        "DOST: “Pensiya” – oktyabr 2026 – noyabr 2026 üçün fərq, 60,00\xa0₼, hesabınıza köçürüldü (Fərman 88). "
        "Heç nə etmək lazım deyil. Suallar: 142."
    )


def test_a_long_title_is_cut_and_one_month_is_named_once() -> None:
    said = difference(
        service_name={"en": "Pension"},
        months=[date(2026, 10, 1)],
        amount=Decimal(60),
        title="On measures " * 20,
        language="en",
    )
    assert "for October 2026, " in said
    assert "…). You need do nothing." in said
    assert len(said) < 240
