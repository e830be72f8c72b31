from __future__ import annotations

import pytest
from django.utils import translation

from dost.studio.wording.fact_words import absent_word, fact_called, fact_worth, named, parameters_in
from services_catalog.vocabulary import vocabularies


def test_a_fact_is_called_by_its_label_and_a_stranger_by_its_name() -> None:
    with translation.override("en"):
        assert fact_called("person.age") != "person.age"
        assert fact_called("person.shoe_size") == "person.shoe_size"


def test_an_expression_names_facts_and_parameters_by_what_they_are_called() -> None:
    text = "parameter.birth_benefit * 2 + person.age + parameter.no_such"
    assert parameters_in(text) == {"birth_benefit", "no_such"}
    with translation.override("en"):
        assert named(text, {"birth_benefit": "Birth benefit"}) == "“Birth benefit” * 2 + “Age” + parameter.no_such"
        assert named("600.50", {}) == "600.50"


def test_codes_and_what_is_not_known_are_told_in_words() -> None:
    with translation.override("en"):
        assert fact_worth("person.age", None) == "not known"
        assert fact_worth("person.age", 65) is None
        assert fact_worth("person.sex", "F") not in (None, "F")


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_what_holds_when_nothing_is_said_can_be_told_of_every_fact(language: str) -> None:
    known = vocabularies()["person"]
    with translation.override(language):
        assert [name for name in known.names() if not absent_word(known.resolve(name))] == []
