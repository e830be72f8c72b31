"""What the pages of life events say besides their services, and that it stays true."""

from __future__ import annotations

from pathlib import Path

import pytest

from services_catalog import schema
from services_catalog.guides import known_guides, read_guides
from tests.factories.services_catalog import write_catalogue


def test_every_life_event_says_what_leads_and_what_to_do_first() -> None:
    events = known_guides().events
    assert set(events) == set(schema.LIFE_EVENTS)
    assert all(guide.leads and 2 <= len(guide.first) <= 5 for guide in events.values())


def test_what_a_question_tells_from_what_leads_is_picked_with_it() -> None:
    assert {"05-31", "05-32"} <= known_guides().picked("adoption")
    assert "05-41" in known_guides().picked("child_born")
    assert known_guides().picked("nothing") == frozenset()


def test_a_question_fits_some_of_its_services_too() -> None:
    guides = known_guides()
    assert guides.ask(("05-22", "05-24")) == guides.ask(("05-22", "05-23", "05-24")) != {}
    assert guides.ask(("05-22", "05-40")) == {}


def test_a_catalogue_without_these_files_says_nothing(tmp_path: Path) -> None:
    guides, wrong = read_guides(write_catalogue(tmp_path))
    assert (guides.events, guides.questions, wrong) == ({}, (), [])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("life_events", "retirement: {first: [{text: {az: Bir, en: One}}]}", "“ru” is missing."),
        ("life_events", "retired: {}", "“retired” is not right here. Did you mean retirement?"),
        ("alternatives", "- {services: [05-98], ask: {az: Bir, en: One}}", "“ru” is missing."),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / f"{name}.yaml").write_text(f"{text}\n", encoding="utf-8")
    _guides, wrong = read_guides(tmp_path)
    assert [one.message for one in wrong] == [said]
