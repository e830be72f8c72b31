"""Who did something, in words: the one place where timelines, decisions and the record of looks get them from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dost.ui.contexts import Text
from registries.models import Person

from .actor_columns import ActorColumns
from .actors import Capacity, Oneself, Staff, System
from .models import User

SYSTEM: Final = gettext_lazy("The system")
THE_PERSON: Final = gettext_lazy("The person")

CAPACITIES: Final[dict[tuple[Capacity, str], Text]] = {
    (Capacity.PARENT, Person.Sex.FEMALE): pgettext_lazy("who acts for somebody", "mother"),
    (Capacity.PARENT, Person.Sex.MALE): pgettext_lazy("who acts for somebody", "father"),
    (Capacity.GUARDIAN, Person.Sex.FEMALE): pgettext_lazy("who acts for somebody", "guardian"),
    (Capacity.GUARDIAN, Person.Sex.MALE): pgettext_lazy("who acts for somebody", "guardian"),
    (Capacity.MANDATE, Person.Sex.FEMALE): pgettext_lazy("who acts for somebody", "by mandate"),
    (Capacity.MANDATE, Person.Sex.MALE): pgettext_lazy("who acts for somebody", "by mandate"),
    (Capacity.EMPLOYER, Person.Sex.FEMALE): pgettext_lazy("who acts for somebody", "for the employer"),
    (Capacity.EMPLOYER, Person.Sex.MALE): pgettext_lazy("who acts for somebody", "for the employer"),
}
"""As what somebody acts for another person."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who it was: a name, and as what they acted (empty where there is nothing to add)."""

    name: Text
    role: Text = ""

    def __str__(self) -> str:
        """Both in one line."""
        return f"{self.name}, {self.role}" if self.role else str(self.name)


def who(row: ActorColumns) -> Who:
    """Who a row says it was. Read it with `select_related(*Row.who())`, or it costs queries.

    A row from before roles were kept says only the name.
    """
    match actor := row.actor:
        case System():
            return Who(SYSTEM)
        case Staff():
            return member_of_staff(getattr(row, row.STAFF), actor.role)
        case Oneself():
            return Who(THE_PERSON)
        case _:
            return _on_behalf(row)


def member_of_staff(user: User, role: str) -> Who:
    """A member of staff in the role they had then."""
    return Who(user.get_full_name() or user.get_username(), User.Role(role).label if role in User.Role else "")


def _on_behalf(row: ActorColumns) -> Who:
    acting, person = row.by_person, row.by_for
    assert acting is not None
    assert person is not None
    capacity = CAPACITIES[Capacity(row.by_capacity), acting.sex]
    if row.by_capacity == Capacity.EMPLOYER:
        return Who(acting.full_name, capacity)
    return Who(
        acting.full_name, _("%(capacity)s, on behalf of %(name)s") % {"capacity": capacity, "name": person.full_name}
    )
