"""The records a family implies, basis by basis: who they are about, who plays which role, on which day they count.

Each function mirrors the basis of the same name in `registries/facts/`. A record that nobody has said no to is there
too, as one that is not certain: its fields are not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from .ages import add_months, younger_than
from .family import Member, Relation
from .people import MONTHS_BACK
from .values import UNKNOWN, Flag, MaybeDay, Ref, Untold, Value
from .view import View

OF_AGE: Final = 18
YOUTH: Final = 23
EVENT_MONTHS: Final = 3

Fields = Mapping[str, Value]
NO_FIELDS: Final[Fields] = {}


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record of a basis. `roles` are members by role, the subject among them: None for nobody, or not known.

    `fields` are its own fields, without the name of the basis; one that is not among them is not known.
    """

    basis: str
    key: str
    about: int | None
    roles: Mapping[str, Member | Untold | None]
    on: date
    certain: bool = True
    fields: Fields = field(default_factory=dict)

    @property
    def subject(self) -> Member | Untold | None:
        """Who would receive."""
        return self.roles["subject"]


Rows = Iterator[RecordRow]


def living(view: View) -> Iterator[Member]:
    return (member for member in view.family.members if not member.dead)


def is_recent(view: View, day: MaybeDay, months: int = MONTHS_BACK) -> Flag:
    if isinstance(day, Untold):
        return day
    return day is not None and add_months(view.on, -months) < day <= view.on


def own(
    view: View,
    basis: str,
    member: Member,
    there: Flag,
    fields: Fields = NO_FIELDS,
    *,
    on: date | None = None,
    **roles: Member | Untold | None,
) -> Rows:
    """The record of somebody about themselves; none where there is no such thing."""
    if there is False:
        return
    yield RecordRow(
        basis,
        f"{basis}:{member.key}",
        member.key,
        {"subject": member, **roles},
        on or view.on,
        certain=there is True,
        fields=fields if there is True else NO_FIELDS,
    )


def dated(
    view: View, basis: str, member: Member, there: Flag, day: MaybeDay, fields: Fields, **roles: Member | Untold | None
) -> Rows:
    """The record of an event that counts on its own day, and only for so long."""
    recent = is_recent(view, day) if there is True else there
    if recent is False:
        return
    yield RecordRow(
        basis,
        f"{basis}:{member.key}",
        member.key,
        {"subject": member, **roles},
        day if recent is True and isinstance(day, date) else view.on,
        certain=recent is True,
        # Of a record whose day is not known, what else was told still counts.
        fields=fields if there is True else NO_FIELDS,
    )


def _present(view: View, key: Ref, *, on: date) -> Member | Untold | None:
    """The member with a key if they are there on a day, else nobody."""
    member = view.at(key)
    if member is None or isinstance(member, Untold):
        return member
    there = view.present(member, on)
    return there if isinstance(there, Untold) else (member if there else None)


def _first(*people: Member | Untold | None) -> Member | Untold | None:
    """The first who is somebody; not known when one before may be."""
    for person in people:
        if person is not None:
            return person
    return None


def _guardian(view: View, child: Member, on: date) -> Member | Untold | None:
    if child.placement.has is False:
        return None
    if child.placement.has is not True:
        return UNKNOWN
    return _present(view, child.placement.carer, on=on)


def _fit(view: View, child: Member, key: Ref, deprived: Flag, on: date) -> Member | Untold | None:
    """A parent who may receive for a child: there, and not deprived of parental rights."""
    parent = _present(view, key, on=on)
    if parent is None or isinstance(parent, Untold) or deprived is False:
        return parent
    return None if deprived is True else UNKNOWN


def who_receives_for(view: View, child: Member, on: date) -> Member | Untold | None:
    """Who receives what a child has a right to: the mother, else the father, else a guardian."""
    placement = child.placement
    mother = _fit(view, child, child.mother, placement.mother_deprived, on)
    father = _fit(view, child, child.father, placement.father_deprived, on)
    return _first(mother, father, _guardian(view, child, on))


def is_minor(view: View, member: Member, on: date) -> Flag:
    """Whether somebody is under age on a day."""
    born = member.birth_date
    return born if isinstance(born, Untold) else younger_than(born, OF_AGE, on)


# -- people ------------------------------------------------------------------------------------------------------


def person(view: View) -> Rows:
    """Everybody who lives."""
    for member in living(view):
        yield from own(view, "person", member, there=True)


