"""The message that asks: what is gained and what is lost, by name, sums and first days, in as many letters as fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dost.notifications.offers import Offer, Side
from dost.notifications.question import LONGEST, question

NEW = Side(
    service="05-22",
    name={"az": "Əlilliyə görə müavinət", "en": "Disability benefit", "ru": "Пособие по инвалидности"},
    amount=Decimal(250),
    is_paid=True,
    is_monthly=True,
    starts=date(2026, 3, 1),
)
OLD = Side(
    service="05-21",
    name={"az": "Yaşa görə müavinət", "en": "Old-age benefit", "ru": "Пособие по возрасту"},
    amount=Decimal(220),
    is_paid=True,
    is_monthly=True,
    starts=date(2020, 1, 1),
)


def said(offer: Offer, language: str = "en") -> str:
    return question(offer=offer, language=language).replace("\xa0", " ")


def test_one_right_instead_of_another_says_both_sums_and_the_first_day() -> None:
    assert said(Offer(NEW, ends=(OLD,))) == (
        "DOST: you have a right to “Disability benefit”. If you choose it, “Old-age benefit” (220 ₼ a month) ends "
        "that day, and you receive 250 ₼ a month from 01.03.2026 instead. Yes or no? Tell a DOST centre or 142."
    )


def test_azerbaijani_says_it_as_people_do() -> None:
    assert said(Offer(NEW, ends=(OLD,)), "az") == (
        "DOST: “Əlilliyə görə müavinət” hüququnuz var. Bunu seçsəniz, “Yaşa görə müavinət” (ayda 220 ₼) həmin gün "
        "dayanacaq, əvəzinə 01.03.2026 tarixindən ayda 250 ₼ alacaqsınız. Bəli, yoxsa xeyr? 142 və ya DOST mərkəzi."
    )


def test_less_is_said_plainly() -> None:
    text = said(Offer(replace(NEW, amount=Decimal(190)), ends=(OLD,)))

    assert "That is 30 ₼ a month less." in text


def test_several_rights_are_named_each_with_its_sum() -> None:
    other = replace(OLD, service="05-23", name={"en": "Carer’s benefit"}, amount=Decimal("90.50"))
    text = said(Offer(NEW, ends=(OLD, other)))

    assert "“Old-age benefit” (220 ₼ a month), “Carer’s benefit” (90.50 ₼ a month) end that day" in text
    assert "That is 60.50 ₼ a month less." in text


def test_beside_what_there_is_only_the_gain_is_said() -> None:
    text = said(Offer(NEW))

    assert "You would receive: 250 ₼ a month from 01.03.2026." in text
    assert "ends" not in text


def test_what_is_paid_once_is_called_so() -> None:
    once = replace(NEW, is_monthly=False, amount=Decimal(600))

    assert "You would receive: 600 ₼, paid once." in said(Offer(once))


@pytest.mark.parametrize(
    ("offer", "words"),
    [
        (Offer(replace(NEW, amount=None)), "How much it is will be known with the decision."),
        (Offer(replace(NEW, amount=None), ends=(OLD,)), "how much you receive instead will be known with the decision"),
    ],
)
def test_sum_that_is_not_known_is_said_to_be_not_known(offer: Offer, words: str) -> None:
    assert words in said(offer)
    assert "250" not in said(offer)


def test_what_is_not_a_payment_has_no_sum() -> None:
    text = said(Offer(replace(NEW, amount=None, is_paid=False, is_monthly=False)))

    assert text == (
        "DOST: you have a right to “Disability benefit”. Do you want it? Tell us at a DOST centre or by calling 142."
    )


def test_another_right_that_was_found_is_not_called_held() -> None:
    text = said(Offer(NEW, not_given=(OLD,)))

    assert "You would receive: 250 ₼ a month from 01.03.2026. “Old-age benefit” (220 ₼ a month) is then not" in text


def test_nobody_is_offered_what_they_cannot_have() -> None:
    paid = replace(OLD, is_monthly=False, amount=Decimal(600))
    text = said(Offer(NEW, stays=(paid,)))

    assert "“Old-age benefit” (600 ₼, paid once) is given for this already, and nobody receives both." in text
    assert "Do you want it?" not in text


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize("losses", [1, 2])
def test_long_names_are_shortened_between_words_and_sums_never(language: str, losses: int) -> None:
    long = {code: f"{word} görə birdəfəlik müavinət " * 4 for code, word in (("az", "Uşağa"), ("en", "Birth"))}
    new = replace(NEW, name=long, amount=Decimal("1250.55"))
    old = replace(OLD, name=long, amount=Decimal("1220.10"))

    text = question(offer=Offer(new, ends=(old,) * losses), language=language)

    assert len(text) <= LONGEST + (losses - 1) * 100  # a second right has its name and its sum as well
    assert text.replace("\xa0", "").replace(",", "").replace(".", "").count("125055") == 1
    assert text.replace("\xa0", "").replace(",", "").replace(".", "").count("122010") == losses
    assert "…" in text


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_ordinary_choice_has_its_names_whole(language: str) -> None:
    text = question(offer=Offer(NEW, ends=(OLD,)), language=language)

    assert NEW.name[language] in text
    assert OLD.name[language] in text


def test_sensitive_right_is_not_named() -> None:
    assert said(Offer(NEW, ends=(replace(OLD, is_sensitive=True),))) == "DOST: there is news for you. Please call 142."
