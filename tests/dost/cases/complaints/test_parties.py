"""Whom a complaint may be about, of what was written."""

from __future__ import annotations

import pytest

from dost.cases.complaints.parties import parties_of, words_of
from dost.cases.models import Complaint
from tests.factories.accounts import UserFactory
from tests.factories.complaints import ComplaintDraftFactory

About = Complaint.About


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Əliyeva Şəhla", {"eliyeva", "sehla"}),
        ("İLQAR, ıldırım!", {"ilqar", "ildirim"}),
        ("a b 12", set()),
        ("user12 Göyçə", {"user12", "goyce"}),
        ("", set()),
    ],
    ids=["marks", "capitals", "too short", "a number", "nothing"],
)
def test_words_are_compared_without_marks(text: str, words: set[str]) -> None:
    assert words_of(text) == words


@pytest.mark.django_db
def test_everybody_who_bears_a_part_of_the_name_may_be_meant() -> None:
    one = UserFactory(first_name="Aysel", last_name="Quliyeva")
    other = UserFactory(first_name="Aysel", last_name="Babayeva")
    UserFactory(first_name="Nigar", last_name="Rzayeva")
    draft = ComplaintDraftFactory(about=About.STAFF, named="Aysel, window 4")
    assert set(parties_of(draft)) == {one.pk, other.pk}
    assert set(parties_of(ComplaintDraftFactory(about=About.STAFF, named=f"number {one.username}"))) == {one.pk}


@pytest.mark.django_db
def test_an_employer_of_the_same_name_is_no_member_of_staff() -> None:
    UserFactory(first_name="Aysel")
    assert parties_of(ComplaintDraftFactory(about=About.EMPLOYER, named="Aysel LLC")) == {}
