"""What one registry holds of the person at the window, as a timeline; and what two sources say differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.cases.queries import institution_names, service_names
from dost.cases.text.records_text import InWords, RecordView
from dost.ui.contexts import Text
from dost.ui.formats import date_long
from registries.holdings import Held, HeldRecord, HeldRegistry
from registries.holdings.differences import Difference, Kind, Side
from registries.models import HouseholdMember, Kinship, Person

EARLIEST: Final = date.min


@dataclass(frozen=True, slots=True)
class Moment:
    """One record in the timeline: its kind, the record in words, and where it is called wrong (empty: it cannot be)."""

    kind: Text
    on: date
    record: RecordView
    wrong_url: str = ""


@dataclass(frozen=True, slots=True)
class RegistryPage:
    """A registry opened: its records, the newest first, those that stand and those that do not any more.

    `closed` are the titles of what is closed to the reader, whether it holds something or not.
    """

    code: str
    name: Text
    moments: tuple[Moment, ...]
    closed: tuple[Text, ...]
    incomplete: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """Two sides in words: what differs, what each says and where it stands, and what to do about it."""

    title: Text
    one: Text
    other: Text
    advice: Text


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of the family or the household: how they belong, their name, the year of birth; `died` where they have.

    No more of them opens here: it is another person's record.
    """

    relation: Text
    name: str
    born: int
    died: bool


def registry_page(held: HeldRegistry) -> RegistryPage:
    """A registry as a timeline; two queries, for the names of institutions and services."""
    say = InWords(institution_names(), service_names(), wrong=_wrong)
    view = say.registry(held)
    moments = [_moment(table, row, say) for table in held.tables for row in table.records]
    return RegistryPage(
        code=view.code,
        name=view.name,
        moments=tuple(sorted(moments, key=lambda one: one.on, reverse=True)),
        closed=tuple(table.title for table in held.tables if table.closed),
        incomplete=view.incomplete,
    )


def _moment(table: Held, row: HeldRecord, say: InWords) -> Moment:
    record = say.record(row, table=table.table.model.__name__ if table.table else Person.__name__)
    return Moment(
        kind=table.title if table.table else _("Who the person is"),
        on=row.valid_from or (EARLIEST if row.correction else date.max),  # their own row first, its changes last
        record=record,
        wrong_url=next((field.wrong_url for field in record.fields if field.wrong_url), record.wrong_url),
    )


def _wrong(record: HeldRecord, table: str, _field: str) -> str:
    """Where something of a record is called wrong: which field it is, is asked there."""
    return reverse("person:wrong", args=[table, record.row])


# -- what two sources say ------------------------------------------------------------------------------------------

_TITLES: Final[Mapping[Kind, Text]] = {
    Kind.WORKS_AND_SEEKS: gettext_lazy("Works, and is registered as looking for work"),
    Kind.WORKS_WITHOUT_CONTRACT: gettext_lazy("Counted as employed, without a contract in force"),
    Kind.DEATH: gettext_lazy("The day of death is not the same everywhere"),
    Kind.PAID_AFTER_DEATH: gettext_lazy("A pension stands after the day of death"),
    Kind.BIRTH_DAY: gettext_lazy("The date of birth is not the same everywhere"),
    Kind.PLACE: gettext_lazy("Registered in one district, the household is in another"),
    Kind.MARRIED_TO_THE_DEAD: gettext_lazy("Married, and the spouse has died"),
}
_ADVICE: Final[Mapping[Kind, Text]] = {
    Kind.WORKS_AND_SEEKS: gettext_lazy("Ask whether the work has ended. Benefits for those out of work depend on it."),
    Kind.WORKS_WITHOUT_CONTRACT: gettext_lazy("Ask where they work. Insurance counts by the contract."),
    Kind.DEATH: gettext_lazy("Whoever is at the window is not this person, or a record is wrong: check the document."),
    Kind.PAID_AFTER_DEATH: gettext_lazy("Hand it to an examiner: what was paid after that day is looked at."),
    Kind.BIRTH_DAY: gettext_lazy("Compare with the document. Rights that begin at an age depend on it."),
    Kind.PLACE: gettext_lazy("Ask where they live. Assistance by the household depends on it."),
    Kind.MARRIED_TO_THE_DEAD: gettext_lazy("Ask kindly. A right as a survivor may be waiting."),
}


