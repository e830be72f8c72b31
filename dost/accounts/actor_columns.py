"""The columns in which a row keeps who did what it tells of.

One set for every table: timeline entries, decisions, looks, preferences. All of them empty is the system, which is also
what a row from before there were other actors says with no user; with a user and no role, such a row says only who.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from .actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff, System

EMPTY: dict[str, Any] = {
    "by_role": "",
    "by_centre": "",
    "by_person_id": None,
    "by_subject": "",
    "by_capacity": "",
    "by_for_id": None,
}


class ActorColumns(models.Model):
    """Who did something. The foreign key to the member of staff is the table's own, named in `STAFF`.

    `by_role` and `by_centre` are what they were when the member of staff acted. `by_person` and `by_subject` are the
    citizen who acted; `by_capacity` and `by_for` as what and for whom, when it was not for themselves.
    """

    STAFF: ClassVar[str] = "by"

    # The defaults are the database's too: rows are also inserted by SQL that knows nothing of these columns.
    by_role = models.CharField(max_length=16, blank=True, default="", db_default="")
    by_centre = models.CharField(max_length=16, blank=True, default="", db_default="")
    by_person = models.ForeignKey(
        "registries.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    by_subject = models.CharField(max_length=255, blank=True, default="", db_default="")
    by_capacity = models.CharField(max_length=8, choices=Capacity, blank=True, default="", db_default="")
    by_for = models.ForeignKey(
        "registries.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True

    @property
    def actor(self) -> Actor:
        """Who did it."""
        user_id: int | None = getattr(self, f"{self.STAFF}_id")
        if user_id is not None:
            return Staff(user_id=user_id, role=self.by_role, centre=self.by_centre)
        if self.by_person_id is None:
            return SYSTEM
        if self.by_for_id is None:
            return Oneself(person_id=self.by_person_id, subject=self.by_subject)
        return OnBehalf(
            person_id=self.by_person_id,
            subject=self.by_subject,
            of=self.by_for_id,
            capacity=Capacity(self.by_capacity),
        )

    @classmethod
    def columns_of(cls, actor: Actor) -> dict[str, Any]:
        """The values of the columns that say this actor, by attribute: to write a row with, or to find its like."""
        staff = {f"{cls.STAFF}_id": None}
        match actor:
            case Staff():
                return EMPTY | {
                    f"{cls.STAFF}_id": actor.user_id,
                    "by_role": actor.role,
                    "by_centre": actor.centre,
                }
            case Oneself():
                return EMPTY | staff | {"by_person_id": actor.person_id, "by_subject": actor.subject}
            case OnBehalf():
                return (
                    EMPTY
                    | staff
                    | {
                        "by_person_id": actor.person_id,
                        "by_subject": actor.subject,
                        "by_capacity": actor.capacity,
                        "by_for_id": actor.of,
                    }
                )
            case System():
                return EMPTY | staff

    def signed(self, actor: Actor) -> Self:
        """The row itself, not saved, with this actor in its columns."""
        for name, value in self.columns_of(actor).items():
            setattr(self, name, value)
        return self

    @classmethod
    def who(cls) -> tuple[str, ...]:
        """The names for `select_related` of what it takes to say in words who it was."""
        return (cls.STAFF, "by_person", "by_for")


def one_actor(name: str, *, staff: str = "by") -> models.CheckConstraint:
    """The constraint that a row's columns are those of one actor: never both staff and citizen, nor half of either."""
    no_citizen = Q(by_person=None, by_subject="")
    not_for_somebody = Q(by_capacity="", by_for=None)
    is_staff = Q(**{f"{staff}__isnull": False}) & no_citizen & not_for_somebody
    nobody = Q(**{staff: None, "by_role": "", "by_centre": ""})
    citizen = nobody & Q(by_person__isnull=False) & ~Q(by_subject="")
    for_somebody = ~Q(by_capacity="") & Q(by_for__isnull=False)
    return models.CheckConstraint(
        name=name,
        condition=is_staff | (nobody & no_citizen & not_for_somebody) | (citizen & (not_for_somebody | for_somebody)),
    )
