"""The facts derived from a family are those of the same family in the registries, fact by fact and basis by basis."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from dost.proactive.screening.candidate import Candidate, Wanted, wanted_by
from dost.proactive.screening.derive import FACTS, SOURCES, derive
from dost.proactive.screening.family import MEMBER_ATTRIBUTES, Family
from dost.proactive.screening.values import NOT_ASKED, UNKNOWN
from registries.facts import catalogue
from registries.facts.query import Scope, rows
from services_catalog.checks import compile_definition
from services_catalog.files import read_catalogue
from services_catalog.load import ranges_of
from services_catalog.rules import Parameter, ParameterBook
from tests.factories import registries as make

from .registered import write
from .whole_families import whole_family

DAYS = (date(2026, 11, 30), date(2028, 2, 29))

# Facts that a family told in full may leave not known, and why.
EXEMPT = {
    "answer.": "asked of the person; no registry holds it",
    "contract_event.told_on": "when the register was told is known to the employer only",
}
OF_ANOTHER_HOUSEHOLD = ("household.", "tsa.")


def _wanted() -> Wanted:
    found, problems = read_catalogue()
    assert problems == []
    book = ParameterBook(
        [
            Parameter(one.name, one.type, tuple((dated.valid_from, dated.value) for dated in one.values), one.label)
            for one in found.library.parameters.values()
        ]
    )
    return wanted_by(
        compile_definition(version.definition, book)
        for service in found.services.values()
        for version, _valid in zip(service.versions, ranges_of(service.versions), strict=True)
    )


WANTED = _wanted()


def registered(basis: str, people: list[int], on: date) -> list[dict[str, Any]]:
    """The rows of a basis about these people, as the engine reads them."""
    facts = [bound for bound in WANTED[basis] if bound.role != "answer"]
    query = rows(basis, facts, scope=Scope.persons(people), on=on)
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def differences(family: Family, ids: dict[int, int], on: date) -> Iterator[str]:
    """Everything that the registries say differently, or that only one of both knows of."""
    keys = {id_: key for key, id_ in ids.items()}
    candidates: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in derive(family, WANTED, on=on):
        candidates[candidate.basis].append(candidate)
    for basis in WANTED:
        found = {
            where: row
            for row in registered(basis, list(ids.values()), on)
            if (where := _where(family, row, basis, keys)) is not None
        }
        derived = {_where_of(one): one for one in candidates[basis]}
        for where in derived.keys() - found.keys():
            if basis == "death" and not derived[where].certain:
                continue  # nobody said who bore the costs: it may be the asker
            yield f"{basis} {where}: the registries have no such row"
        for where in found.keys() - derived.keys():
            yield f"{basis} {where}: no such row was derived"
        for where in found.keys() & derived.keys():
            yield from _compare(family, derived[where], found[where], keys)


def _where(family: Family, row: dict[str, Any], basis: str, keys: dict[int, int]) -> tuple[Any, ...] | None:
    """Where a row belongs; None for one that is of nobody in the family, or that nobody is asked about.

    A dead person receives nothing, and of contracts only the one in force is asked for in full.
    """
    about, subject = keys.get(row["about_id"]), keys.get(row["subject_id"])
    if subject is None or family.member(subject).dead:
        return None
    if about is not None and family.member(about).dead and basis not in ("birth", "death"):
        return None
    if basis == "contract" and row["on"] != family.member(subject).job.since:
        return None
    if basis == "care":
        return (subject,)
    return None if about is None else (about, *_kind(basis, row))


def _where_of(one: Candidate) -> tuple[Any, ...]:
    return (one.subject,) if one.basis == "care" else (one.about, *_kind(one.basis, one.facts))


def _kind(basis: str, facts: Any) -> tuple[Any, ...]:
    name = {"rehabilitation": "rehabilitation.kind", "contract_event": "contract_event.event"}.get(basis)
    return () if name is None else (facts[name],)


def _compare(family: Family, one: Candidate, row: dict[str, Any], keys: dict[int, int]) -> Iterator[str]:
    where = f"{one.key} as of {one.on}"
    if not one.certain:
        yield f"{where}: is not certain"
    if one.on != row["on"]:
        yield f"{where}: counts on {row['on']}"
    if one.subject != keys.get(row["subject_id"]):
        yield f"{where}: {one.subject} receives, not {keys.get(row['subject_id'])}"
    for bound in WANTED[one.basis]:
        if any(bound.name.startswith(exempt) for exempt in EXEMPT):
            continue
        if bound.fact.name.startswith(OF_ANOTHER_HOUSEHOLD) and bound.role != "record":
            who = keys.get(row.get(f"{bound.role}_id", -1))
            if who is not None and family.member(who).at_home is not True:
                continue
        if bound.name in one.unknown:
            yield f"{where}: {bound.name} is not known, but {row[bound.name]}"
        elif one.facts[bound.name] != row[bound.name]:
            yield f"{where}: {bound.name} is {one.facts[bound.name]}, not {row[bound.name]}"


@pytest.mark.django_db
@pytest.mark.slow
@settings(max_examples=40, phases=(Phase.explicit, Phase.generate))
@given(seed=st.integers(0, 2**32), on=st.sampled_from(DAYS))
@example(seed=2_553_555_822, on=date(2028, 2, 29))  # a child of sixteen at the death, grown on the day of the question
def test_derived_facts_are_the_facts_of_the_registries(seed: int, on: date) -> None:
    family = whole_family(random.Random(seed), on)
    with transaction.atomic():
        make.count_awards()
        people = write(family, on=on)
        found = list(differences(family, {key: person.pk for key, person in people.items()}, on))
        transaction.set_rollback(True)
    assert found == []


# -- what is not known -------------------------------------------------------------------------------------------


def shadow(family: Family, on: date) -> dict[tuple[str, str], Any]:
    """Every fact of every row that is known, by row, the day it counts on, and name; the subject too.

    A row whose day was not told counts today: what it then says is the answer to another question.
    """
    known: dict[tuple[str, str], Any] = {}
    for one in derive(family, WANTED, on=on):
        row = f"{one.key} as of {one.on}"
        known[row, "subject"] = one.subject
        known.update(((row, name), value) for name, value in one.facts.items() if name not in one.unknown)
    return known


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32), on=st.sampled_from(DAYS), untold=st.sampled_from((NOT_ASKED, UNKNOWN)))
@example(seed=6285429, on=date(2026, 11, 30), untold=NOT_ASKED)  # a hero's relation, once nobody said what status it is
@example(seed=552, on=date(2026, 11, 30), untold=NOT_ASKED)  # a ward of whom nobody said who the mother is
def test_to_know_less_never_says_something_else(seed: int, on: date, untold: Any) -> None:
    """Whatever is still known without some of what was told is what it was; the rest is not known."""
    rng = random.Random(seed)
    family = whole_family(rng, on)
    before = shadow(family, on)
    without = family
    for _time in range(rng.randint(1, 6)):
        member, attribute = rng.choice(without.members), rng.choice(MEMBER_ATTRIBUTES)
        if attribute.path in KNOWN_BY_HEART:
            continue
        without = without.with_member(attribute.write(member, untold))
    after = shadow(without, on)
    changed = {
        place: (before[place], value)
        for place, value in after.items()
        if place in before and before[place] != value and place[1] != "subject"
    }
    assert changed == {}


# Without these the family is another one: who is in it, since when they live and how they belong together.
KNOWN_BY_HEART = {"birth_date", "sex", "died_on", "at_home"}


def test_a_family_of_nobody_known_has_nothing_for_certain() -> None:
    """Who told nothing has no fact but that they are there."""
    for one in derive(Family(), WANTED, on=DAYS[0]):
        assert one.basis == "person" or not one.certain
        known = {name: value for name, value in one.facts.items() if name not in one.unknown}
        assert {name.rpartition(".")[2] for name in known} <= {"alive", "missing", "gone", "event", "kind", "newest"}


def test_every_fact_that_rules_use_is_derived() -> None:
    used = {bound.fact.name for facts in WANTED.values() for bound in facts if bound.role not in ("record", "answer")}
    assert used <= FACTS.keys()
    assert WANTED.keys() <= SOURCES.keys()
    answers = sum(bound.role == "answer" for facts in WANTED.values() for bound in facts)
    fields = sum(bound.role == "record" for facts in WANTED.values() for bound in facts)
    print(f"{len(used)} facts about people and {fields} fields of records derived, {answers} answers asked")
    print("not known by design:", ", ".join(EXEMPT))


def test_every_function_answers_a_fact_that_there_is() -> None:
    assert FACTS.keys() <= catalogue.facts.keys()
    assert SOURCES.keys() <= catalogue.bases.keys()
