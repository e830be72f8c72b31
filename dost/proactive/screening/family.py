"""A family as somebody tells of it: people, how they belong together, and what was said of each.

Immutable: whoever changes something makes a new family. Nothing here is stored; the bytes of `packing` are all that
outlives a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _

from . import parts
from .values import (
    MOST_MEMBERS,
    NOT_ASKED,
    UNKNOWN,
    Code,
    Day,
    Flag,
    Kind,
    MaybeDay,
    Money,
    Ref,
    TellingError,
    Untold,
    Value,
    check_value,
    code,
    day,
    flag,
    maybe_day,
    money,
    ref,
)

ASKER: Final = 0
"""The key of whoever answers."""


class Relation(StrEnum):
    """What somebody is to the asker."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    PLACED_CHILD = "placed_child"
    OTHER_PARENT = "other_parent"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the family. `died_on` and `missing_since` are None for whoever lives and is not missing.

    `at_home` tells whether they live in the asker's household. `mother`, `father` and `spouse` are keys of members,
    None when no such person is recorded; a deceased spouse stays the spouse.
    """

    key: int
    relation: Relation
    at_home: Flag = flag()
    sex: Code = code("F", "M")
    birth_date: Day = day()
    died_on: MaybeDay = maybe_day()
    missing_since: MaybeDay = maybe_day()
    mother: Ref = ref()
    father: Ref = ref()
    spouse: Ref = ref()
    residence: parts.Residence = parts.Residence()
    prison: parts.Prison = parts.Prison()
    conscription: parts.Conscription = parts.Conscription()
    study: parts.Study = parts.Study()
    job: parts.Job = parts.Job()
    occupation: parts.Occupation = parts.Occupation()
    leave: parts.Leave = parts.Leave()
    work_search: parts.WorkSearch = parts.WorkSearch()
    lost_work: parts.LostWork = parts.LostWork()
    insurance: parts.Insurance = parts.Insurance()
    pension: parts.Pension = parts.Pension()
    benefit: parts.Benefit = parts.Benefit()
    stipend: parts.Stipend = parts.Stipend()
    disability: parts.Disability = parts.Disability()
    accident: parts.Accident = parts.Accident()
    rehabilitation: parts.Rehabilitation = parts.Rehabilitation()
    honour: parts.Honour = parts.Honour()
    insured_event: parts.InsuredEvent = parts.InsuredEvent()
    social_service: parts.SocialService = parts.SocialService()
    care: parts.Care = parts.Care()
    placement: parts.Placement = parts.Placement()
    death: parts.Death = parts.Death()
    offspring: parts.Offspring = parts.Offspring()

    @property
    def dead(self) -> bool:
        """Whether this is one of those who died; the day may not be known."""
        return self.died_on is not None and self.relation is not Relation.SELF


@dataclass(frozen=True, slots=True)
class Household:
    """What is told of the household as a whole. `complete`: all who live together are members of the family.

    `income` is what all get together in a month, where it was told in one sum.
    """

    complete: Flag = flag()
    representative: Ref = ref()
    income: Money = money()
    assistance: Flag = flag()
    assistance_since: Day = day()
    assistance_until: Day = day()
    assistance_assigned_on: Day = day()
    need_criterion: Money = money()
    application: Code = code(parts.NONE, "granted", "refused", "pending")


@dataclass(frozen=True, slots=True)
class Gates:
    """Whether there is such a thing with anybody of the family: a no answers for everybody, a yes opens details."""

    disability: Flag = flag()
    care: Flag = flag()
    social_service: Flag = flag()
    accident: Flag = flag()
    death: Flag = flag()
    orphan: Flag = flag()
    prison: Flag = flag()
    placement: Flag = flag()
    honour: Flag = flag()
    conscription: Flag = flag()
    insured_event: Flag = flag()
    stipend_order: Flag = flag()
    military: Flag = flag()
    civil_service: Flag = flag()
    lost_work: Flag = flag()
    leave: Flag = flag()
    work_search: Flag = flag()
    business: Flag = flag()
    other_work: Flag = flag()
    land: Flag = flag()
    job_news: Flag = flag()
    liberated: Flag = flag()
    pension: Flag = flag()
    benefit: Flag = flag()
    stipend: Flag = flag()
    assistance: Flag = flag()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the asker is looking for, where a service rests on a wish: a no means the matter does not arise."""

    employer: Flag = flag()
    work: Flag = flag()
    labour_trouble: Flag = flag()
    insurance_record: Flag = flag()
    care_at_home: Flag = flag()
    institution: Flag = flag()
    aids: Flag = flag()
    disagreement: Flag = flag()
    raise_child: Flag = flag()
    child_alone: Flag = flag()
    safety: Flag = flag()
    civil_papers: Flag = flag()
    dispute: Flag = flag()
    complaint: Flag = flag()
    visit: Flag = flag()
    volunteer: Flag = flag()


AnswerValue = bool | str | date | int | Decimal | Untold


@dataclass(frozen=True, slots=True, order=True)
class GivenAnswer:
    """What was said to a question of a service version, `answer.<id>`, about a member."""

    member: int
    id: str
    value: AnswerValue = field(compare=False)


