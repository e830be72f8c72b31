from __future__ import annotations

from decimal import Decimal

from django.utils import translation

from dost.studio.templatetags import studio
from services_catalog.changes.compare import Piece

PIECES = (Piece("same", "Is "), Piece("removed", "65"), Piece("added", "<66>"))


def test_texts_are_compared_word_by_word_and_no_blank_is_added() -> None:
    assert studio.compared(PIECES) == "Is <del>65</del><ins>&lt;66&gt;</ins>"


def test_whoever_hears_it_is_told_which_is_which() -> None:
    with translation.override("en"):
        drawn = studio.compared(PIECES, aloud=True)

    assert '<del><span class="govuk-visually-hidden">taken out: </span>65</del>' in drawn
    assert '<ins><span class="govuk-visually-hidden">added: </span>&lt;66&gt;</ins>' in drawn


def test_differences_have_a_sign_except_where_the_text_says_which_way_it_goes() -> None:
    with translation.override("en"):
        assert (studio.signed(Decimal(-1250)), studio.percent(Decimal("12.1"))) == (
            "−1,250",
            "+12.1\N{NO-BREAK SPACE}%",
        )
    assert studio.magnitude(Decimal(-5)) == 5


def test_places_and_values_are_told_in_words() -> None:
    with translation.override("en"):
        assert studio.place("valid_from") == "First day"
        assert studio.worth("monthly", "period") == "Every month"
