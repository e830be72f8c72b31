"""Who does something: the system, a member of staff, a citizen for themselves, or a citizen for somebody.

One of these stands on everything that is done – a line of a timeline, a decision, a look at a record, a preference –
and is what every function of the domain is given as `actor`. None of them is a Django user: who is signed in is the
matter of an office; what an actor may do is the matter of `dost.cases.acts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Capacity(TextChoices):
    """As what somebody acts for another person."""

    PARENT = "parent", _("Parent")
    GUARDIAN = "guardian", _("Guardian")
    MANDATE = "mandate", _("By mandate")
    EMPLOYER = "employer", _("For an employer")


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
    """A citizen (`person_id`, `subject`) for the person `of`, as their parent, guardian or by their mandate.

    Or for the employer with this `voen`: then `of` is the citizen, in whose name the employer has no file of a person.
    What is written down keeps no VÖEN: the case it is about says for which employer it was.
    """

    person_id: int
    subject: str
    of: int
    capacity: Capacity
    voen: str = ""


Actor = System | Staff | Oneself | OnBehalf
"""Whoever does something."""

SYSTEM: Final = System()


class SignedIn(Protocol):
    """What is asked of a signed-in member of staff."""

    @property
    def pk(self) -> Any:
        """Their id."""

    @property
    def role(self) -> str:
        """Their role."""

    @property
    def centre(self) -> str:
        """The code of their centre, or nothing."""


def staff_actor(user: SignedIn) -> Staff:
    """The actor that a signed-in member of staff is."""
    return Staff(user_id=user.pk, role=user.role, centre=user.centre)


def acts_for(actor: Actor) -> int | None:
    """The id of the person in whose matters a citizen acts: their own, or whom they act for; None for other actors."""
    match actor:
        case Oneself():
            return actor.person_id
        case OnBehalf():
            return actor.of
        case _:
            return None
