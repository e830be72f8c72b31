"""Births: the children themselves, brought in as people. What follows from their acts is in `follow`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from registries.models import BirthAct

from .kinds import Job, blaming
from .people import store_people
from .plausible import Known, check_act
from .problems import RowError
from .rows import Directory, Draft
from .store import Statement

State = Callable[[Job, Draft], Statement]


def bear(jobs: Sequence[Job], directory: Directory, state: State, *, now: datetime) -> None:
    """Bring the children in as people, once their parents are known to be there."""
    ready: list[tuple[Job, Statement]] = []
    for job in jobs:
        with blaming(job):
            ready.append((job, _child(job, directory, state)))
    outcomes = store_people([statement for _, statement in ready], now=now)
    for (job, statement), outcome in zip(ready, outcomes, strict=True):
        values = statement.values
        directory.people[values["fin"]] = _known(outcome.pk, values)
        job.people |= outcome.people


def _child(job: Job, directory: Directory, state: State) -> Statement:
    """The child's row; district and language are the mother's or father's unless given."""
    draft = job.child
    assert draft is not None
    there = directory.people.get(draft.values["fin"])
    if there is not None and there.birth_date != draft.values["birth_date"]:
        raise RowError("fin", "somebody else is registered under this FİN", "check the FİN and the date of birth")
    named = [(column, name) for column, name in job.drafts[0].names if column.name in PARENTS]
    parents = [directory.parent(column, name) for column, name in named]
    statement = state(job, draft)
    act = {column.attribute: parent.id for (column, _), parent in zip(named, parents, strict=True)}
    act |= {"person_id": UNBORN, "valid_from": draft.values["birth_date"]}
    people = {parent.id: parent for parent in parents} | {UNBORN: there or _known(UNBORN, statement.values)}
    check_act(BirthAct, act, people)
    if parents:
        for attribute, value in (("district_id", parents[0].district_id), ("language", parents[0].language)):
            if attribute not in statement.given:
                statement.values[attribute] = value
    return statement


def _known(pk: int, values: dict[str, Any]) -> Known:
    day, died = values["birth_date"], values.get("died_on")
    return Known(pk, day, died, values.get("district_id"), values["language"], values["sex"], values["fin"])


PARENTS = ("mother_fin", "father_fin")
UNBORN = -1  # the id of a child that is not brought in yet
