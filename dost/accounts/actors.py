"""Who does something: the system, a member of staff, a citizen for themselves, or a citizen for somebody.

One of these stands on everything that is done – a line of a timeline, a decision, a look at a record, a preference –
and is what every function of the domain is given as `actor`. None of them is a Django user: who is signed in is the
matter of an office; what an actor may do is the matter of `dost.cases.acts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .models import User


class Capacity(TextChoices):
    """As what somebody acts for another person."""

    PARENT = "parent", _("Parent")
    GUARDIAN = "guardian", _("Guardian")
    MANDATE = "mandate", _("By mandate")


@dataclass(frozen=True, slots=True)
class System:
    """The road itself: a step, a sweep, a date that was reached."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff in the role they had when they acted; `centre` is the code of their centre, or empty."""

    user_id: int
    role: str
    centre: str = ""


@dataclass(frozen=True, slots=True)
class Oneself:
    """A citizen for themselves. `subject` is who they are for the identity provider (OpenID Connect `sub`)."""

    person_id: int
    subject: str


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """A citizen (`person_id`, `subject`) for the person `of`, as their parent, guardian or by their mandate."""

    person_id: int
    subject: str
    of: int
    capacity: Capacity


Actor = System | Staff | Oneself | OnBehalf
"""Whoever does something."""

SYSTEM: Final = System()


def staff_actor(user: User) -> Staff:
    """The actor that a signed-in member of staff is."""
    return Staff(user_id=user.pk, role=user.role)
