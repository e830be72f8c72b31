from __future__ import annotations

from django.utils import translation

from dost.studio.pages.missing_facts import fact_in_words, missing_facts


def test_facts_that_are_wanting_are_added_up_and_told_in_words() -> None:
    services = [
        {"basis": "person", "missing": [{"fact": "person.age", "rights": 2}]},
        {"basis": "person", "missing": [{"fact": "person.age", "rights": 3}, {"fact": "answer.works", "rights": 9}]},
    ]
    with translation.override("en"):
        first, second = missing_facts(services)
        assert (first.name, first.registry, first.rights) == ("answer.works", "", 9)
        assert (second.name, second.rights) == (fact_in_words("person", "person.age"), 5)
    assert second.name != "person.age"
    assert second.registry == "Population register"
