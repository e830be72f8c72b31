"""(f) The population that is measured, and its past: made once, kept, gone on with, and never measured by halves.

How far the making has come stands in a file of the installation's folder. `population` keeps all or nothing, so what
was stopped in it is begun again whole. `seed_awards` passes over what is held already, so it goes on from where it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from tests.installation import Installation

from . import typed_json
from .figures import Figure, Section, Unit
from .spending import of_house

SEED: Final = 7
FILE: Final = "bench-population.json"
NOT_WRITTEN: Final = "a day that nobody wrote down"


class Stage(StrEnum):
    """What of a population is still to be made."""

    PEOPLE = "people"
    PAST = "past"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Building:
    """A population: how it is made, as of which day (ISO; empty: not known), and what is still to be done."""

    people: int
    seed: int
    on: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class There:
    """What the database holds: people, events received since, each of which may have brought one more, and cases."""

    people: int
    events: int
    cases: bool


class NotWholeError(Exception):
    """This population cannot be measured; the message says why and what to do."""


def next_stage(building: Building | None, there: There, *, people: int) -> Stage:
    """What is to be made next for a population of `people`; NotWholeError where it cannot become one.

    A folder of before the file was written (`building` is None) counts as whole once cases have been opened: that is
    done by measuring, and only after the past.
    """
    if building is not None and building.people != people:
        raise NotWholeError(f"a population of {building.people:,} is kept here, not of {people:,}: take another folder")
    if not there.people:
        return Stage.PEOPLE
    if building is None:
        if not there.people - there.events <= people <= there.people:
            raise NotWholeError(f"{there.people:,} people are kept here, not {people:,}: take another folder")
        return Stage.WHOLE if there.cases else Stage.PAST
    if there.people < people:
        raise NotWholeError(f"{there.people:,} people of {people:,} are here: erase the folder, or take another")
    return Stage.PAST if building.stage == Stage.PEOPLE else building.stage


def said_of_resuming(building: Building | None, stage: Stage) -> str:
    """What is told when a folder is taken up again; empty for a new one."""
    if building is None:
        return "" if stage == Stage.PEOPLE else "The population that is kept here is taken up."
    if stage == Stage.WHOLE:
        return f"The population kept here is whole, as of {building.on or NOT_WRITTEN}."
    if stage == Stage.PAST:
        return "Making the population was stopped: its past is gone on with."
    return "Making the population was stopped, and nothing of it was kept: it is begun again whole."


def made(house: Installation, *, people: int, on: date, say: Callable[[str], None]) -> tuple[str, list[Section]]:
    """Make what is missing of the population; returns what it is, and what making it took. NotWholeError.

    `say` is told what is taken up from a run before.
    """
    file = house.home / FILE
    building = read(file)
    stage = next_stage(building, _there(house), people=people)
    if told := said_of_resuming(building, stage):
        say(told)
    sections = []
    if building is None or stage == Stage.PEOPLE:
        day = on.isoformat() if stage == Stage.PEOPLE else ""
        building = Building(people=people, seed=SEED, on=day, stage=stage)
        write(file, building)
    if stage == Stage.PEOPLE:
        options = ("--people", str(people), "--seed", str(SEED), "--on", building.on)
        sections.append(_timed(house, f"population of {people:,}", "f.population", "population", *options))
        stage = Stage.PAST
    elif stage == Stage.PAST:
        house.execute("ANALYZE")  # the planner may not have been told of the people before they were stopped
    if stage == Stage.PAST:
        write(file, replace(building, stage=stage))
        sections.append(_timed(house, "its past", "f.past", "seed_awards"))
    if (there := _there(house)).people < people:
        raise NotWholeError(f"{there.people:,} people of {people:,} are there after all was made")
    write(file, replace(building, stage=Stage.WHOLE))
    return described(building, there.events), sections


def described(building: Building, events: int) -> str:
    """The population in one line, with the events that measurements of before have let happen since."""
    since = f", {events:,} events since" if events else ""
    return f"{building.people:,} people, seed {building.seed}, as of {building.on or NOT_WRITTEN}{since}"


def read(file: Path) -> Building | None:
    """How far a folder has come; None where nothing says so."""
    return typed_json.loaded(Building, file.read_text(encoding="utf-8")) if file.exists() else None


def write(file: Path, building: Building) -> None:
    """Write how far a folder has come, at once or not at all."""
    half = file.with_name(f"{file.name}.half")
    half.write_text(f"{typed_json.dumped(building)}\n", encoding="utf-8")
    half.replace(file)


def _there(house: Installation) -> There:
    return There(
        people=house.number("SELECT count(*) FROM registries_person"),
        events=house.number("SELECT count(*) FROM registries_registryevent"),
        cases=house.number("SELECT EXISTS (SELECT FROM cases_case)"),
    )


def _timed(house: Installation, title: str, key: str, *command: str) -> Section:
    meter, began = of_house(house, commands=True), time.monotonic()
    told = house.manage(*command).strip().splitlines()
    took = time.monotonic() - began
    figure = Figure(f"{key}.wall_s", "", took, Unit.SECONDS, cpu=meter.spent())
    return Section("f", title, (figure,), tuple(told[-1:]))