def birth(view: View) -> Rows:
    """Everybody born in the last three years."""
    for child in view.family.members:
        born = child.birth_date
        recent = is_recent(view, born)
        if recent is False or (isinstance(recent, Untold) and child.relation not in _YOUNG):
            continue
        mother, father = view.at(child.mother), view.at(child.father)
        guardian = _guardian(view, child, view.on)
        subject = _first(_present(view, child.mother, on=view.on), _present(view, child.father, on=view.on), guardian)
        if subject is None:
            continue
        yield RecordRow(
            "birth",
            f"birth:{child.key}",
            child.key,
            {"subject": subject, "child": child, "mother": mother, "father": father, "guardian": guardian},
            born if recent is True and isinstance(born, date) else view.on,
            certain=recent is True,
            fields={"date": born, "born_alive": True},
        )


_YOUNG: Final = (Relation.CHILD, Relation.GRANDCHILD, Relation.PLACED_CHILD, Relation.OTHER)


def death(view: View) -> Rows:
    """Everybody who died in the last three years."""
    if view.family.gates.death is False:
        return
    named = [one for one in view.family.members if one.dead]
    for deceased in named:
        recent = is_recent(view, deceased.died_on)
        if recent is False:
            continue
        on = deceased.died_on if isinstance(deceased.died_on, date) else view.on
        fields: Fields = {
            "date": deceased.died_on,
            "work_related": deceased.death.work_related,
            "registered_on": deceased.died_on,
        }
        heir, sure = _heir(view, deceased)
        if heir is None:
            continue
        yield RecordRow(
            "death",
            f"death:{deceased.key}",
            deceased.key,
            {"subject": heir, "deceased": deceased},
            on,
            certain=recent is True and sure,
            fields=fields,
        )
    if not named:
        yield _possible(view, "death", ("deceased",))


def _heir(view: View, deceased: Member) -> tuple[Member | Untold | None, bool]:
    """Whoever bore the costs, else the spouse, an adult child, a parent, who is there on the day of the question.

    The right is the same whoever it is; so, while nobody said who bore the costs, the heir by law stands for them, or,
    less surely, the asker.
    """
    burier = _present(view, deceased.death.buried_by, on=view.on)
    if isinstance(burier, Member) or deceased.death.buried_by is None:
        return burier, True  # somebody outside the family bore the costs, where nobody did
    turns: list[tuple[int, date, int, Member]] = []
    for member in living(view):
        if view.present(member, view.on) is not True:
            continue
        turn = _turn(member, deceased)
        born = member.birth_date if isinstance(member.birth_date, date) else view.on
        if turn == 2 and younger_than(born, OF_AGE, view.on):
            continue
        if turn:
            turns.append((turn, born, member.key, member))
    if turns:
        return min(turns)[3], True
    return (view.family.asker, False) if isinstance(burier, Untold) else (None, True)


def _turn(member: Member, deceased: Member) -> int:
    if deceased.key == member.spouse or member.key == deceased.spouse:
        return 1
    if deceased.key in (member.mother, member.father):
        return 2
    return 3 if member.key in (deceased.mother, deceased.father) else 0


def child(view: View) -> Rows:
    """Everybody under 23: of a minor, whoever receives for them."""
    for member in living(view):
        born = member.birth_date
        if isinstance(born, date) and not younger_than(born, YOUTH, view.on):
            continue
        if isinstance(born, Untold) and member.relation not in _YOUNG:
            continue
        minor = is_minor(view, member, view.on)
        subject: Member | Untold | None = UNKNOWN
        guardian: Member | Untold | None = None
        if minor is True:
            subject = who_receives_for(view, member, view.on)
            guardian = _guardian(view, member, view.on)
        elif minor is False:
            subject = member
        if subject is None:
            continue
        yield RecordRow(
            "child",
            f"child:{member.key}",
            member.key,
            {
                "subject": subject,
                "child": member,
                "mother": view.at(member.mother),
                "father": view.at(member.father),
                "guardian": guardian,
            },
            view.on,
            certain=isinstance(born, date),
        )


def _possible(view: View, basis: str, others: tuple[str, ...]) -> RecordRow:
    """A record that may be, about somebody who was not named."""
    roles: dict[str, Member | Untold | None] = {"subject": view.family.asker}
    return RecordRow(basis, f"{basis}:?", None, roles | dict.fromkeys(others, UNKNOWN), view.on, certain=False)


Source = Callable[[View], Rows]
PEOPLE: Final[Mapping[str, Source]] = {
    "person": person,
    "birth": birth,
    "death": death,
    "child": child,
}
