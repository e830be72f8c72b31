"""What a command needs to be there before it can answer; each says in one line what brings it."""

from __future__ import annotations

from django.core.management.base import CommandError

from registries.models import Institution, Person


def need_institutions() -> None:
    """Raise `CommandError` while no institution is known: nobody could have sent anything."""
    if not Institution.objects.exists():
        raise CommandError("no institution is known yet; `manage.py reference` loads them")


def need_people() -> None:
    """Raise `CommandError` while the population register is empty."""
    if not Person.objects.exists():
        raise CommandError(
            "the population register is empty; `manage.py import people FILE.csv` or, for a demonstration, "
            "`manage.py population` fills it"
        )
