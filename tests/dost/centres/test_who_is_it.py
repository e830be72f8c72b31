"""Whatever is typed is found through an index, however many people there are."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from dost.centres.problems import QueueError
from dost.centres.who_is_it import by_name, by_number, chosen, masked_fin
from tests.factories.centres import seat, visit_of
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_if_there_were_many() -> None:
    """Let the planner read a table from end to end only where nothing else is possible."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")


@pytest.mark.parametrize("typed", ["5JK3L2M", "AA1234567", "+994 50 123 45 67"], ids=["fin", "document", "telephone"])
def test_a_number_is_found_through_an_index(as_if_there_were_many: None, typed: str) -> None:
    plan = by_number(typed).explain()
    assert "Seq Scan" not in plan
    assert "Index" in plan


def test_a_name_with_a_date_of_birth_is_found_through_an_index(as_if_there_were_many: None) -> None:
    plan = by_name("Aliyev Rashid", date(1980, 5, 6)).explain()
    assert "Seq Scan" not in plan
    assert "person_birth_date" in plan or "person_name_search" in plan


def test_a_telephone_finds_whoever_has_it_by_their_own_word_or_in_the_register() -> None:
    one = PersonFactory(phone="+994501234567")
    other = PersonFactory(phone="+994501234567")
    PersonFactory(phone="+994501234568")
    assert set(by_number("050 123 45 67")) == {one, other}


@pytest.mark.parametrize(
    ("surname", "typed"),
    [
        ("Əliyev", "Aliyev"),
        ("Əliyev", "aliev"),
        ("Quliyev", "Guliyev"),
        ("Şahinov", "Shahinov"),
        ("Xəlilov", "Khalilov"),
        ("İshaqov", "Ishaqov"),
    ],
)
def test_names_are_found_as_people_write_them(surname: str, typed: str) -> None:
    born = date(1980, 5, 6)
    meant = PersonFactory(surname=surname, birth_date=born)
    PersonFactory(surname="Babayev", birth_date=born)
    PersonFactory(surname=surname, birth_date=date(1980, 5, 7))
    assert list(by_name(typed, born)) == [meant]


@pytest.mark.parametrize(("fin", "masked"), [("5JK3L2M", "5••••2M"), ("5JK3L2", "5•••L2")])
def test_a_fin_shows_its_first_and_its_last_two_letters(fin: str, masked: str) -> None:
    assert masked_fin(fin) == masked


def test_a_choice_that_nobody_has_made_here_is_none() -> None:
    visit = visit_of(None, seat())
    with pytest.raises(QueueError):
        chosen("nothing", visit=visit)
