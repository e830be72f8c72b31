"""The one next step of each of the 160 services, as their passports say it today."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

import pytest

from services_catalog.definition import Definition, Mode
from services_catalog.files import read_catalogue
from services_catalog.models import Service
from services_catalog.next_step import Missed, NextStep, StepKind, missed, next_step
from services_catalog.reading import ServiceDefinition
from services_catalog.time_limits import STANDARD, TimeLimit, TimeLimits, Unit

ON = date(2026, 11, 30)
CATALOGUE, _PROBLEMS = read_catalogue()
CALLED = {"02-04", "03-08", "04-02", "04-16", "05-13", "06-01", "09-05", "09-07", "10-03", "10-06"}
ASKED = {"03-05", "04-06", "05-02", "05-10", "09-06", "09-09", "09-11"}
ADVICE_ONLINE = {"03-08", "04-02", "05-13"}
"""Advice is given on the telephone at once; in writing one can ask for it, too."""


def steps() -> dict[str, NextStep]:
    return {
        code: next_step(Service(code=code, **found.passport), mode=Mode(found.versions[-1].definition["mode"]), on=ON)
        for code, found in CATALOGUE.services.items()
    }


OTHERWISE = {StepKind.CALL, StepKind.APPLY}
"""Steps beside which a centre may stand, and need not."""


def test_every_service_has_one_next_step() -> None:
    by_kind = defaultdict(set)
    for code, step in steps().items():
        by_kind[step.kind].add(code)
    assert sum(map(len, by_kind.values())) == 160
    assert by_kind[StepKind.CALL] == CALLED
    assert by_kind[StepKind.SAY_YES] == ASKED
    assert {code for code, step in steps().items() if step.online} == by_kind[StepKind.APPLY] | ADVICE_ONLINE
    assert Counter({kind: len(codes) for kind, codes in by_kind.items()}) == {
        StepKind.NOTHING: 83,
        StepKind.SAY_YES: 7,
        StepKind.APPLY: 41,
        StepKind.CENTRE: 19,
        StepKind.CALL: 10,
    }


def test_whoever_is_to_come_is_told_where_and_nobody_else() -> None:
    for code, step in steps().items():
        assert bool(step.places) >= step.comes, code
        if step.kind in {StepKind.NOTHING, StepKind.SAY_YES}:
            assert step.places == (), code
        assert ("dost_centre" in step.places) is (step.kind == StepKind.CENTRE) or step.kind in OTHERWISE, code


def test_every_proactive_service_says_what_to_do_when_nothing_came_and_no_other() -> None:
    found = {
        code: missed(Service(code=code, **one.passport), terms_of(one)) for code, one in CATALOGUE.services.items()
    }
    by_itself = {code for code, step in steps().items() if step.kind in {StepKind.NOTHING, StepKind.SAY_YES}}
    assert {code for code, one in found.items() if one is not None} == by_itself
    assert found["05-40"] == Missed(
        TimeLimit(10, Unit.DAYS, "Social Benefits Law (55-IIIQ, 07.02.2006)", "verified"), at_centre=True, online=True
    )
    assert found["05-51"] == Missed(TimeLimit(1, Unit.MONTHS, "Order 419 (23.12.2024)", "assumed"), at_centre=False)
    assert sum(one.at_centre for one in found.values() if one) == 67
    assert sum(one.online for one in found.values() if one) == 65


def terms_of(one: ServiceDefinition) -> TimeLimits:
    return Definition.from_json(one.versions[-1].definition).terms


def service(availability: dict[str, Any] | None = None, **passport: Any) -> Service:
    sheet = {"channels": ["automatic"], "places": ["dost_centre"], **passport}
    return Service(code="05-99", delivery="proactive", availability=availability or {}, passport=sheet)


@pytest.mark.parametrize(
    ("availability", "expected"),
    [
        ({"state": "open"}, StepKind.NOTHING),
        ({"state": "paused"}, StepKind.WAIT),
        ({"state": "paused", "until": "2026-11-29"}, StepKind.NOTHING),
        ({"state": "seasonal", "from": "2027-01-01", "until": "2027-02-01"}, StepKind.WAIT),
        ({"state": "closed"}, StepKind.GONE),
        ({"state": "closed", "from": "2026-12-01"}, StepKind.NOTHING),
    ],
)
def test_what_cannot_be_had_now_is_waited_for_or_gone(availability: dict[str, Any], expected: StepKind) -> None:
    assert next_step(service(availability), mode=Mode.AUTOMATIC, on=ON).kind == expected


def test_a_version_counts_from_its_first_day_until_before_its_last() -> None:
    made = service()
    in_december = {"in_force_from": date(2026, 12, 1), "ended_on": date(2027, 1, 1)}
    days = (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1))
    kinds = [next_step(made, mode=Mode.AUTOMATIC, on=on, **in_december).kind for on in days]
    assert kinds == [StepKind.WAIT, StepKind.NOTHING, StepKind.NOTHING, StepKind.GONE]


def test_what_is_missed_is_what_the_law_gives_for_the_decision() -> None:
    assert missed(service(), STANDARD) == Missed(STANDARD.decision, at_centre=False)


def test_who_can_apply_in_the_portal_does_and_others_come_or_call() -> None:
    def kind(*channels: str, places: tuple[str, ...] = ("dost_centre",), kind: str = "benefit") -> NextStep:
        passport = {"channels": list(channels), "places": list(places)}
        asked = Service(code="05-99", kind=kind, delivery="online", passport=passport)
        return next_step(asked, mode=Mode.ON_APPLICATION, on=ON)

    assert kind("portal", "centre", "call_centre") == NextStep(StepKind.APPLY, ("dost_centre",), online=True)
    assert kind("portal", "call_centre", kind="consultation") == NextStep(StepKind.CALL, ("dost_centre",), online=True)
    assert kind("centre") == NextStep(StepKind.CENTRE, ("dost_centre",))
    assert kind("centre", places=("dsmf_unit",)).kind == StepKind.OFFICE
    assert kind("call_centre", "mobile").kind == StepKind.CALL
