"""What the pages of mandates at a window show, and the form by which one is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dost.accounts.employers import employer_of
from dost.accounts.models import Mandate
from dost.cases.mandates import Wanted, of_person
from dost.cases.models import MandatePaper
from dost.cases.text.mandate_text import (
    MandateLine,
    MandateView,
    agent_in_words,
    deed_choices,
    lines_of,
    mandate_view,
    service_groups,
    state_of,
)
from dost.ui.contexts import Person, Tag, Text
from dost.ui.mandate_form import MandateForm
from dost.ui.uploads import DocumentsField
from registries.models import Person as PersonRow

from .case_page import person_view

How = Mandate.How


class WindowForm(MandateForm):
    """A mandate that somebody gives at a window, and by what it is known that it is they who give it."""

    how = forms.ChoiceField(
        label=_("How do they give it?"),
        choices=[(str(one), one.label) for one in How if one != How.ONLINE],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it is given."), "invalid_choice": _("Choose how it is given.")},
    )
    document_kind = forms.ChoiceField(
        label=_("In person: the document you have seen"),
        choices=[("", "—"), *Mandate.Seen.choices],
        required=False,
        error_messages={"invalid_choice": _("Choose one of the list.")},
    )
    document_number = forms.CharField(
        label=_("In person: its number"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": _("Write at most 30 characters.")},
    )
    code = forms.CharField(
        label=_("By a code: what they read out"),
        help_text=_("Leave it empty at first: the code is sent to their confirmed number when you continue."),
        required=False,
        max_length=12,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"max_length": _("Write the six digits.")},
    )
    paper = DocumentsField(label=_("On paper: the signed mandate as it was scanned"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None = None, *, today: date) -> None:
        super().__init__(data, files, services=service_groups(), deeds=deed_choices(), today=today)

    @property
    def wanted(self) -> Wanted:
        """What the form asks for."""
        given = self.cleaned_data
        return Wanted(
            agent_fin=given["agent_fin"],
            services=tuple(given["services"]),
            deeds=tuple(Mandate.Deed(one) for one in given["deeds"]),
            starts=given["starts"],
            until=given["until"],
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A mandate of the person: `is_given` by them, else to them; who the other is, how it stands."""

    other: Text
    is_given: bool
    state: Tag
    until: date
    url: str


@dataclass(frozen=True, slots=True)
class OfPersonPage:
    """A person whose file is open, and every mandate of theirs."""

    person: Person
    rows: tuple[Row, ...]
    new_url: str


@dataclass(frozen=True, slots=True)
class OneMandatePage:
    """One mandate, with the paper that was signed if there is one; it can be withdrawn until it is over."""

    person: Person
    mandate: MandateView
    lines: tuple[MandateLine, ...]
    paper_url: str
    back_url: str


def of_person_page(person: PersonRow, *, on: date) -> OfPersonPage:
    """Every mandate of a person."""
    return OfPersonPage(
        person=person_view(person, on=on),
        rows=tuple(_row(one, person.pk, on=on) for one in of_person(person.pk)),
        new_url=f"{reverse('mandates:new')}?person={person.pk}",
    )


def _row(mandate: Mandate, person_id: int, *, on: date) -> Row:
    is_given = mandate.grantor_id == person_id
    grantor = mandate.grantor.full_name if mandate.grantor else str(employer_of(mandate.grantor_voen))
    return Row(
        other=agent_in_words(mandate) if is_given else grantor,
        is_given=is_given,
        state=state_of(mandate, on=on),
        until=mandate.until,
        url=f"{reverse('mandates:mandate', args=[mandate.pk])}?person={person_id}",
    )


def one_mandate_page(mandate: Mandate, person: PersonRow, *, on: date) -> OneMandatePage:
    """One mandate of a person whose file is open."""
    paper = MandatePaper.objects.filter(mandate=mandate).select_related("document").first()
    return OneMandatePage(
        person=person_view(person, on=on),
        mandate=mandate_view(mandate, on=on),
        lines=lines_of(mandate),
        paper_url=reverse("supporting:document", args=[paper.document.public_id]) if paper is not None else "",
        back_url=f"{reverse('mandates:of_person')}?person={person.pk}",
    )
