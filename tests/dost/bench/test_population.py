"""A population that is measured is whole: what is gone on with, what is begun again, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.bench import population
from tests.bench.population import Building, NotWholeError, Stage, There, next_stage

ON = date(2026, 12, 1)
PEOPLE = 1_000
EMPTY = There(people=0, events=0, cases=False)
FULL = There(people=PEOPLE, events=0, cases=False)
MEASURED = There(people=PEOPLE + 20, events=25, cases=True)


def building(stage: Stage) -> Building:
    return Building(people=PEOPLE, seed=7, on=ON.isoformat(), stage=stage)


@pytest.mark.parametrize(
    ("found", "there", "stage"),
    [
        pytest.param(None, EMPTY, Stage.PEOPLE, id="new"),
        pytest.param(building(Stage.PEOPLE), EMPTY, Stage.PEOPLE, id="stopped-in-the-people"),
        pytest.param(building(Stage.PEOPLE), FULL, Stage.PAST, id="stopped-after-the-people"),
        pytest.param(building(Stage.PAST), FULL, Stage.PAST, id="stopped-in-the-past"),
        pytest.param(building(Stage.WHOLE), FULL, Stage.WHOLE, id="whole"),
        pytest.param(building(Stage.WHOLE), MEASURED, Stage.WHOLE, id="measured-before"),
        pytest.param(building(Stage.WHOLE), EMPTY, Stage.PEOPLE, id="database-is-gone"),
        pytest.param(None, FULL, Stage.PAST, id="of-before-never-measured"),
        pytest.param(None, MEASURED, Stage.WHOLE, id="of-before-measured"),
    ],
)
def test_what_is_made_next(found: Building | None, there: There, stage: Stage) -> None:
    assert next_stage(found, there, people=PEOPLE) == stage


@pytest.mark.parametrize(
    ("found", "there", "people"),
    [
        pytest.param(building(Stage.WHOLE), FULL, 2 * PEOPLE, id="another-size"),
        pytest.param(building(Stage.WHOLE), There(PEOPLE - 1, 0, True), PEOPLE, id="some-are-missing"),
        pytest.param(building(Stage.PAST), There(1, 0, False), PEOPLE, id="half-of-the-people"),
        pytest.param(None, There(PEOPLE - 1, 0, False), PEOPLE, id="of-before-too-few"),
        pytest.param(None, MEASURED, PEOPLE - 6, id="of-before-too-many"),
    ],
)
def test_what_cannot_become_whole_is_refused(found: Building | None, there: There, people: int) -> None:
    with pytest.raises(NotWholeError, match="take another"):
        next_stage(found, there, people=people)


class StoppedError(Exception):
    """The bench was ended by somebody."""


@dataclass
class House:
    """An installation that counts and remembers, without servers."""

    home: Path
    people: int = 0
    stop_at: str = ""
    done: list[str] = field(default_factory=list)

    def manage(self, *command: str) -> str:
        if command[0] == self.stop_at:
            raise StoppedError
        self.done.append(command[0])
        if command[0] == "population":
            self.people += int(command[2])
        return "a first line\nWrote 5 awards."

    def execute(self, statement: str) -> None:
        self.done.append(statement)

    def number(self, query: str) -> int:
        return self.people if "registries_person" in query else 0


@pytest.fixture
def making(monkeypatch: pytest.MonkeyPatch) -> Callable[[House], tuple[str, list[Any], list[str]]]:
    """Makes the population of a house; returns what it is, the sections, and what was said."""
    monkeypatch.setattr(population, "of_house", lambda _house, commands: SimpleNamespace(spent=tuple))

    def make(house: Any) -> tuple[str, list[Any], list[str]]:
        said: list[str] = []
        told, sections = population.made(house, people=PEOPLE, on=ON, say=said.append)
        return told, sections, said

    return make


def test_a_population_is_made_once(tmp_path: Path, making: Callable[[House], Any]) -> None:
    house = House(tmp_path)
    told, sections, said = making(house)
    assert (told, said) == ("1,000 people, seed 7, as of 2026-12-01", [])
    assert [section.title for section in sections] == ["population of 1,000", "its past"]
    assert sections[1].notes == ("Wrote 5 awards.",)
    assert house.done == ["population", "seed_awards"]
    assert making(house) == (told, [], ["The population kept here is whole, as of 2026-12-01."])
    assert house.done == ["population", "seed_awards"]


def test_what_was_stopped_in_the_people_is_begun_again_whole(tmp_path: Path, making: Callable[[House], Any]) -> None:
    house = House(tmp_path, stop_at="population")
    with pytest.raises(StoppedError):
        making(house)
    house.stop_at = ""
    _told, _sections, said = making(house)
    assert said == ["Making the population was stopped, and nothing of it was kept: it is begun again whole."]
    assert (house.people, house.done) == (PEOPLE, ["population", "seed_awards"])


def test_what_was_stopped_in_the_past_is_gone_on_with(tmp_path: Path, making: Callable[[House], Any]) -> None:
    house = House(tmp_path, stop_at="seed_awards")
    with pytest.raises(StoppedError):
        making(house)
    house.stop_at = ""
    _told, sections, said = making(house)
    assert said == ["Making the population was stopped: its past is gone on with."]
    assert [section.title for section in sections] == ["its past"]
    assert (house.people, house.done) == (PEOPLE, ["population", "ANALYZE", "seed_awards"])


def test_what_has_become_too_few_is_not_measured(tmp_path: Path, making: Callable[[House], Any]) -> None:
    house = House(tmp_path)
    making(house)
    house.people -= 1
    with pytest.raises(NotWholeError, match="999 people of 1,000"):
        making(house)


def test_a_folder_of_before_is_taken_up_and_says_no_day(tmp_path: Path, making: Callable[[House], Any]) -> None:
    house = House(tmp_path, people=PEOPLE)
    told, _sections, said = making(house)
    assert told == "1,000 people, seed 7, as of a day that nobody wrote down"
    assert said == ["The population that is kept here is taken up."]
    assert house.done == ["ANALYZE", "seed_awards"]
