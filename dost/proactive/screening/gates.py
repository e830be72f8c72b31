"""What a "no, with nobody" means for each member, and what age alone says: the family with nothing left to be guessed.

`resolved` is asked before any fact is derived. It only fills in what was not asked; what was told, and "I don't know",
stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from .ages import years_between
from .family import ASKER, Family, Gates, GivenAnswer, Household, Member, Relation, Wishes
from .parts import NONE
from .values import NOT_ASKED, Value

YOUNGEST_WORKER: Final = 15
"""Nobody younger may have a contract, a business or an account of insurance (Labour Code, art. 42)."""
YOUNGEST_SOLDIER: Final = 18
YOUNGEST_PARENT: Final = 12
YOUNGEST_PUPIL: Final = 5
LEAVES_SCHOOL: Final = 16
ALL_CHILDREN_COUNT_FROM: Final = 55
"""From this age on all children one has had may count for a pension."""
MANY: Final = 3
"""Mothers of so many are asked for all their children, because more than five give a right."""
YOUNGEST_SPOUSE: Final = 16
ZERO: Final = Decimal("0.00")

Implied = tuple[tuple[str, Value], ...]

NO_DISABILITY: Final[Implied] = (
    ("disability.has", False),
    ("rehabilitation.aid", NONE),
    ("rehabilitation.chair", NONE),
    ("rehabilitation.car", NONE),
)
NO_OTHER_WORK: Final[Implied] = (("occupation.other", NONE),)
GATES: Final[Mapping[str, Implied]] = {
    "disability": NO_DISABILITY,
    "care": (("care.has", False),),
    "social_service": (("social_service.has", False),),
    "accident": (("accident.has", False),),
    "prison": (("prison.has", False), ("prison.released_on", None)),
    "placement": (
        ("placement.has", False),
        ("placement.mother_deprived", False),
        ("placement.father_deprived", False),
    ),
    "honour": (
        ("honour.has", False),
        ("honour.car_given", False),
        ("honour.insurance_paid", False),
    ),
    "conscription": (("conscription.has", False),),
    "insured_event": (("insured_event.has", False),),
    "stipend_order": (("stipend.order", NONE),),
    "military": (("occupation.military_months", 0),),
    "civil_service": (("occupation.civil_service", False), ("occupation.civil_service_months", 0)),
    "lost_work": (("lost_work.has", False), ("lost_work.payment", ZERO)),
    "leave": (("leave.has", False),),
    "work_search": (("work_search.has", False), ("work_search.course", False)),
    "business": (("occupation.entrepreneur", False),),
    "land": (("occupation.land_owner", False),),
    "other_work": NO_OTHER_WORK,
    "liberated": (("job.liberated", False),),
    "pension": (("pension.has", False),),
    "benefit": (("benefit.has", False), ("benefit.settling_in_on", None)),
    "stipend": (("stipend.has", False),),
}
"""What a no at a gate says of every living member. `death`, `orphan`, `job_news` and `assistance` are read as such."""

ASKED_OF_THE_DEAD: Final = frozenset({"pension", "benefit", "accident"})
"""Gates that ask for what is now: of those who died it is asked what was when they died."""

TOO_YOUNG_TO_WORK: Final[Implied] = (
    ("job.has", False),
    ("job.had_before", False),
    ("occupation.entrepreneur", False),
    ("occupation.land_owner", False),
    ("occupation.other", NONE),
    ("occupation.military_months", 0),
    ("occupation.civil_service", False),
    ("occupation.civil_service_months", 0),
    ("leave.has", False),
    ("work_search.has", False),
    ("work_search.course", False),
    ("lost_work.has", False),
    ("lost_work.payment", ZERO),
    ("insurance.has", False),
    ("accident.has", False),
    ("care.has", False),
    ("stipend.order", NONE),
    ("prison.has", False),
    ("prison.released_on", None),
    ("benefit.settling_in_on", None),
)
DEAD: Final[Implied] = (
    ("job.has", False),
    ("occupation.entrepreneur", False),
    ("occupation.land_owner", False),
    ("occupation.other", NONE),
)
"""Whoever died has no contract and no business now; what was before is asked for."""
TOO_YOUNG_TO_SERVE: Final[Implied] = (("conscription.has", False),)
TOO_YOUNG_FOR_A_CHILD: Final[Implied] = tuple(
    (f"offspring.{name}", 0) for name in ("elsewhere", "disabled", "alone", "died")
)
NO_OTHER_CHILDREN: Final[Implied] = TOO_YOUNG_FOR_A_CHILD
TOO_YOUNG_FOR_SCHOOL: Final[Implied] = (("study.has", False),)
AT_SCHOOL: Final[Implied] = (("study.full_time", True), ("study.level", "school"))
"""Whoever learns and is not 16 yet does so full time at a school (Education Law, art. 19)."""
TOO_YOUNG_TO_MARRY: Final[Implied] = (("spouse", None),)
GROWN_UP: Final[Implied] = (("placement.has", False),)
"""A placement ends when the child is of age (18)."""

WISHES: Final[Mapping[str, tuple[str, ...]]] = {
    "employer": (),
    "work": (
        "registration_wish",
        "ready_to_work",
        "fit_for_public_works",
        "self_employed_before",
        "business_idea",
        "fair_side",
        "can_work_now",
    ),
    "labour_trouble": ("works_without_contract", "accident_on", "accident_at_work"),
    "insurance_record": (
        "account_error",
        "labour_book",
        "archive_paper",
        "expected_pay",
        "hazardous_months_on_paper",
        "right_began_on",
    ),
    "care_at_home": ("daily_help_needed", "relatives_help", "can_come_daily", "cannot_come"),
    "institution": ("wishes_to_move", "children_cannot_care", "psychiatric_opinion", "placement_consent"),
    "aids": ("aid_kind", "aid_for_relative", "occupational_disease"),
    "disagreement": ("decision_told_on", "disagrees_with"),
    "raise_child": (
        "spouse_agrees",
        "parental_rights_lost",
        "room_for_child",
        "foster_approved",
        "child_met",
        "child_wishes",
    ),
    "child_alone": ("neglected_child_age", "child_has_adult"),
    "safety": ("safe_at_home", "needs_advice_only"),
    "civil_papers": ("justice_matter",),
    "dispute": ("dispute_about", "court_has_decided"),
    "complaint": ("answered_thrice", "matter_in_court"),
    "visit": ("visit_on", "call_topic", "lives_far"),
    "volunteer": ("two_months_free",),
}
"""The questions of services (`answer.<id>`) that only arise from a wish."""

EMPLOYER_ANSWERS: Final = ("acts_for_employer", "acts_for_company")
"""Who has no wish as an employer has answered these with no."""

# By part, so that a member is replaced once: part -> {name: value}.
_Changes = dict[str, dict[str, Value]]


def resolved(family: Family, *, on: date) -> Family:
    """Return the family with what the gates and the ages say filled in where nothing was asked, as of a day."""
    closed = [name for name in GATES if getattr(family.gates, name) is False]
    of_living = [GATES[name] for name in closed]
    of_dead = [GATES[name] for name in closed if name not in ASKED_OF_THE_DEAD]
    members = tuple(_resolved(one, family, of_dead if one.dead else of_living, on) for one in family.members)
    household = _household(family.household, family.gates)
    answers = (*family.answers, *_answers(family))
    return replace(family, members=members, household=household, answers=answers)


def _resolved(member: Member, family: Family, closed: list[Implied], on: date) -> Member:
    implied: list[Implied] = list(closed)
    if member.dead:
        implied.append(DEAD)
    if family.household.complete is True and not counts_all_children(family, member, on):
        implied.append(NO_OTHER_CHILDREN)
    if isinstance(member.birth_date, date):
        age = years_between(member.birth_date, member.died_on if isinstance(member.died_on, date) else on)
        implied.extend(implied_by_age(age, member))
    changes: _Changes = {}
    for pairs in implied:
        for path, value in pairs:
            part, _, name = path.rpartition(".")
            if getattr(getattr(member, part) if part else member, name) is NOT_ASKED:
                changes.setdefault(part, {})[name] = value
    _only_one(member, family, changes)
    changed: dict[str, Any] = {**changes.pop("", {})}
    changed.update((part, replace(getattr(member, part), **values)) for part, values in changes.items())
    return replace(member, **changed) if changed else member


def counts_all_children(family: Family, member: Member, on: date) -> bool:
    """Whether somebody must be asked for children who are not in the list.

    The list has the children of the family already; those of somebody whose age is not known may all count.
    """
    if member.dead or member.relation is Relation.CHILD:
        return False
    if not isinstance(member.birth_date, date):
        return True
    listed = sum(member.key in (one.mother, one.father) for one in family.members)
    return years_between(member.birth_date, on) >= ALL_CHILDREN_COUNT_FROM or (listed >= MANY and member.sex != "M")


def implied_by_age(age: int, member: Member) -> list[Implied]:
    """What nobody of this age can be or have, and what whoever learns at it does; of those who died, their last age."""
    implied = []
    if age < YOUNGEST_WORKER:
        implied.append(TOO_YOUNG_TO_WORK)
    if age < YOUNGEST_PUPIL:
        implied.append(TOO_YOUNG_FOR_SCHOOL)
    elif age < LEAVES_SCHOOL and member.study.has is True:
        implied.append(AT_SCHOOL)
    if age < YOUNGEST_SOLDIER:
        implied.append(TOO_YOUNG_TO_SERVE)
    if age >= YOUNGEST_SOLDIER and member.relation is not Relation.PLACED_CHILD:
        implied.append(GROWN_UP)
    if age < YOUNGEST_PARENT:
        implied.append(TOO_YOUNG_FOR_A_CHILD)
    if age < YOUNGEST_SPOUSE:
        implied.append(TOO_YOUNG_TO_MARRY)
    return implied


WHO: Final[Mapping[str, str]] = {
    "disability": "disability.has",
    "care": "care.has",
    "social_service": "social_service.has",
    "accident": "accident.has",
    "conscription": "conscription.has",
    "honour": "honour.has",
    "insured_event": "insured_event.has",
    "lost_work": "lost_work.has",
    "leave": "leave.has",
    "work_search": "work_search.has",
    "business": "occupation.entrepreneur",
    "land": "occupation.land_owner",
    "pension": "pension.has",
    "benefit": "benefit.has",
    "stipend": "stipend.has",
}
"""Of whom a yes at a gate is asked next, attribute by gate."""


def _only_one(member: Member, family: Family, changes: _Changes) -> None:
    """A family of one: a yes at a gate is about the asker."""
    if len(family.members) > 1 or member.key != ASKER or family.household.complete is not True:
        return
    for gate, path in WHO.items():
        part, _, name = path.rpartition(".")
        if getattr(family.gates, gate) is True and getattr(getattr(member, part), name) is NOT_ASKED:
            changes.setdefault(part, {})[name] = True


def _household(household: Household, gates: Gates) -> Household:
    if gates.assistance is False:
        changes: dict[str, Any] = {}
        if household.assistance is NOT_ASKED:
            changes["assistance"] = False
        if household.application is NOT_ASKED:
            changes["application"] = NONE
        return replace(household, **changes)
    return household


def _answers(family: Family) -> tuple[GivenAnswer, ...]:
    """What the gates say to questions of services, where they were not asked."""
    if family.wishes.employer is not False:
        return ()
    asked = {(one.member, one.id) for one in family.answers}
    return tuple(GivenAnswer(ASKER, id_, value=False) for id_ in EMPLOYER_ANSWERS if (ASKER, id_) not in asked)


def declined(wishes: Wishes) -> frozenset[str]:
    """The ids of the questions of services that do not arise, because the asker does not look for the matter."""
    return frozenset(id_ for wish, ids in WISHES.items() if getattr(wishes, wish) is False for id_ in ids)