@dataclass(frozen=True, slots=True)
class Family:
    """Everything that was told. Members are in the order they were named, the asker first."""

    members: tuple[Member, ...] = (Member(ASKER, Relation.SELF),)
    household: Household = Household()
    gates: Gates = Gates()
    wishes: Wishes = Wishes()
    answers: tuple[GivenAnswer, ...] = ()

    @property
    def asker(self) -> Member:
        """Whoever answers."""
        return self.members[0]

    def member(self, key: int) -> Member:
        """Return the member with this key; raises `TellingError` when there is none."""
        for member in self.members:
            if member.key == key:
                return member
        raise TellingError(_("There is no such family member."), where="member")

    def with_member(self, changed: Member) -> Family:
        """Return the family with this member in place of the one with the same key."""
        return replace(self, members=tuple(changed if one.key == changed.key else one for one in self.members))

    def answer(self, member: int, id_: str) -> AnswerValue:
        """Return what was said to `answer.<id>` about a member."""
        return next((one.value for one in self.answers if (one.member, one.id) == (member, id_)), NOT_ASKED)

    def with_answer(self, member: int, id_: str, value: AnswerValue) -> Family:
        """Return the family with this answer; `NOT_ASKED` takes it back."""
        others = [one for one in self.answers if (one.member, one.id) != (member, id_)]
        if value is not NOT_ASKED:
            others.append(GivenAnswer(member, id_, value))
        return replace(self, answers=tuple(sorted(others)))


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute by its path: "birth_date", "disability.band". `limits` has its kind, codes and so on."""

    path: str
    part: str
    name: str
    limits: dict[str, Any] = field(hash=False, compare=False)

    @property
    def kind(self) -> Kind:
        """What may be told."""
        kind: Kind = self.limits["kind"]
        return kind

    def read(self, owner: Any) -> Value:
        """Return the value of this attribute of a member or family."""
        value: Value = getattr(getattr(owner, self.part) if self.part else owner, self.name)
        return value

    def write(self, owner: Any, value: Value) -> Any:
        """Return the owner with the value; raises `TellingError` when it cannot be."""
        check_value(self.path, value, self.limits)
        if not self.part:
            return replace(owner, **{self.name: value})
        return replace(owner, **{self.part: replace(getattr(owner, self.part), **{self.name: value})})


def _attributes(owner: type) -> Iterator[Attribute]:
    """Every attribute of a dataclass and of the parts in it, in the order they are declared."""
    for one in fields(owner):
        if "kind" in one.metadata:
            yield Attribute(one.name, "", one.name, dict(one.metadata))
        elif hasattr(one.default, "__dataclass_fields__"):
            for inner in fields(one.default):  # type: ignore[arg-type]  # an instance of a dataclass
                yield Attribute(f"{one.name}.{inner.name}", one.name, inner.name, dict(inner.metadata))


MEMBER_ATTRIBUTES: Final = tuple(_attributes(Member))
FAMILY_ATTRIBUTES: Final = tuple(_attributes(Family))
ATTRIBUTES: Final = {one.path: one for one in (*MEMBER_ATTRIBUTES, *FAMILY_ATTRIBUTES)}
"""Each attribute by its path; those of the family begin with `household`, `gates` or `wishes`."""


def check_family(family: Family, *, on: date) -> None:
    """Raise `TellingError` for what no family can be as of a day: whoever takes one in calls it."""
    keys = [member.key for member in family.members]
    if not keys or keys[0] != ASKER or family.members[0].relation is not Relation.SELF:
        raise TellingError(_("The first person is the one who answers."), where="members")
    if len(keys) > MOST_MEMBERS:
        raise TellingError(_("Name %(most)s people at most.") % {"most": MOST_MEMBERS}, where="members")
    if len(set(keys)) != len(keys) or not all(0 <= key < MOST_MEMBERS for key in keys):
        raise TellingError(_("Each person is named once."), where="members")
    for member in family.members:
        _check_member(member, set(keys), on)
    for attribute in FAMILY_ATTRIBUTES:
        check_value(attribute.path, attribute.read(family), attribute.limits)
    _check_ref("household.representative", family.household.representative, set(keys))
    if any(one.member not in keys for one in family.answers):
        raise TellingError(_("There is no such family member."), where="answers")


def _check_member(member: Member, keys: set[int], on: date) -> None:
    for attribute in MEMBER_ATTRIBUTES:
        value = attribute.read(member)
        check_value(attribute.path, value, attribute.limits)
        if attribute.kind is Kind.REF:
            _check_ref(attribute.path, value, keys - {member.key})
    born = member.birth_date
    if isinstance(born, date):
        if born > on:
            raise TellingError(_("The birth date lies in the future."), where="birth_date")
        if born.year < on.year - 125:
            raise TellingError(_("Nobody is that old. Check the year of birth."), where="birth_date")
    if isinstance(member.died_on, date):
        if member.died_on > on:
            raise TellingError(_("The day of death lies in the future."), where="died_on")
        if isinstance(born, date) and member.died_on < born:
            raise TellingError(_("The day of death is before the birth."), where="died_on")


def _check_ref(where: str, value: Value, keys: set[int]) -> None:
    if isinstance(value, int) and value not in keys:
        raise TellingError(_("There is no such family member."), where=where)


__all__ = ["ATTRIBUTES", "NOT_ASKED", "UNKNOWN", "Family", "Member", "Relation", "check_family"]
