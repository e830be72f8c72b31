"""Contested facts as staff see them: the list of what is open, one of them, and those of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from dost.accounts.actors import Staff
from dost.cases import corrections as engine
from dost.cases.acts import Act, may
from dost.cases.corrections import words as say
from dost.cases.corrections.words import CorrectionView
from dost.cases.models import Case, FactCorrection
from dost.cases.queries import case_number
from dost.cases.text.names import fact_label
from dost.ui.contexts import Person, Tag, Text
from registries.facts.catalogue import RECORD
from registries.facts.model import ANSWER
from services_catalog.queries import compiled

from .case_page import person_view

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A contested fact in the list: nothing of it says whose it is, or what. ``why`` is what staff must see to."""

    number: str
    url: str
    institution: Text
    state: Tag
    asked_at: datetime
    due: date
    why: Text
    case: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """What is open: first what staff must see to, then the rest; ``total`` is how many there are altogether."""

    rows: tuple[Row, ...]
    due: int
    total: int


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """One contested fact. ``case`` is the number and the address of the case it came from, both empty without one.

    ``documents`` are what those that the person handed in with it are called.
    """

    view: CorrectionView
    person: Person
    by: Text
    case: str
    case_url: str
    documents: tuple[str, ...]
    may_answer: bool


@dataclass(frozen=True, slots=True)
class OfCase:
    """Facts of a case that are called wrong: number, how each stands, its address; and where to say it of another."""

    rows: tuple[tuple[str, Tag, str], ...]
    new_url: str


def list_page(*, on: date, names: Mapping[str, str]) -> ListPage:
    """The open ones, what staff must see to first; four queries however many there are."""
    due = engine.corrections_due(on)
    first = list(due.select_related("case")[:MOST])
    seen = {one.pk for one in first}
    rest = FactCorrection.objects.filter(state__in=FactCorrection.OPEN).exclude(pk__in=seen)
    others = list(rest.select_related("case").order_by("due", "pk")[: MOST - len(first)])
    return ListPage(
        rows=tuple(_row(one, names, on=on, is_due=one.pk in seen) for one in (*first, *others)),
        due=due.count(),
        total=FactCorrection.objects.filter(state__in=FactCorrection.OPEN).count(),
    )


def _row(one: FactCorrection, names: Mapping[str, str], *, on: date, is_due: bool) -> Row:
    why: Text = ""
    if is_due:
        why = _("Its time has passed") if one.due < on else _("It could not be handed over")
    return Row(
        number=one.number,
        url=reverse("corrections:detail", args=[one.pk]),
        # Which institution is asked can say what it is about.
        institution="" if one.sensitive or not say.may_be_named(one) else names.get(one.institution, one.institution),
        state=say.tag_of(one.state),
        asked_at=one.asked_at,
        due=one.due,
        why=why,
        case=case_number(one.case.pk, one.case.opened_at) if one.case else "",
    )


def correction_page(
    one: FactCorrection, *, actor: Staff, on: date, names: Mapping[str, str], by: Text
) -> CorrectionPage:
    """One contested fact with all that is known of it; `by` is who called it wrong."""
    may_answer = one.is_open and may(Act.ANSWER_CONTEST, actor=actor, person_id=one.person_id)
    return CorrectionPage(
        view=say.view_of(one, names=names, for_staff=True),
        person=person_view(one.person, on=on),
        by=by,
        case=case_number(one.case.pk, one.case.opened_at) if one.case else "",
        case_url=reverse("cases:detail", args=[one.case.pk]) if one.case else "",
        documents=tuple(one.documents.order_by("pk").values_list("title", flat=True)),
        may_answer=may_answer,
    )


def of_case(case: Case, *, actor: Staff) -> OfCase:
    """What is called wrong that a case came to know of, the newest first; one query."""
    found = case.corrections.order_by("-pk")
    may_say = may(Act.CONTEST, actor=actor, person_id=case.person_id)
    return OfCase(
        rows=tuple((one.number, say.tag_of(one.state), reverse("corrections:detail", args=[one.pk])) for one in found),
        new_url=reverse("corrections:of_case", args=[case.pk]) if may_say else "",
    )


def contestable_facts(case: Case) -> Sequence[tuple[str, Text]]:
    """The facts that the rule of a case reads and institutions told, by name, as they are called."""
    rule = compiled(case.version).rule
    told = [bound for bound in rule.facts if bound.fact.source != ANSWER]
    own = [bound for bound in told if bound.role == RECORD]
    others = [bound for bound in told if bound.role != RECORD]
    return [(bound.name, fact_label(bound)) for bound in (*own, *others)]
