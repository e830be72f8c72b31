"""Records are corrected by supersession only: the database refuses everything else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from registries.models import PersonChange, Record
from tests.factories import registries as make

pytestmark = [pytest.mark.django_db, pytest.mark.owner]
MODELS = [model for model in apps.get_app_config("registries").get_models() if issubclass(model, Record)]


@pytest.fixture(params=MODELS, ids=lambda model: model.__name__)
def record(request: pytest.FixtureRequest, db: None) -> Any:
    """A record of each kind."""
    return make.RECORDS[request.param]()


def refused(query: Any, **changes: Any) -> str:
    """Try an update (or a delete, without changes) in a savepoint; return the database's refusal."""
    with pytest.raises(DatabaseError) as caught:
        attempt(query, changes)
    return str(caught.value)


@transaction.atomic
def attempt(query: Any, changes: dict[str, Any]) -> None:
    """Update with the changes, or delete when there are none."""
    if changes:
        query.update(**changes)
    else:
        query.delete()


def test_a_record_is_never_edited_deleted_or_revived(record: Any) -> None:
    this = type(record).objects.filter(pk=record.pk)
    assert "Cannot update" in refused(this, valid_from=date(2019, 1, 1))
    assert "Cannot update" in refused(this, person=make.PersonFactory())
    assert "Cannot update" in refused(this, recorded_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert "Cannot delete" in refused(this)
    assert this.update(superseded_at=timezone.now(), correction_reason="twice", corrected_by="clerk") == 1
    assert "Cannot update" in refused(this, superseded_at=None)
    assert this.update(superseded_by=record) == 1


def test_the_same_reference_stands_once(record: Any) -> None:
    corrected = make.correct(record)
    standing = type(record).objects.filter(source=record.source, reference=record.reference, superseded_at=None)
    assert list(standing) == [corrected]


def test_a_fin_never_changes_and_a_person_stays() -> None:
    person = make.PersonFactory()
    people = type(person).objects.filter(pk=person.pk)
    assert "Cannot update" in refused(people, fin="7ZZZZZZ")
    assert people.update(language="ru") == 1
    assert "Cannot delete" in refused(people)


def test_the_changes_of_a_person_are_append_only() -> None:
    person = make.PersonFactory()
    change = PersonChange.objects.create(
        person=person,
        field="surname",
        old="Əliyeva",
        new="Məmmədova",
        source=make.InstitutionFactory(),
        reference="N-1",
        changed_at=timezone.now(),
    )
    this = PersonChange.objects.filter(pk=change.pk)
    assert "Cannot update" in refused(this, new="Quliyeva")
    assert "Cannot" in refused(this)


def test_every_record_table_is_guarded() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, count(*) FROM pg_trigger WHERE NOT tgisinternal GROUP BY 1")
        guards = dict(cursor.fetchall())
    assert {model._meta.db_table: guards.get(model._meta.db_table, 0) for model in MODELS} == {
        model._meta.db_table: 4
        for model in MODELS  # the fourth is against TRUNCATE (`dost.ops.grants`)
    }
