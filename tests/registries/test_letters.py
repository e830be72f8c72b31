"""Names in their one form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registries.letters import APOSTROPHES, composed, one_name, visible, without_kin


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
