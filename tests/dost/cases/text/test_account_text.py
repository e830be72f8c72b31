"""An account number in words: what is wrong with it, and how it is read aloud."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dost.cases.text.account_text import WRONG, in_groups, wrong


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", max_size=40))
def test_groups_are_the_number_and_nothing_else(iban: str) -> None:
    groups = in_groups(iban).split(" ")
    assert "".join(groups) == iban
    assert all(len(one) == 4 for one in groups[:-1])


@pytest.mark.django_db
@pytest.mark.parametrize("code", sorted(WRONG))
def test_every_problem_is_a_sentence(code: str) -> None:
    with translation.override("en"):
        said = wrong(code, "AZ21 NABZ 0000")
    assert said.endswith((".", "app shows."))
    assert "%(" not in said
