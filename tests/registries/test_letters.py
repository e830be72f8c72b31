"""Names in their one form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registries.letters import APOSTROPHES, azerbaijani_order, composed, one_name, visible, without_kin


@pytest.mark.parametrize("mark", APOSTROPHES)
def test_every_apostrophe_is_the_same(mark: str) -> None:
    assert one_name(f"Məs{mark}ud") == "Məs'ud"


@pytest.mark.parametrize(
    "sent",
    ["Ayşə  Nur", "Ayşə\u00a0Nur", " Ayşə\u202fNur ", "Ayşə \u200bNur\u200f", unicodedata.normalize("NFD", "Ayşə Nur")],
)
def test_one_name_has_one_form(sent: str) -> None:
    assert one_name(sent) == "Ayşə Nur"


@pytest.mark.parametrize(
    ("sent", "father"),
    [
        ("İlham qızı", "İlham"),
        ("İlham QIZI", "İlham"),
        ("İlham qizi", "İlham"),
        ("Rauf oğlu", "Rauf"),
        ("Rauf OĞLU", "Rauf"),
        ("Rauf oglu", "Rauf"),
        ("Rauf-oğlu", "Rauf"),
        ("Ağa Hüseyn oğlu", "Ağa Hüseyn"),
        ("Rauf", "Rauf"),
        ("Oğlu", "Oğlu"),
        ("Qızılgül", "Qızılgül"),
        ("", ""),
    ],
)
def test_a_fathers_name_is_kept_without_the_word_of_kin(sent: str, father: str) -> None:
    assert without_kin(sent) == father


@given(st.text(max_size=30))
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert one_name(one_name(text)) == one_name(text)
    assert composed(composed(text)) == composed(text)
    assert visible(text) == visible(visible(text))


def test_texts_stand_in_the_order_of_the_azerbaijani_alphabet() -> None:
    alphabet = "A B C Ç D E Ə F G Ğ H X I İ J K Q L M N O Ö P R S Ş T U Ü V Y Z".split()  # noqa: SIM905
    assert sorted(set(alphabet), key=azerbaijani_order) == alphabet
    small = [letter.replace("I", "ı").replace("İ", "i").lower() for letter in alphabet]
    assert sorted(set(small), key=azerbaijani_order) == small


def test_regions_stand_as_people_look_for_them() -> None:
    regions = [
        "Abşeron-Xızı",
        "Bakı",
        "Dağlıq Şirvan",
        "Gəncə-Daşkəsən",
        "Lənkəran-Astara",
        "Mərkəzi Aran",
        "Mil-Muğan",
    ]
    regions += ["Naxçıvan", "Qarabağ", "Qazax-Tovuz", "Quba-Xaçmaz", "Şərqi Zəngəzur", "Şəki-Zaqatala", "Şirvan-Salyan"]
    found = sorted(regions, key=azerbaijani_order)
    assert found.index("Qarabağ") < found.index("Lənkəran-Astara")  # q stands after k
    assert found.index("Mərkəzi Aran") < found.index("Mil-Muğan")
    assert found.index("Naxçıvan") < found.index("Şəki-Zaqatala") < found.index("Şərqi Zəngəzur")
    assert sorted(["Bakı şəhəri", "Bakı"], key=azerbaijani_order) == ["Bakı", "Bakı şəhəri"]


@given(st.lists(st.text(max_size=8), max_size=6))
def test_the_order_is_one_whatever_comes_first(texts: list[str]) -> None:
    backwards = list(reversed(texts))
    assert sorted(texts, key=azerbaijani_order) == sorted(backwards, key=azerbaijani_order)
