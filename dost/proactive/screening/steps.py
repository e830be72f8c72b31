"""Steps that a person can take, and what facts they bring: what may be suggested where a rule says no.

A step that begins with a service is suggested only where the rule of that service itself says yes of the person, asked
of the engine with the answers of somebody who applies: who is too young to register as unemployed is not sent there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from registries.facts.model import BoundFact
from services_catalog.rules.types import Value


class StepCode(StrEnum):
    """What one can do."""

    REGISTER_UNEMPLOYED = "register_unemployed"
    REPRESENT_FAMILY = "represent_family"
    APPLY_FOR_ASSISTANCE = "apply_for_assistance"
    REHABILITATION_PROGRAMME = "rehabilitation_programme"
    ATTEND_COURSE = "attend_course"


TODAY: Final = "today"
"""Stands for the day that is asked about among the values of a step."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step: what it `sets`, by the names of facts without a role.

    `service` is what it begins with, and `answers` are what somebody who applies says there; `requires` is what must be
    known to hold of the same record before it makes sense.
    """

    code: StepCode
    sets: Mapping[str, Value]
    service: str = ""
    answers: Mapping[str, Value] = field(default_factory=dict)
    requires: Mapping[str, Value] = field(default_factory=dict)


STEPS: Final = (
    Step(
        StepCode.REGISTER_UNEMPLOYED,
        sets={"jobseeker.registered": True, "jobseeker.unemployed": True, "jobseeker.since": TODAY},
        service="04-01",
        answers={"answer.registration_wish": "register", "answer.ready_to_work": True},
    ),
    Step(StepCode.REPRESENT_FAMILY, sets={"household.representative": True}),
    Step(StepCode.APPLY_FOR_ASSISTANCE, sets={"tsa.active": True, "tsa.since": TODAY}, service="06-00"),
    Step(
        StepCode.REHABILITATION_PROGRAMME,
        sets={"rehabilitation.programme": True},
        requires={"disability.active": True},
    ),
    Step(StepCode.ATTEND_COURSE, sets={"training.attending": True}, requires={"jobseeker.unemployed": True}),
)


def brought_by(step: Step, facts: tuple[BoundFact, ...], *, roles: frozenset[str], on: date) -> dict[str, Value]:
    """Return what a step gives to facts about the one who takes it, by the names the rule uses."""
    return {
        bound.name: on if (value := step.sets[bound.fact.name]) == TODAY else value
        for bound in facts
        if bound.role in roles and bound.fact.name in step.sets
    }
