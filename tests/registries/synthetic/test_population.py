"""`manage.py population`: the same every time, true to the models, and shaped like the country."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Q

from registries.models import (
    BenefitCase,
    BirthAct,
    Centre,
    DisabilityDecision,
    District,
    EmploymentContract,
    HouseholdMember,
    Institution,
    InsuranceAccount,
    Kinship,
    PensionCase,
    Person,
    RegistryGap,
)
from registries.models.record import Record
from registries.synthetic import load
from registries.synthetic.chunk import make_chunk
from registries.synthetic.community import CHUNK, Plan
from registries.synthetic.sheet import RECORDS, TABLES
from registries.synthetic.workers import chunks

ON = date(2026, 11, 23)


def quiet(what: str, done: int, of: int) -> None:
    """No progress to show."""


def make(people: int, seed: int = 1) -> None:
    load.populate(people=people, seed=seed, on=ON, report=quiet, processes=1)


def test_every_registry_table_is_filled() -> None:
    records = {model._meta.model_name for model in Record.__subclasses__() if not model._meta.abstract}
    for model in Record.__subclasses__():
        records |= {child._meta.model_name for child in model.__subclasses__() if not child._meta.abstract}
    assert records == set(RECORDS) | {"employerrepresentative"}  # made of the contracts afterwards (`heads`)


def test_columns_fit_the_models() -> None:
    load.check_columns()


def test_columns_that_do_not_fit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TABLES, "conscription", (*TABLES["conscription"], "rank"))
    with pytest.raises(load.PopulationError, match="conscription: rank"):
        load.check_columns()


def test_chunk_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    plan = Plan(people=CHUNK, seed=5, on=ON.toordinal())
    assert make_chunk(plan, 0, {}) == make_chunk(plan, 0, {})
    assert make_chunk(plan, 0, {}) != make_chunk(Plan(people=CHUNK, seed=6, on=ON.toordinal()), 0, {})


def test_processes_do_not_change_what_is_made() -> None:
    plan = Plan(people=CHUNK * 2 + 500, seed=5, on=ON.toordinal())
    assert list(chunks(plan, {}, processes=2)) == list(chunks(plan, {}, processes=1))


@pytest.mark.django_db
def test_population_has_the_countrys_shape() -> None:
    make(CHUNK * 2, seed=11)
    people = Person.objects.filter(died_on=None).count()
    assert Person.objects.count() == CHUNK * 2
    decided = DisabilityDecision.objects.filter(superseded_at=None, valid_from__lte=ON).filter(
        Q(valid_until=None) | Q(valid_until__gte=ON)
    )
    assert 0.052 < decided.values("person").distinct().count() / people < 0.078
    contracts = EmploymentContract.objects.filter(superseded_at=None).filter(
        Q(valid_until=None) | Q(valid_until__gte=ON)
    )
    assert 0.16 < contracts.count() / people < 0.22
    assert 0.08 < PensionCase.objects.filter(superseded_at=None, valid_until=None).count() / people < 0.13
    assert set(Person.objects.values_list("district__economic_region").distinct()) == set(
        District.objects.values_list("economic_region").distinct()
    ) | {(None,)}


@pytest.mark.django_db
def test_population_has_the_dirt_of_reality() -> None:
    make(CHUNK, seed=12)
    assert EmploymentContract.objects.filter(monthly_pay=None).exists()
    assert Person.objects.filter(phone="", birth_date__lt=date(2000, 1, 1), died_on=None).exists()
    assert Person.objects.filter(document_until__lt=ON).exists()
    assert RegistryGap.objects.filter(until=None).exists()
    assert BirthAct.objects.filter(father=None).exists()
    corrected = InsuranceAccount.objects.exclude(superseded_at=None)
    assert corrected.exists()
    for old in corrected.select_related("superseded_by"):
        assert old.superseded_by is not None
        assert (old.superseded_by.source_id, old.superseded_by.reference) == (old.source_id, old.reference)
        assert old.correction_reason
        assert old.corrected_by == "DSMF"


@pytest.mark.django_db
def test_every_minor_has_a_parent_or_guardian_in_the_register() -> None:
    make(CHUNK, seed=13)
    minors = Person.objects.filter(died_on=None, birth_date__gt=date(2008, 11, 23))
    kin = Kinship.objects.filter(kind__in=["mother", "father", "guardian"]).values("person")
    assert minors.exclude(pk__in=kin).count() <= minors.count() * 0.01


@pytest.mark.django_db
def test_awards_point_at_what_they_arose_from() -> None:
    make(CHUNK, seed=14)
    births = BenefitCase.objects.filter(service_code__in=["05-40", "05-41"], superseded_at=None)
    assert births.exists()
    assert not births.exclude(basis_key=F("child__fin")).exists()
    assert not births.filter(child__birth_date__gt=date(2026, 11, 20)).exists()
    late = births.filter(child__birth_date__gte=date(2025, 7, 1))
    assert set(late.values_list("amount", flat=True)) == {600}
    for award in BenefitCase.objects.filter(service_code__in=["05-22", "05-23", "05-24"], superseded_at=None)[:50]:
        source, _, reference = award.basis_key.partition(":")
        decision = DisabilityDecision.objects.get(source=source, reference=reference, superseded_at=None)
        assert decision.person_id == award.person_id
    doubled = (
        BenefitCase.objects.filter(superseded_at=None)
        .values("service_code", "basis_key", "person")
        .annotate(rows=Count("pk"))
        .filter(rows__gt=1)
    )
    assert not doubled.exists()


@pytest.mark.django_db
def test_population_keeps_indexes_and_constraints() -> None:
    def schema() -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'")
            indexes = set(cursor.fetchall())
            cursor.execute("SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint")
            return indexes, set(cursor.fetchall())

    before = schema()
    make(300)
    assert schema() == before


@pytest.mark.django_db
def test_population_is_added_to_people_who_are_there() -> None:
    make(300, seed=1)
    make(250, seed=1)
    assert Person.objects.count() == 550
    assert HouseholdMember.objects.values("person").annotate(rows=Count("pk")).filter(rows__gt=1).count() == 0
    newest = Person.objects.create(
        fin="LLLLLLL",
        surname="Əliyev",
        given_name="Əli",
        sex="M",
        birth_date=ON,
        recorded_at="2026-11-23T00:00Z",
    )
    assert newest.pk == 551


@pytest.mark.django_db
def test_population_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(plan: Plan, bases: dict[str, int], *, processes: int) -> object:
        yield make_chunk(plan, 0, bases)
        raise ChildProcessError("a worker process failed")

    monkeypatch.setattr(load, "chunks", broken)
    with pytest.raises(ChildProcessError):
        make(CHUNK + 100)
    assert load.is_empty()


@pytest.mark.django_db
def test_command_does_nothing_if_there_are_people() -> None:
    make(50)
    out = StringIO()
    call_command("population", "--people", "50", "--if-empty", stdout=out)
    assert out.getvalue() == "There are people already: nothing done.\n"
    assert Person.objects.count() == 50


@pytest.mark.django_db
def test_command_prints_lines_where_there_is_no_terminal() -> None:
    out = StringIO()
    call_command("population", "--people", "60", "--seed", "2", "--on", "2026-11-23", stdout=out)
    assert "people: 60 of 60" in out.getvalue()
    assert Person.objects.count() == 60


@pytest.mark.parametrize("arguments", [["--people", "0"], ["--people", "many"], ["--on", "23.13.2026"]])
def test_command_refuses_senseless_arguments(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("population", *arguments)


@pytest.mark.django_db
def test_reference_is_loaded_once_and_brought_up_to_date() -> None:
    call_command("reference", verbosity=0)
    District.objects.filter(code="susa").update(liberated=False)
    call_command("reference", verbosity=0)
    assert (Institution.objects.count(), District.objects.count(), Centre.objects.count()) == (96, 85, 18)
    assert District.objects.get(code="susa").liberated
    assert District.objects.values("economic_region").distinct().count() == 14
    assert not Institution.objects.filter(name_ru="").exists()
