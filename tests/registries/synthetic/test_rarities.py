"""Rare people: there are some among twenty thousand, drawn beside everybody else."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from registries.synthetic import rarities
from registries.synthetic.awards import RAISED_ALONE
from registries.synthetic.chunk import make_chunk
from registries.synthetic.community import CHUNK, Plan
from registries.synthetic.sheet import TABLES

ON = date(2026, 11, 23)
PEOPLE = 20_000
Rows = list[dict[str, str]]


@cache
def table(name: str, seed: int = 7) -> Rows:
    plan = Plan(people=PEOPLE, seed=seed, on=ON.toordinal())
    return [row for chunk in range(PEOPLE // CHUNK) for row in read(made(plan, chunk), name)]


@cache
def made(plan: Plan, chunk: int) -> dict[str, bytes]:
    return make_chunk(plan, chunk, {})


def read(chunk: dict[str, bytes], name: str) -> Rows:
    lines = chunk[name].decode().splitlines()
    return [dict(zip(TABLES[name], line.split("\t"), strict=True)) for line in lines]


def days_ago(text: str) -> int:
    return (ON - date.fromisoformat(text)).days


def test_a_car_is_indicated_to_a_few_who_are_not_in_the_queue() -> None:
    cars = [row for row in table("rehabilitationitem") if row["kind"] == "car"]
    waiting = [row for row in cars if row["queue_no"] == "\\N"]
    assert 1 <= len(waiting) < len(cars) / 4
    assert all(days_ago(row["valid_from"]) < rarities.LATELY and row["handed_over_on"] == "\\N" for row in waiting)


def test_few_aids_wait_to_be_handed_over_or_replaced() -> None:
    aids = [row for row in table("rehabilitationitem") if row["kind"] == "aid"]
    due = [row for row in aids if row["handed_over_on"] == "\\N" or days_ago(row["handed_over_on"]) >= 3 * 366]
    assert 0.03 < len(due) / len(aids) < 0.2
    for row in aids:
        assert row["handed_over_on"] == "\\N" or row["ordered_on"] < row["handed_over_on"] <= ON.isoformat()


@pytest.mark.parametrize("kind", ["adoption", "foster"])
def test_children_with_a_disability_are_placed(kind: str) -> None:
    disabled = {row["person_id"] for row in table("disabilitydecision") if row["band"] != "\\N"}
    placed = [row for row in table("childplacement") if row["kind"] == kind]
    assert 1 <= sum(row["person_id"] in disabled for row in placed) < len(placed)


def test_heirs_of_servicemen_share_the_sum_equally() -> None:
    deaths = [row for row in table("personalinsuranceevent") if row["event"] == "death"]
    recent = [row for row in deaths if days_ago(row["valid_from"]) < 3 * 365]
    fallen = {row["insured_id"] for row in recent}
    assert 1 <= len(fallen) <= 6
    died = {row["person_id"]: row["valid_from"] for row in table("deathact")}
    served = {row["person_id"] for row in table("employedstatus") if row["category"] == "military"}
    for row in recent:
        assert int(row["share_parts"]) == sum(other["insured_id"] == row["insured_id"] for other in recent)
        assert died[row["insured_id"]] <= row["valid_from"]
        assert row["insured_id"] in served


def test_most_disabled_men_of_the_first_war_were_paid_in_2022() -> None:
    disabled = [row for row in table("honourstatus") if row["status"] == "war_disabled"]
    first = [row for row in disabled if row["injured_on"] < "1997-08-02"]
    paid = {row["person_id"] for row in table("benefitcase") if row["service_code"] == "05-53"}
    late = [row for row in first if row["person_id"] not in paid]
    assert 1 <= len(late) < len(first) / 2
    assert all(row["war"] == "qarabag_1" for row in first)
    insured = {row["person_id"] for row in table("personalinsuranceevent") if row["event"] == "disability"}
    assert not insured & {row["person_id"] for row in first}


def test_one_award_in_two_hundred_was_not_raised() -> None:
    least = {"05-22": 300, "05-23": 250, "05-24": 180, "05-26": 140, "07-07": 250, "07-09": 120, "07-10": 120}
    rows: Rows = []
    for seed in (7, 8, 9):
        rows += [row for name in ("benefitcase", "stipendcase") for row in table(name, seed)]
        rows += table("pensioncase", seed)
    running = [row for row in rows if row["superseded_at"] == "\\N" and row["service_code"] in RAISED_ALONE]
    behind = [row for row in running if float(row["amount"]) < least.get(row["service_code"], 0)]
    behind += [row for row in running if row.get("supplements") and pension(row) < 349.75]
    assert 0.001 < len(behind) / len(running) < 0.008
    assert all(row["valid_from"] < "2026-01-01" for row in behind)


def pension(row: dict[str, str]) -> float:
    return float(row["amount"]) - float(row["supplements"])


def test_nobody_else_is_made_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan(people=CHUNK, seed=5, on=ON.toordinal())
    with_them = make_chunk(plan, 0, {})
    monkeypatch.setattr(rarities, "fill", lambda *_: None)
    without = make_chunk(plan, 0, {})
    for name in ("person", "employmentcontract", "insuranceaccount", "stipendcase", "socialservicecase"):
        assert with_them[name] == without[name]
    for name in set(without) - {"householdmember", "kinship"}:
        assert set(without[name].splitlines()) <= set(with_them[name].splitlines()), name
