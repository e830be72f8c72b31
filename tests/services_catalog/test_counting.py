"""What the awards of services count as: declared in files and in the studio, known to the facts, told of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from registries.facts import catalogue
from registries.facts.award_kinds import AWARD_KINDS
from registries.facts.query import Scope, rows
from registries.models import CountedAs, Person
from services_catalog.changes import drafts, edits, publish
from services_catalog.changes.checking import NotReady
from services_catalog.changes.compare import compare_draft
from services_catalog.counting import counted_as, facts_named, facts_recounted
from services_catalog.files import CATALOGUE, read_catalogue
from services_catalog.load import load_catalogue
from services_catalog.located import CatalogueError
from services_catalog.models import ChangeSet, Service
from services_catalog.signals import versions_published
from tests.factories.accounts import UserFactory
from tests.factories.registries import BenefitFactory
from tests.factories.services_catalog import SERVICE_YAML, write_catalogue
from tests.factories.studio import NEXT_YEAR, NOW, TODAY, begun, published

pytestmark = pytest.mark.django_db

DISABILITY = ["benefit.disability", "benefit.disability_61_80"]
KINDS = f"counts_as: [{', '.join(DISABILITY)}]\nprovenance:"
COUNTING_YAML = SERVICE_YAML.replace("provenance:", KINDS)
ASKING_YAML = (
    SERVICE_YAML.replace("code: 05-98", "code: 05-95")
    .replace("require: formula.old_enough", "require: benefit.receives_disability")
    .replace("person.age: 65", "benefit.receives_disability: true")
    .replace("person.age: 64", "benefit.receives_disability: false")
    .replace("person.age: null", "benefit.receives_disability: null")
)


def kinds_of(code: str) -> list[str]:
    found = CountedAs.objects.filter(service_code=code).first()
    return found.kinds if found is not None else []


def receives_disability(person: Person, on: date = TODAY) -> bool:
    fact = catalogue.vocabulary("person").resolve("benefit.receives_disability")
    with connection.cursor() as cursor:
        query = rows("person", [fact], scope=Scope.persons([person.pk]), on=on)
        cursor.execute(f'SELECT "benefit.receives_disability" FROM ({query.as_string(None)}) AS found')
        [(value,)] = cursor.fetchall()
    return bool(value)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of a catalogue of one service, 05-98, loaded."""
    folder = write_catalogue(tmp_path / "catalogue")
    monkeypatch.setattr("services_catalog.files.CATALOGUE", folder)
    load_catalogue(root=folder, at=NOW)
    return folder


@pytest.fixture
def announced() -> Iterator[list[list[str]]]:
    """The services that judge otherwise, by announcement."""
    heard: list[list[str]] = []

    def listen(codes: list[str], **kwargs: object) -> None:
        heard.append(codes)

    versions_published.connect(listen)
    yield heard
    versions_published.disconnect(listen)


@pytest.fixture
def editor() -> Any:
    return UserFactory(username="aygun", editor=True)


@pytest.fixture
def publisher() -> Any:
    return UserFactory(username="rena", publisher=True)


# -- files ---------------------------------------------------------------------------------------------------------


def test_the_catalogue_says_of_every_kind_which_services_are_of_it() -> None:
    found, problems = read_catalogue(CATALOGUE)
    assert not problems
    said = {kind for service in found.services.values() for kind in service.passport["counts_as"]}
    assert said == set(AWARD_KINDS)


def test_loading_tells_the_facts_what_awards_count_as(root: Path) -> None:
    assert kinds_of("05-98") == []
    person = BenefitFactory(service_code="05-98").person
    assert not receives_disability(person)

    write_catalogue(root, service=COUNTING_YAML)
    report = load_catalogue(root=root, at=NOW)
    assert (report.updated, report.versions_published) == (["05-98"], 0)
    assert kinds_of("05-98") == DISABILITY
    assert counted_as() == {("05-98", kind) for kind in DISABILITY}
    assert receives_disability(person)
    assert not load_catalogue(root=root, at=NOW).changed

    write_catalogue(root)
    assert load_catalogue(root=root, at=NOW).updated == ["05-98"]
    assert kinds_of("05-98") == []
    assert not receives_disability(person)


def test_a_file_that_says_no_more_that_a_service_is_paused_opens_it(root: Path) -> None:
    note = "{az: Fasilə, en: A break, ru: Перерыв}"
    paused = SERVICE_YAML.replace("passport:", f"availability: {{state: paused, note: {note}}}\npassport:", 1)
    write_catalogue(root, service=paused)
    load_catalogue(root=root, at=NOW)
    assert Service.objects.get().availability["state"] == "paused"
    write_catalogue(root)
    load_catalogue(root=root, at=NOW)
    assert Service.objects.get().availability == {}


