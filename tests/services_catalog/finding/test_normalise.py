"""Words: folding, question words, and the forms of Azerbaijani words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.finding.normalise import (
    asked_words,
    azerbaijani_stems,
    concepts,
    fold,
    lowered,
    spellings,
    words_of,
)

AZERBAIJANI = "abcçdeəfgğhxıijkqlmnoöprsştuüvyzABCÇDEƏFGĞHXIİJKQLMNOÖPRSŞTUÜVYZ "


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_what_is_folded_is_small_letters_and_digits_and_single_spaces(text: str) -> None:
    folded = fold(text)
    assert all(letter == " " or letter.isdecimal() or "a" <= letter <= "z" or "а" <= letter <= "я" for letter in folded)
    assert folded == " ".join(folded.split())


@given(st.text(alphabet=AZERBAIJANI, max_size=40))
def test_casing_the_azerbaijani_way_makes_no_difference(text: str) -> None:
    small = text.replace("I", "ı").replace("İ", "i").lower()
    large = small.replace("i", "İ").replace("ı", "I").upper()
    assert fold(text) == fold(small) == fold(large)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Uşağın İLK ƏDVİ", "usagin ilk edvi"),
        ("DOĞUM – doğum", "dogum dogum"),
        ("Ёлка, Йод", "елка йод"),
        ("81–100 %", "81 100"),
        ("Martyrs’ families", "martyrs families"),
        ("u\u0308mumi", "umumi"),
        ("", ""),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("forms", "stem"),
    [
        ("uşaq uşağa uşağım uşağın uşaqlar uşaqlara uşaqlarımızın uşaqlı", "usaq"),
        ("müavinət müavinətin müavinəti müavinətləri müavinətlərdən", "muavinet"),
        ("pensiya pensiyanı pensiyası pensiyaya pensiyalar pensiyaçı", "pensiya"),
        ("əlillik əlilliyi əlilliyə əlilliyin", "elillik"),
        ("arayış arayışı arayışın arayışlar", "arayis"),
        ("qulluq qulluğa qulluğu", "qulluq"),
        ("işsizlik işsizliyə işsizlikdən", "issizlik"),
        ("ev evim evdə evə", "ev"),
        ("ana anam anası anama", "ana"),
        ("təqaüd təqaüdü təqaüdlər təqaüdün", "teqaud"),
        ("ailə ailəm ailəsi ailələr ailəyə", "aile"),
    ],
)
def test_forms_of_a_word_share_its_stem(forms: str, stem: str) -> None:
    assert [form for form in words_of(forms) if stem not in azerbaijani_stems(form)] == []


@given(st.text(alphabet="abcdefghijklmnopqrstuvxyz", min_size=1, max_size=30))
def test_every_stem_is_not_longer_and_not_empty(word: str) -> None:
    stems = azerbaijani_stems(word)
    assert all(0 < len(stem) <= len(word) for stem in stems)
    assert len(stems) == len(set(stems))


def test_without_work_is_not_work() -> None:
    assert "is" not in azerbaijani_stems("issiz")


def test_only_the_telling_words_of_a_question_are_looked_for() -> None:
    assert asked_words("Uşağıma nə almalıyam?") == ["usagima"]
    assert asked_words("как мне получить пенсию") == ["пенсию"]
    assert asked_words("How do I apply for a pension?") == ["pension"]


def test_a_question_of_question_words_alone_is_looked_for_as_it_is() -> None:
    assert asked_words("nə vaxt") == ["vaxt"]
    assert asked_words("how") == ["how"]
    assert asked_words(" ?! ") == []


def test_died_is_told_from_became_and_from_being_born() -> None:
    assert asked_words("ərim öldü") == ["erim", "s:death"]
    assert asked_words("erim oldu") == ["erim", "s:death"]
    assert asked_words("Uşağım oldu, nə almalıyam?") == ["usagim", "s:birth"]
    assert asked_words("işim oldu") == ["isim"]
    assert asked_words("öldü") == ["s:death"]


def test_who_became_a_parent_has_a_child() -> None:
    assert asked_words("ana oldum") == ["s:birth"]
    assert asked_words("dul qalmışam, ata oldum")[-1] == "s:birth"
    assert asked_words("ushagim oldu") == ["ushagim", "s:birth"]


def test_what_is_said_in_many_ways_is_asked_in_one() -> None:
    assert asked_words("neçə pul verirlər uşağa") == asked_words("uşaq pulu") == ["usaq", "pulu"]
    assert asked_words("how much will my pension be") == ["pension", "calculator"]
    assert asked_words("uşaq pulu şəhid ailəsi") == ["usaq", "pulu", "sehid", "ailesi"]


def test_azerbaijani_in_cyrillic_is_read_in_latin() -> None:
    assert asked_words("ушағым олду") == asked_words("uşağım oldu")
    assert spellings("ушаг") == ["ушаг", "usaq"]
    assert asked_words("тәгаүд") == ["teqaud"]


def test_what_nobody_sees_and_apostrophes_do_not_part_a_word() -> None:
    assert fold("pen\u200bsiya") == fold("pen\u00adsiya") == "pensiya"
    assert fold("Məs’ud") == fold("Məs'ud") == fold("Məsʼud") == fold("Məs`ud") == "mesud"


def test_letters_typed_in_two_or_for_another() -> None:
    assert spellings("ushaq") == ["ushaq", "usaq"]
    assert spellings("uwaq") == ["uwaq", "usaq"]
    assert spellings("usaq") == ["usaq"]


def test_a_concept_has_words_in_every_language_and_says_none_twice() -> None:
    assert len(concepts()) > 40
    for name, by_language in concepts().items():
        assert set(by_language) == {"az", "en", "ru"}, name
        assert all(by_language.values()), name


def test_small_letters_keep_the_marks_of_their_language() -> None:
    assert lowered("İŞSİZLİK QIZI", "az") == "işsizlik qızı"
    assert lowered("INCOME", "en") == "income"
