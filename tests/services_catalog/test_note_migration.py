"""Notes that were one English text become texts by language, and back."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection

from dost.ops.embedded import PROJECT_ROOT
from services_catalog.models import Service
from tests.factories.services_catalog import ServiceFactory

[MIGRATION] = (PROJECT_ROOT / "services_catalog" / "migrations").glob("*_note_in_languages.py")
OPERATION = import_module(f"services_catalog.migrations.{MIGRATION.stem}").Migration.operations[0]


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
def test_an_english_note_is_kept_as_english_and_others_are_left_alone() -> None:
    old = {"rule": "assumed", "passport": "assumed", "note": "Made for the tests."}
    new = {**old, "note": {"az": "Sınaq üçündür", "en": "Made for the tests.", "ru": "Для проверки"}}
    before = ServiceFactory(code="05-97", provenance=old)
    whole = ServiceFactory(code="05-98", provenance=new)
    bare = ServiceFactory(code="05-99", provenance={})
    run(OPERATION.sql)
    assert Service.objects.get(pk=before.pk).provenance == {**old, "note": {"en": "Made for the tests."}}
    assert Service.objects.get(pk=whole.pk).provenance == new
    assert Service.objects.get(pk=bare.pk).provenance == {}
    run(OPERATION.reverse_sql)
    assert Service.objects.get(pk=before.pk).provenance == old