@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        ("[benefit.disabilty]", "Did you mean benefit.disability?"),
        ("[benefit.age, benefit.age]", "named twice"),
        ("[benefit.age, stipend.hero]", "“stipend.hero” is a kind of award of TEQ"),
    ],
)
def test_what_is_no_kind_of_award_is_refused(root: Path, kinds: str, message: str) -> None:
    wrong = SERVICE_YAML.replace("provenance:", f"counts_as: {kinds}\nprovenance:")
    write_catalogue(root, service=wrong)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(root=root, at=NOW)
    assert message in str(caught.value)
    assert kinds_of("05-98") == []


def test_rules_that_ask_about_a_kind_are_tried_again_when_other_awards_count_as_it(
    root: Path, announced: list[list[str]]
) -> None:
    (root / "benefits" / "05-95.yaml").write_text(ASKING_YAML, encoding="utf-8")
    load_catalogue(root=root, at=NOW)
    announced.clear()

    write_catalogue(root, service=COUNTING_YAML)
    report = load_catalogue(root=root, at=NOW)
    assert (report.updated, report.repriced) == (["05-98"], ["05-95"])
    assert announced == [["05-95"]]


def test_facts_named() -> None:
    definition = {"criteria": [{"require": "mother.benefit.receives_age AND benefit.active"}]}
    assert facts_named(definition) == {"benefit.receives_age"}
    assert facts_named({}) == set()
    moved = facts_recounted({("a", "benefit.age"), ("b", "benefit.birth")}, {("a", "benefit.age")})
    assert moved == {"benefit.paid_for_birth"}
    assert facts_recounted({("a", "benefit.age")}, {("b", "benefit.age")}) == {
        "benefit.receives_age",
        "benefit.least_age",
    }


# -- the studio ----------------------------------------------------------------------------------------------------


def new_service(editor: Any, *, valid_from: date, kinds: list[str]) -> ChangeSet:
    """A change set with a new service 05-97 made from 05-98, and nothing else."""
    change_set, model = begun(editor, valid_from=valid_from)
    content, texts = model.content, model.texts
    drafts.remove_service(model, by=editor, at=NOW)
    content["criteria"][1]["require"] = "person.age >= 70"
    content["examples"][0]["facts"]["person.age"] = 70
    drafts.add_new_service(
        change_set, code="05-97", content=content, texts={**texts, "counts_as": kinds}, by=editor, at=NOW
    )
    change_set.refresh_from_db()
    return change_set


def test_a_service_made_in_the_studio_counts_like_any_other(root: Path, editor: Any, publisher: Any) -> None:
    published(new_service(editor, valid_from=TODAY, kinds=DISABILITY), editor=editor, publisher=publisher)

    assert kinds_of("05-97") == DISABILITY
    person = BenefitFactory(service_code="05-97", amount=Decimal("250.00")).person
    assert receives_disability(person)


def test_what_it_counts_as_is_forgotten_with_a_service_that_is_withdrawn(
    root: Path, editor: Any, publisher: Any
) -> None:
    done = published(new_service(editor, valid_from=NEXT_YEAR, kinds=DISABILITY), editor=editor, publisher=publisher)
    assert kinds_of("05-97") == DISABILITY
    publish.withdraw(done, reason="x", by=publisher, at=NOW)
    assert not CountedAs.objects.filter(service_code="05-97").exists()


@pytest.mark.parametrize("kinds", [["benefit.disabilty"], ["stipend.hero"]])
def test_the_studio_refuses_what_is_no_kind_of_these_awards(root: Path, editor: Any, kinds: list[str]) -> None:
    with pytest.raises(NotReady) as caught:
        publish.submit(new_service(editor, valid_from=TODAY, kinds=kinds), by=editor, at=NOW)
    assert [issue.path for _code, issue in caught.value.check.serious] == ["texts.counts_as[0]"]


def test_a_changed_passport_counts_all_awards_from_its_day(
    root: Path, editor: Any, publisher: Any, announced: list[list[str]]
) -> None:
    (root / "benefits" / "05-95.yaml").write_text(ASKING_YAML, encoding="utf-8")
    load_catalogue(root=root, at=NOW)
    announced.clear()
    person = BenefitFactory(service_code="05-98").person
    change_set, draft = begun(editor)
    draft = edits.change(
        draft, lambda state: state["texts"].update(counts_as=DISABILITY), revision=1, by=editor, at=NOW
    )
    [told] = compare_draft(draft).passport
    assert (told.path, getattr(told, "after", None)) == ("counts_as", DISABILITY)
    change_set.refresh_from_db()
    published(change_set, editor=editor, publisher=publisher)
    assert (kinds_of("05-98"), receives_disability(person), announced) == ([], False, [])

    publish.take_force(on=NEXT_YEAR)
    assert (kinds_of("05-98"), receives_disability(person)) == (DISABILITY, True)
    assert announced == [["05-95"]]
    publish.take_force(on=NEXT_YEAR)
    assert announced == [["05-95"]]
    assert load_catalogue(root=root, at=NOW).left_alone == ["05-98"]
    assert kinds_of("05-98") == DISABILITY
