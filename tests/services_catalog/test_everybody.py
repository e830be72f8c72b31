"""The whole catalogue over a whole country: every proactive rule finds somebody and leaves somebody out.

A hundred thousand made-up people in a database of their own, made once for this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random
from typing import Any, Final

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from dost.cases.rules import proactive_rules, rules_in_force
from dost.proactive.entitlements import Answer, entitlements
from dost.proactive.opening import OpeningCounts
from dost.proactive.seed_awards import seed_awards
from dost.proactive.sweep import count_entitled, start, work_to_the_end
from registries.facts.query import Scope, rows
from registries.models import Person
from registries.synthetic.load import populate
from services_catalog.compiled import CompiledVersion
from services_catalog.files import read_catalogue
from services_catalog.rules import Verdict
from tests.cloned_database import clone, drop

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("everybody"), pytest.mark.timeout(1800)]

ON: Final = date(2026, 11, 23)
NOW: Final = datetime(2026, 11, 23, 8, tzinfo=UTC)
PEOPLE: Final = 100_000
SEED: Final = 7
ASKED_OF_A_BASIS: Final = 12
FRESH: Final = ("03-05", "05-08", "05-32", "05-34", "05-51", "05-53", "08-11")
"""What only a few people in a country have a right to: some of it is there to be found when the past is settled."""
MOST_SHARES: Final = {"message": 0.2, "document": 0.4}
"""The greatest part of what is looked at that may get a notice or a certificate at one time."""


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The population and the catalogue, in a copy of the migrated database."""
    own = f"{settings.DATABASES['default']['TEST']['NAME']}_everybody"
    with django_db_blocker.unblock():
        connection.close()
        before = connection.settings_dict["NAME"]
        clone(own)
        connection.settings_dict["NAME"] = own
        try:
            populate(people=PEOPLE, seed=SEED, on=ON, report=lambda *_: None)
            call_command("catalogue", "load", verbosity=0)
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
            drop(own)


@pytest.fixture(scope="module")
def found(country: None) -> OpeningCounts:
    """How everybody stands under every proactive rule, before anything is opened."""
    return count_entitled(on=ON)


@pytest.fixture(scope="module")
def settled(found: OpeningCounts) -> dict[str, int]:
    """The population's past written down, after it was looked at without one."""
    return seed_awards(on=ON, now=NOW)


def table(found: OpeningCounts) -> str:
    """What `sweep` prints, for whoever has to find out what went wrong."""
    lines = [f"{'service':10} {'entitled':>10} {'unknown':>10} {'not':>12}"]
    for code, count in sorted(found.counts.items()):
        lines.append(f"{code:10} {count.entitled:>10,} {count.unknown:>10,} {count.not_entitled:>12,}")
    return "\n".join(lines)


def proactive_of_the_files() -> set[str]:
    catalogue, problems = read_catalogue()
    assert problems == []
    return {
        code
        for code, service in catalogue.services.items()
        if service.versions[-1].definition["mode"] in {"automatic", "ask_first"}
    }


def test_every_proactive_rule_finds_somebody_and_leaves_somebody_out(found: OpeningCounts) -> None:
    counts = found.counts
    assert set(counts) == proactive_of_the_files()
    assert len(counts) == 90
    nobody = sorted(code for code, count in counts.items() if not count.entitled)
    everybody = sorted(code for code, count in counts.items() if not count.not_entitled)
    assert (nobody, everybody) == ([], []), f"nobody: {nobody}, everybody: {everybody}\n{table(found)}"


def test_about_few_something_is_not_known(found: OpeningCounts) -> None:
    doubtful = sorted(code for code, count in found.counts.items() if count.unknown > PEOPLE / 1000)
    assert doubtful == [], table(found)


def test_notices_and_certificates_go_to_a_part_of_the_country(found: OpeningCounts) -> None:
    outcomes = {rule.code: rule.definition.outcome for rule in proactive_rules(ON)}
    flooding = sorted(
        code
        for code, count in found.counts.items()
        if outcomes[code] in MOST_SHARES
        and count.entitled > MOST_SHARES[outcomes[code]] * (count.entitled + count.not_entitled)
    )
    assert flooding == [], table(found)


@pytest.mark.usefixtures("country")
def test_every_service_is_explained_to_people_chosen_at_random() -> None:
    every = rules_in_force(ON)
    left = {rule.code for rule in every}
    assert len(left) == 160
    chance = Random(SEED)
    for basis, codes in codes_by_basis(every).items():
        for person in some(basis, chance):
            if not codes & left:
                break
            answers = entitlements(person, on=ON)
            assert {answer.rule.code for answer in answers} == {rule.code for rule in every}
            for answer in answers:
                check(answer)
            left -= {answer.rule.code for answer in answers if answer.explanation is not None}
    assert left == set()


def codes_by_basis(rules: list[CompiledVersion]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for rule in rules:
        found.setdefault(rule.basis, set()).add(rule.code)
    return found


def some(basis: str, chance: Random) -> Iterator[Person]:
    """People chosen at random from those who have a record of a basis."""
    with connection.cursor() as cursor:
        cursor.execute(rows(basis, [], scope=Scope.everyone(), on=ON).as_string(None))
        names = [column.name for column in cursor.description]
        subjects = sorted({row[names.index("subject_id")] for row in cursor})
    for pk in chance.sample(subjects, min(len(subjects), ASKED_OF_A_BASIS)):
        yield Person.objects.get(pk=pk)


def check(answer: Answer) -> None:
    """The verdict follows from criteria that each say in words what they ask, in which law it stands, and on what."""
    told: dict[str, Any] = answer.as_json()
    assert answer.verdict in Verdict
    if answer.explanation is None:
        assert (told["verdict"], told["key"]) == ("not_entitled", None)
        return
    criteria = answer.explanation.criteria
    assert criteria, answer.rule.code
    assert all(criterion.text["az"] and criterion.text["en"] and criterion.law for criterion in criteria)
    met = {criterion.met for criterion in criteria}
    if False in met:
        assert answer.verdict is Verdict.NOT_ENTITLED, told
    elif met == {True}:
        assert answer.verdict is Verdict.ENTITLED or told["missing"], told
    else:
        assert answer.verdict is Verdict.UNKNOWN, told


def test_awards_written_now_are_not_taken_for_ones_that_were_not_raised(
    found: OpeningCounts, settled: dict[str, int]
) -> None:
    assert sum(settled.values()) > 500
    again = count_entitled(on=ON, services=["05-08", "05-51"])
    for code in ("05-08", "05-51"):
        assert again.counts[code].entitled == found.counts[code].entitled


@pytest.mark.usefixtures("settled")
def test_some_rare_rights_are_fresh_when_the_past_is_settled() -> None:
    opened = work_to_the_end(start(on=ON, now=NOW, services=FRESH))
    assert opened is not None
    counts = {code: opened.counts[code].opened for code in FRESH}
    assert all(0 < count < 100 for count in counts.values()), counts
    again = work_to_the_end(start(on=ON, now=NOW, services=FRESH))
    assert again is not None
    assert again.opened == 0
