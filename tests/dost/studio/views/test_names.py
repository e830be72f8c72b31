from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation

from dost.studio.views.names import MOST_AT_CURSOR, MOST_FOUND, fitting_names, found_names
from dost.studio.views.session import DraftSession
from services_catalog.models import DraftService
from tests.factories.services_catalog import ParameterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(draft: DraftService, rf: RequestFactory) -> DraftSession:
    return DraftSession(rf.get("/"), draft, can_edit=True)


def test_a_name_fits_where_it_is_begun(session: DraftSession) -> None:
    text = "person.ag"
    options = fitting_names(session, text, len(text), only_facts=False)

    assert "person.age" in [option.name for option in options]
    assert [option.number for option in options] == list(range(len(options)))
    assert len(options) <= MOST_AT_CURSOR


def test_only_facts_where_only_facts_fit(session: DraftSession) -> None:
    found = fitting_names(session, "a", 1, only_facts=True)

    assert found
    assert {option.insert.partition(".")[0] for option in found}.isdisjoint({"parameter", "formula"})


def test_a_short_name_is_enough(session: DraftSession) -> None:
    names = [option.insert for option in found_names(session, "age")]

    assert names
    assert [name for name in names if name.startswith("subject.")] == []
    assert len(names) <= MOST_FOUND


def test_a_scale_is_told_by_its_brackets_in_the_language_of_the_page(draft: DraftService, rf: RequestFactory) -> None:
    ParameterFactory(name="tax", type="scale", values=((date(2020, 1, 1), "0: 0.14"),))
    session = DraftSession(rf.get("/"), draft, can_edit=True)
    text = "scale(insurance.pension_capital, "
    with translation.override("ru"):
        [option] = fitting_names(session, text, len(text), only_facts=False)
    assert (option.insert, option.meaning) == ("parameter.tax", "вся сумма: 14\u00a0%")


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_is_found_for_nothing(session: DraftSession, typed: str) -> None:
    assert found_names(session, typed) == []


def test_a_shared_criterion_is_put_in_as_it_was_typed(session: DraftSession) -> None:
    shared: list[Any] = [option for option in found_names(session, "alive") if option.name == "alive"]

    assert [option.insert for option in shared] == ["(person.alive)"]
