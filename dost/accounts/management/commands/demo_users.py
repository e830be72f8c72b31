"""`manage.py demo_users`: people who can sign in to the demonstration."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.core.management.base import BaseCommand

from dost.accounts import second_step
from dost.accounts.models import User
from registries.demonstration import PASSWORD, TOTP_SECRET, demonstration_only
from registries.models import Person

CODE: Final = ".venv/bin/python manage.py totp code"
PEOPLE: Final = (
    ("examiner", User.Role.EXAMINER, "Aygün", "Məmmədova"),
    ("supervisor", User.Role.SUPERVISOR, "Rauf", "Əliyev"),
    ("auditor", User.Role.AUDITOR, "Nigar", "Hüseynova"),
    ("clerk", User.Role.CLERK, "Elçin", "Quliyev"),
    ("editor", User.Role.EDITOR, "Leyla", "Cəfərova"),
    ("publisher", User.Role.PUBLISHER, "Tural", "Abbasov"),
    ("viewer", User.Role.VIEWER, "Səbinə", "Kərimova"),
    ("administrator", User.Role.ACCOUNTS, "Kamran", "İsmayılov"),
    ("administrator2", User.Role.ACCOUNTS, "Günel", "Rəhimova"),
    ("greeter", User.Role.GREETER, "Fidan", "Səfərova"),
    ("operator", User.Role.OPERATOR, "Orxan", "Nəbiyev"),
)


GROWN: Final = (date(1970, 1, 1), date(1995, 12, 31))
"""Born between these days, somebody of the made-up population can be a member of staff."""


def _fins() -> list[str]:
    """FİNs of people of the population whom no account names yet, one for each of the staff; fewer if there are fewer.

    Whoever decides must be somebody the registries know (`User.fin`): in a demonstration it is one of its people.
    """
    taken = User.objects.exclude(fin="").values("fin")
    people = Person.objects.filter(died_on=None, birth_date__range=GROWN).exclude(fin__in=taken).order_by("pk")
    return list(people.values_list("fin", flat=True)[: len(PEOPLE)])


@demonstration_only
class Command(BaseCommand):
    """Make the demonstration's staff, once, and print how they sign in. Refused in production."""

    help = "Make and print the demonstration's sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make whoever is missing; print all."""
        fins = _fins()
        for name, role, given_name, surname in PEOPLE:
            user, made = User.objects.get_or_create(
                username=name,
                defaults={"role": role, "first_name": given_name, "last_name": surname, "is_demonstration": True},
            )
            if made:
                user.set_password(PASSWORD)
                user.save(update_fields=["password"])
            if not user.fin and fins:
                user.fin = fins.pop()
                user.save(update_fields=["fin"])
            if user.check_password(PASSWORD) and not second_step.is_enrolled(user):
                second_step.give_secret(user, TOTP_SECRET)  # also to those made when a password was enough
            self.stdout.write(f"{name:15} {PASSWORD} + code  {role.label}")
        self.stdout.write(f"\nThe code is printed by: {CODE} NAME")
        self.stdout.write(f"An app for codes takes this key, the same for all:\n{TOTP_SECRET}")  # no box cuts it
