"""A change that no event brought: whom it concerns, when it is told of, and which files of awards leave one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from registries.intake.changes import Changed, changed, note_changes
from registries.models import AssistanceCase, BenefitCase, PensionCase, RegistryChange, RegistryEvent
from registries.signals import registry_changed
from tests.factories.registries import (
    BenefitFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    InstitutionFactory,
    KinshipFactory,
    PensionFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
AWARDS = "fin,source,reference,valid_from,service_code,assigned_on,amount,kind\n"


@pytest.fixture
def heard() -> Iterator[list[dict[str, Any]]]:
    told: list[dict[str, Any]] = []

    def hear(*, registries: list[str], event_ids: list[int], **_more: Any) -> None:
        told.append({"registries": registries, "event_ids": event_ids})

    registry_changed.connect(hear)
    yield told
    registry_changed.disconnect(hear)


def persons() -> set[int]:
    return set(RegistryChange.objects.get().persons)


def test_a_record_names_its_people_and_its_number() -> None:
    award = BenefitFactory(child=PersonFactory(schoolchild=True), reference="B-7")
    assert changed(award) == Changed("DSMF", "B-7", frozenset({award.person_id, award.child_id}))
    assert changed(PensionFactory(reference="P-7")).reference == "P-7"


def test_a_change_is_kept_with_whom_it_names_and_their_kin() -> None:
    award = PensionFactory()
    tie = KinshipFactory(relative=award.person)
    PersonFactory()
    note_changes(PensionCase, [changed(award)], now=NOW)
    kept = RegistryChange.objects.get()
    assert (kept.registry, kept.source_id, kept.reference) == ("PENS", "DSMF", award.reference)
    assert (kept.changed_at, kept.detected_at) == (NOW, None)
    assert set(kept.persons) == {award.person_id, tie.person_id}
    assert not RegistryEvent.objects.exists()


@pytest.mark.parametrize(("model", "at_home"), [(AssistanceCase, True), (BenefitCase, False)])
def test_assistance_concerns_everyone_at_home(model: type[AssistanceCase | BenefitCase], at_home: bool) -> None:
    home = HouseholdFactory()
    one, mate = (HouseholdMemberFactory(household=home).person for _ in range(2))
    InstitutionFactory(code="DSMF")
    note_changes(model, [Changed("DSMF", "A-1", frozenset({one.pk}))], now=NOW)
    assert persons() == ({one.pk, mate.pk} if at_home else {one.pk})


def test_each_change_is_a_row_and_they_are_told_of_once() -> None:
    awards = [PensionFactory() for _ in range(3)]
    note_changes(PensionCase, [changed(award) for award in awards], now=NOW)
    kept = RegistryChange.objects.order_by("pk")
    assert [(one.reference, one.persons) for one in kept] == [(one.reference, [one.person_id]) for one in awards]


def test_listeners_are_told_after_the_commit(
    heard: list[dict[str, Any]], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            note_changes(PensionCase, [changed(PensionFactory()), changed(PensionFactory())], now=NOW)
        note_changes(BenefitCase, [], now=NOW)
        assert heard == []
    assert heard == [{"registries": ["PENS"], "event_ids": []}]


def test_nothing_is_told_of_what_was_rolled_back(
    heard: list[dict[str, Any]], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        note_changes(PensionCase, [changed(PensionFactory())], now=NOW)
        transaction.set_rollback(True)
    assert heard == []
    assert not RegistryChange.objects.exists()


# -- files ----------------------------------------------------------------------------------------------------------


def brought_in(folder: Path, text: str, *, to: str = "pensioncase") -> None:
    path = folder / "awards.csv"
    path.write_text(text, encoding="utf-8")
    call_command("import", to, path, verbosity=0)


def test_an_award_from_a_file_is_a_change_once_and_again_when_corrected(tmp_path: Path) -> None:
    person = PersonFactory()
    InstitutionFactory(code="DSMF")
    row = f"{person.fin},DSMF,P-1,2026-03-01,05-01,2026-03-01,{{}},age\n"
    brought_in(tmp_path, AWARDS + row.format("349.76"))
    assert persons() == {person.pk}
    brought_in(tmp_path, AWARDS + row.format("349.76"))
    assert RegistryChange.objects.count() == 1
    brought_in(tmp_path, AWARDS + row.format("360.00"))
    assert list(RegistryChange.objects.values_list("registry", "reference")) == [("PENS", "P-1")] * 2


def test_a_file_of_something_else_is_left_to_the_sweep(tmp_path: Path) -> None:
    person = PersonFactory()
    InstitutionFactory(code="ETN")
    header = "fin,source,reference,valid_from,level,institution_name,full_time\n"
    brought_in(tmp_path, f"{header}{person.fin},ETN,S-1,{date(2026, 3, 1)},higher,BDU,yes\n", to="study")
    assert not RegistryChange.objects.exists()
