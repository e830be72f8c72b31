"""What the pages about contested facts show, as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dost.cases.corrections import Standing, Typed
from dost.cases.corrections import words as say
from dost.cases.corrections.words import CorrectionView
from dost.cases.models import Case, CorrectionEntry, FactCorrection
from dost.cases.queries import case_number
from dost.cases.text.names import registry_name
from dost.ui.contexts import Tag, Text
from registries.data.correction_terms import correction_term

NEVER_ENDS = "valid_until"


@dataclass(frozen=True, slots=True)
class Row:
    """A contested fact in the list; of what is not named in lists only the number and how it stands."""

    number: str
    label: Text
    state: Tag
    asked_at: datetime
    due: date | None
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be called wrong: its name, whose it is, what stands there, and who told it when."""

    label: Text
    about: Text
    stands: Text
    institution: Text
    registry: Text
    recorded_on: date | None
    days: int
    nothing_label: Text
    right_label: Text


@dataclass(frozen=True, slots=True)
class Followed:
    """One contested fact; `cases` are the number and the address of those that belong to it.

    `documents` are what those handed in with it are called.
    """

    view: CorrectionView
    cases: tuple[tuple[str, str], ...]
    documents: tuple[str, ...]
    take_back_url: str


def rows(found: Iterable[FactCorrection]) -> tuple[Row, ...]:
    """The list, what is open first."""
    return tuple(
        Row(
            number=one.number,
            label=say.label(say.subject_of(one)) if say.may_be_named(one) else say.NOT_NAMED,
            state=say.tag_of(one.state),
            asked_at=one.asked_at,
            due=one.due if one.is_open else None,
            url=reverse("my:correction", args=[one.pk]),
        )
        for one in found
    )


def asked(contested: Standing, typed: Typed | None, *, about: str, names: Mapping[str, str]) -> Asked:
    """What is to be called wrong, with the names of institutions; `about` is whose it is, where it is another's."""
    subject = contested.subject
    return Asked(
        label=say.label(subject),
        about=about,
        stands=say.stands_in_words(contested),
        institution=names.get(contested.institution, contested.institution),
        registry=registry_name(contested.registry),
        recorded_on=contested.recorded_on,
        days=correction_term(contested.institution).days,
        nothing_label=_("It has no last day") if subject.field == NEVER_ENDS else _("Nothing should stand there"),
        right_label=_("What is right?") if typed is not None and typed.kind != "boolean" else _("Which is right?"),
    )


def followed(correction: FactCorrection, *, names: Mapping[str, str], sensitive: bool) -> Followed:
    """One contested fact as its person reads it, with the cases that came from it or that it came from."""
    again = correction.entries.filter(what=CorrectionEntry.What.RECONSIDERED).values_list("details__case", flat=True)
    ids = {pk for pk in (correction.case_id, *again) if pk is not None}
    cases = Case.objects.filter(pk__in=ids, person=correction.person_id).order_by("pk")
    if not sensitive:
        cases = cases.exclude(service__sensitive=True)
    return Followed(
        view=say.view_of(correction, names=names),
        cases=tuple((case_number(one.pk, one.opened_at), reverse("my:case", args=[one.pk])) for one in cases),
        documents=tuple(correction.documents.order_by("pk").values_list("title", flat=True)),
        take_back_url=reverse("my:correction_take_back", args=[correction.pk]) if correction.is_open else "",
    )
