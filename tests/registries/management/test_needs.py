"""What is not there yet is said, and how it comes."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from registries.management.needs import need_institutions, need_people
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db


def test_people_are_needed() -> None:
    with pytest.raises(CommandError, match=r"register is empty; `manage\.py import people"):
        need_people()
    PersonFactory()
    need_people()


def test_institutions_are_needed() -> None:
    with pytest.raises(CommandError, match=r"no institution is known yet; `manage\.py reference`"):
        need_institutions()
    call_command("reference", verbosity=0)
    need_institutions()
