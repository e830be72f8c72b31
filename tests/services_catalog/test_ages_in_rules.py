"""Ages in the rules of the catalogue: nobody is entitled to what has ended, and 29 February is no other birthday.

Every version that asks for somebody's age or birthday is tried on its own entitled examples, with birthdays around the
end of February and days around the ages that rules name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

import pytest
from django.db import connection

from services_catalog.checks import compile_definition
from services_catalog.files import read_catalogue
from services_catalog.reading import VersionDefinition
from services_catalog.rules import CompiledRule, Explanation, Verdict, what_if_many

CATALOGUE, _ = read_catalogue()
PARAMETERS = CATALOGUE.library.book()
LEAP_YEARS: Final = (1960, 1964, 1996, 2000, 2004, 2008, 2012, 2016, 2020, 2024)
"""Whoever was born then reaches 1, 3, 7, 10, 14, 18, 23, 25, 30, 62, 65 or 67 in one of the years below."""
YEARS: Final = (2025, 2026, 2027, 2028)
TOLD_ON_THE_DAY: Final = {"08-07": "a notice on the birthday: Law on individual records in state social insurance"}
"""Services whose law speaks of the birthday, which is another day for the one than for the other in leap years."""


def facts_about_age(rule: CompiledRule) -> dict[str, set[str]]:
    """The roles whose age or birthday a rule reads, and under which names."""
    found: dict[str, set[str]] = {}
    for bound in rule.facts:
        if bound.fact.name in ("person.birth_date", "person.age", "person.age_months"):
            found.setdefault(bound.role, set()).add(bound.name)
    return found


VERSIONS = [
    pytest.param(code, version, id=f"{code} of {version.valid_from}")
    for code, service in CATALOGUE.services.items()
    for version in service.versions
    if facts_about_age(compile_definition(version.definition, PARAMETERS))
]


def days() -> Iterator[date]:
    """Days around 1 March and the ends of the months beside it."""
    for year in YEARS:
        first = date(year, 3, 1)
        yield from (first + timedelta(days=number) for number in (-3, -2, -1, 0, 1, 30, 31))


def full_months(born: date, on: date) -> int:
    """Months of life that are full."""
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def aged(facts: Mapping[str, Any], about: Mapping[str, set[str]], born: date, on: date) -> dict[str, Any]:
    """The facts of an example for people born on a day, with records that are all in force on the day asked about."""
    changed = {name: value for name, value in facts.items() if not name.endswith((".age", ".birth_date"))}
    for name, value in changed.items():
        if isinstance(value, date):
            if name.endswith(("until", "_until")):
                changed[name] = max(value, on)
            elif name.endswith(("since", "_since")):
                changed[name] = min(value, on)
    for names in about.values():
        for name in names:
            if name.endswith("birth_date"):
                changed[name] = born
            else:
                months = full_months(born, on)
                changed[name] = months if name.endswith("age_months") else months // 12
    return changed


def tried(version: VersionDefinition, births: int) -> list[tuple[date, date, Explanation]]:
    """What a version says of its entitled examples, born `births` days after 28 February: (born, on, what)."""
    rule = compile_definition(version.definition, PARAMETERS)
    about = facts_about_age(rule)
    cases = [
        (date(year, 2, 28) + timedelta(days=births), on, example)
        for example in version.definition["examples"]
        if example["expect"]["verdict"] == "entitled"
        for year in LEAP_YEARS
        for on in days()
        if on >= date.fromisoformat(str(version.valid_from)) and on.year > year
    ]
    asked = [(aged(typed(example["facts"]), about, born, on), on) for born, on, example in cases]
    with connection.cursor() as cursor:
        results = what_if_many(rule, cases=asked, cursor=cursor)
    return [(born, on, result) for (born, on, _), result in zip(cases, results, strict=True)]


def typed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of an example with its days as days."""
    return {name: _day(value) if isinstance(value, str) else value for name, value in facts.items()}


def _day(value: str) -> date | str:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "version"), VERSIONS)
def test_ages_end_rights_and_29_february_is_no_other_birthday(code: str, version: VersionDefinition) -> None:
    last, leap, first = (tried(version, births) for births in (0, 1, 2))
    over = [
        (born.isoformat(), on.isoformat(), str(result.until))
        for born, on, result in (*last, *leap, *first)
        if result.verdict is Verdict.ENTITLED and result.until is not None and result.until < on
    ]
    assert over == [], "entitled after the last day"

    differing = [
        (born.isoformat(), on.isoformat(), outcome(one), outcome(other))
        for (born, on, one), (_, _, other) in zip(leap, first, strict=True)
        if (on.month, on.day) != (2, 29)
        if not (code in TOLD_ON_THE_DAY and on.year % 4 == 0)
        if outcome(one) != outcome(other)
    ]
    assert differing == [], "29 February and 1 March are not treated alike"


def outcome(result: Explanation) -> tuple[Any, ...]:
    """What counts for a person: verdict, amount, first and last month paid.

    A day that falls into the end of February of a leap year, where the two are of age on two days, counts as 1 March.
    """
    return result.verdict, result.amount, _paid_from(result.starts), _paid_from(result.until)


def _paid_from(day: date | None) -> date | None:
    if day is None:
        return None
    leap = day.year % 4 == 0 and day.month in (2, 3)
    return date(day.year, 3, 1) if leap and abs((day - date(day.year, 3, 1)).days) <= 2 else day