def differences_page(found: Iterable[Difference]) -> tuple[DifferenceView, ...]:
    """Differences in words; one query for the names of institutions, none where there is no difference."""
    listed = list(found)
    names = institution_names() if listed else {}
    return tuple(
        DifferenceView(
            title=_TITLES[one.kind],
            one=_side(one.one, names),
            other=_side(one.other, names),
            advice=_ADVICE[one.kind],
        )
        for one in listed
    )


def _side(side: Side, names: Mapping[str, str]) -> str:
    """What a source says: "EMAS, Ministry of Labour: since 3 May 2024, Azərsu"."""
    said = ", ".join(
        part for part in (_("from %(date)s") % {"date": date_long(side.day)} if side.day else "", side.name) if part
    )
    where = ", ".join(part for part in (side.registry, names.get(side.source, side.source)) if part)
    return f"{where}: {said or _('says nothing')}"


# -- household and kin ---------------------------------------------------------------------------------------------

_OF_KIN: Final[Mapping[tuple[str, bool], Text]] = {
    (Kinship.Kind.MOTHER, True): gettext_lazy("Mother"),
    (Kinship.Kind.FATHER, True): gettext_lazy("Father"),
    (Kinship.Kind.GUARDIAN, True): gettext_lazy("Guardian"),
    (Kinship.Kind.SPOUSE, True): gettext_lazy("Spouse"),
    (Kinship.Kind.MOTHER, False): gettext_lazy("Child"),
    (Kinship.Kind.FATHER, False): gettext_lazy("Child"),
    (Kinship.Kind.GUARDIAN, False): gettext_lazy("Ward"),
    (Kinship.Kind.SPOUSE, False): gettext_lazy("Spouse"),
}


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """The household and the kin; `people` are the ids of everybody who is named."""

    household: tuple[Relative, ...]
    kin: tuple[Relative, ...]
    people: frozenset[int]


def family_page(person: Person, *, on: date) -> FamilyPage:
    """The people a person lives with, and their kin, as the register has it on a day; three queries.

    Kin by adoption is kin: what was before it is not read (Family Code).
    """
    household = _household(person, on)
    kin = _kin(person, on)
    named = {one.pk: _relative(one, words) for one, words in kin}
    return FamilyPage(
        household=tuple(_relative(one, words) for one, words in household),
        kin=tuple(named.values()),
        people=frozenset({one.pk for one, _words in household} | named.keys()),
    )


def _household(person: Person, on: date) -> list[tuple[Person, Text]]:
    own = HouseholdMember.objects.filter(_stands(on), person=person).values("household")[:1]
    rows = HouseholdMember.objects.filter(_stands(on), household__in=own).exclude(person=person)
    return [
        (row.person, HouseholdMember.Relation(row.relation).label)
        for row in rows.select_related("person").order_by("person__birth_date", "pk")
    ]


def _kin(person: Person, on: date) -> list[tuple[Person, Text]]:
    up = Kinship.objects.filter(_stands(on), person=person).select_related("relative").order_by("pk")
    down = Kinship.objects.filter(_stands(on), relative=person).select_related("person").order_by("pk")
    return [
        *((row.relative, _OF_KIN[row.kind, True]) for row in up),
        *((row.person, _OF_KIN[row.kind, False]) for row in down),
    ]


def _relative(one: Person, words: Text) -> Relative:
    return Relative(words, one.full_name, one.birth_date.year, died=one.died_on is not None)


def _stands(on: date) -> Q:
    return Q(superseded_at=None, valid_from__lte=on) & (Q(valid_until=None) | Q(valid_until__gte=on))
