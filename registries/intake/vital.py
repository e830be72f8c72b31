"""Births and deaths: the people themselves, their kin and their place in a household."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from registries.models import BirthAct, DeathAct, HouseholdMember, Kinship
from registries.models.record import Record

from .kinds import Job, blaming
from .problems import RowError
from .rows import Directory, Draft, Known
from .store import Statement, Values, store_people

Pending = dict[type[Record], list[tuple[Job, Statement]]]
"""Statements to be stored, by table, each with the job it belongs to."""
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
        directory.people[values["fin"]] = Known(
            outcome.pk, values["birth_date"], values.get("died_on"), values.get("district_id"), values["language"]
        )
        job.people |= outcome.people


def _child(job: Job, directory: Directory, state: State) -> Statement:
    """The child's row; district and language are the mother's or father's unless given."""
    draft = job.child
    assert draft is not None
    there = directory.people.get(draft.values["fin"])
    if there is not None and there.birth_date != draft.values["birth_date"]:
        raise RowError("fin", "somebody else is registered under this FİN", "check the FİN and the date of birth")
    parents = [directory.parent(column, name) for column, name in job.drafts[0].names if column.name in PARENTS]
    statement = state(job, draft)
    if parents:
        for attribute, value in (("district_id", parents[0].district_id), ("language", parents[0].language)):
            if attribute not in statement.given:
                statement.values[attribute] = value
    return statement


PARENTS = ("mother_fin", "father_fin")


def after_births(jobs: Sequence[Job], pending: Pending) -> None:
    """Kinship with both parents, and membership of the mother's (or father's) household."""
    if not jobs:
        return
    acts = {id(job): statement.values for job, statement in pending[BirthAct]}
    ids = (acts[id(job)].get(name) for job in jobs for name in ("mother_id", "father_id"))
    parents = {parent for parent in ids if parent is not None}
    members = HouseholdMember.objects.filter(person_id__in=parents, superseded_at=None, valid_until=None)
    homes = dict(members.values_list("person_id", "household_id"))
    for job in jobs:
        act = acts[id(job)]
        for name, kind in (("mother_id", "mother"), ("father_id", "father")):
            if act.get(name) is not None:
                kin = _follow(act, kind, relative_id=act[name], kind=kind, end_reason="", rights_removed=False)
                pending[Kinship].append((job, kin))
        home = homes.get(act.get("mother_id", 0)) or homes.get(act.get("father_id", 0))
        if home and act["born_alive"]:
            pending[HouseholdMember].append((job, _follow(act, "home", household_id=home, relation="child")))


def _follow(act: Values, suffix: str, **own: Any) -> Statement:
    """A record that follows from a birth act: same person, source and day, a reference derived from the act's."""
    head = {name: act[name] for name in ("person_id", "source_id", "valid_from", "recorded_at")}
    values = {**head, "reference": f"{act['reference'][:55]}/{suffix}", "valid_until": None, **own}
    return Statement(values, set(own), reason="birth act", by=act["source_id"])


def after_deaths(jobs: Sequence[Job], pending: Pending, *, now: datetime) -> None:
    """The person's own row; the end of the marriage and of the place in the household."""
    acts = {id(job): statement.values for job, statement in pending.get(DeathAct, ())}
    died: dict[int, tuple[Job, date]] = {}
    people = []
    for job in jobs:
        act = acts[id(job)]
        died[act["person_id"]] = (job, act["valid_from"])
        values = {
            "fin": job.drafts[0].fins()[0],
            "died_on": act["valid_from"],
            "source_id": job.event.institution,
            "reference": job.event.id,
        }
        people.append(Statement(values, {"died_on"}))
    if not died:
        return
    store_people(people, now=now)
    memberships = HouseholdMember.objects.filter(superseded_at=None, valid_until=None, person_id__in=died)
    for member in memberships.order_by("id").values():
        _close(dict(member), member["person_id"], died, HouseholdMember, pending)
    marriages = Kinship.objects.filter(superseded_at=None, valid_until=None, kind=Kinship.Kind.SPOUSE)
    closed: set[int] = set()
    for side in ("person_id", "relative_id"):
        for marriage in marriages.filter(**{f"{side}__in": list(died)}).order_by("id").values():
            row: Values = dict(marriage)
            if row["id"] not in closed:  # both may have died in one batch
                closed.add(row["id"])
                _close(row, row[side], died, Kinship, pending)


def _close(row: Values, owner: int, died: dict[int, tuple[Job, date]], model: type[Record], pending: Pending) -> None:
    """Let an open record end with the day of death."""
    job, day = died[owner]
    if row["valid_from"] > day:
        return
    values: Values = {name: row[name] for name in ("source_id", "reference", "person_id")}
    values["valid_until"] = day
    given = {"valid_until"}
    if model is Kinship:
        values |= {"relative_id": row["relative_id"], "end_reason": "death"}
        given.add("end_reason")
    pending[model].append((job, Statement(values, given, reason="death", by=job.event.institution)))
