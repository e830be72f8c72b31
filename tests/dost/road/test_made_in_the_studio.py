"""A service that no file and no line of code knows: made in the studio, it is found, held, excluded and counted."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from dost.cases.models import Case
from dost.cases.stages import Outcome
from dost.proactive.sweep import start, work_to_the_end
from registries.facts import catalogue
from registries.facts.query import Scope, rows
from registries.models import BenefitCase, Person
from services_catalog.changes import drafts, edits
from services_catalog.load import load_catalogue
from services_catalog.queries import forget_parameters
from tests.dost.road.house import work
from tests.factories.accounts import UserFactory
from tests.factories.registries import BenefitFactory, PersonFactory
from tests.factories.services_catalog import write_catalogue
from tests.factories.studio import NOW, TODAY, begun, published

NEW, OLD = "05-97", "05-98"
FACTS = ("benefit.receives_disability", "benefit.receives_age", "benefit.count")


@pytest.fixture(autouse=True)
def _a_new_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """05-97, every month from 70 on, which nobody has together with 05-98, monthly too; it counts as for disability."""
    root = write_catalogue(tmp_path / "catalogue")
    monkeypatch.setattr("services_catalog.files.CATALOGUE", root)
    load_catalogue(root=root, at=NOW)
    editor, publisher = UserFactory(username="aygun", editor=True), UserFactory(username="rena", publisher=True)
    change_set, draft = begun(editor, valid_from=TODAY)
    content = {**draft.content, "period": "monthly", "excludes": [OLD]}
    content["criteria"][1]["require"] = "person.age >= 70"
    content["examples"][0]["facts"]["person.age"] = 70
    texts = {**draft.texts, "counts_as": ["benefit.disability"]}
    edits.set_field(draft, "excludes", [NEW], revision=1, by=editor, at=NOW)
    draft.refresh_from_db()
    edits.set_field(draft, "period", "monthly", revision=draft.revision, by=editor, at=NOW)
    drafts.add_new_service(change_set, code=NEW, content=content, texts=texts, by=editor, at=NOW)
    change_set.refresh_from_db()
    published(change_set, editor=editor, publisher=publisher)
    forget_parameters()


def sweep(*codes: str) -> None:
    assert work_to_the_end(start(on=TODAY, now=NOW, services=codes)) is not None


def known(person: Person) -> tuple[bool, bool, int]:
    """Whether a disability benefit, an age benefit, and how many monthly benefits the person receives."""
    facts = [catalogue.vocabulary("person").resolve(name) for name in FACTS]
    query = rows("person", facts, scope=Scope.persons([person.pk]), on=TODAY)
    with connection.cursor() as cursor:
        columns = ", ".join(f'"{name}"' for name in FACTS)
        cursor.execute(f"SELECT {columns} FROM ({query.as_string(None)}) AS found")
        [(disability, age, count)] = cursor.fetchall()
    return disability, age, count


def test_what_the_road_awards_counts_as_the_service_says() -> None:
    person = PersonFactory(birth_date=TODAY.replace(year=1950))
    assert known(person) == (False, False, 0)
    sweep(NEW)
    work()
    assert Case.objects.get().outcome == Outcome.GRANTED
    assert BenefitCase.objects.get().service_code == NEW
    assert known(person) == (True, False, 1)


def test_an_award_of_it_is_held_and_excludes_the_other() -> None:
    """Neither is found for whoever has it; both are for somebody of the same age who has not."""
    born = TODAY.replace(year=1950)
    person = BenefitFactory(service_code=NEW, person=PersonFactory(birth_date=born), amount=Decimal(5000)).person
    assert known(person) == (True, False, 1)
    free = PersonFactory(birth_date=born)
    sweep(NEW, OLD)
    assert sorted(Case.objects.values_list("person", "service")) == [(free.pk, NEW), (free.pk, OLD)]
