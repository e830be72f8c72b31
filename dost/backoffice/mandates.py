"""What the pages of mandates at a window show, and the forms by which one is written down, accepted and ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dost.accounts.employers import employer_of
from dost.accounts.models import Mandate, MandateEvent
from dost.cases.employers import services_for_employers
from dost.cases.mandates import Seen, Wanted, at_window, headed_by, what_is_possible
from dost.cases.models import MandatePaper
from dost.cases.text.mandate_text import (
    MandateLine,
    MandateView,
    agent_in_words,
    deed_choices,
    employer_deeds,
    employer_services,
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
What = MandateEvent.What


class ProofForm(forms.Form):
    """By what it is known that it is they who do something about a mandate."""

    how = forms.ChoiceField(
        label=_("How is it known that it is they?"),
        choices=[(str(one), one.label) for one in How if one != How.ONLINE],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how it is known that it is they."),
            "invalid_choice": _("Choose how it is known that it is they."),
        },
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
    paper = DocumentsField(label=_("On paper: what they signed, as it was scanned"), required=False)

    @property
    def seen(self) -> Seen:
        """The document that was seen, or the code that was read out."""
        given = self.cleaned_data
        return Seen(given["document_kind"], given["document_number"], given["code"])

    @property
    def waits_for_a_code(self) -> bool:
        """Whether a code has to be sent first: they are to read it out."""
        return bool(self.cleaned_data["how"] == How.CODE and not self.cleaned_data["code"].strip())


class WindowForm(ProofForm, MandateForm):
    """A mandate that somebody gives at a window, for themselves or for the employer they head, and how it is known."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        files: Mapping[str, Any] | None = None,
        *,
        for_employer: bool = False,
        today: date,
    ) -> None:
        services = employer_services(services_for_employers(today)) if for_employer else service_groups()
        deeds = employer_deeds() if for_employer else deed_choices()
        super().__init__(data, files, services=services, deeds=deeds, today=today)

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
    """A mandate of the person: `is_given` by them or by the `employer` they head, else to them; the other; how it
    stands.
    """

    other: Text
    is_given: bool
    employer: Text
    state: Tag
    until: date
    url: str


@dataclass(frozen=True, slots=True)
class Headed:
    """An employer that the person heads, and where a mandate in its name is written down."""

    name: Text
    new_url: str


@dataclass(frozen=True, slots=True)
class OfPersonPage:
    """A person whose file is open, every mandate of theirs and of the employers they head."""

    person: Person
    rows: tuple[Row, ...]
    new_url: str
    employers: tuple[Headed, ...]


@dataclass(frozen=True, slots=True)
class OneMandatePage:
    """One mandate, with what this person signed of it, and what they can do about it here: nothing once it is over."""

    person: Person
    mandate: MandateView
    lines: tuple[MandateLine, ...]
    paper_urls: tuple[str, ...]
    may_accept: bool
    may_end: bool
    back_url: str


def of_person_page(person: PersonRow, *, on: date) -> OfPersonPage:
    """Every mandate of a person, and of the employers they head."""
    new_url = f"{reverse('mandates:new')}?person={person.pk}"
    headed = [employer_of(voen) for voen in headed_by(person, on=on)]
    return OfPersonPage(
        person=person_view(person, on=on),
        rows=tuple(_row(one, person.pk, on=on) for one in at_window(person, on=on)),
        new_url=new_url,
        employers=tuple(Headed(str(one), f"{new_url}&employer={one.voen}") for one in headed),
    )


def _row(mandate: Mandate, person_id: int, *, on: date) -> Row:
    is_given = mandate.agent_id != person_id
    grantor = mandate.grantor.full_name if mandate.grantor else str(employer_of(mandate.grantor_voen))
    return Row(
        other=agent_in_words(mandate) if is_given else grantor,
        is_given=is_given,
        employer=grantor if is_given and mandate.grantor_voen else "",
        state=state_of(mandate, on=on),
        until=mandate.until,
        url=f"{reverse('mandates:mandate', args=[mandate.pk])}?person={person_id}",
    )


def one_mandate_page(mandate: Mandate, person: PersonRow, *, on: date) -> OneMandatePage:
    """One mandate of a person whose file is open."""
    papers = MandatePaper.objects.filter(mandate=mandate, document__person=person).order_by("pk")
    possible = what_is_possible(mandate, person, on=on)
    return OneMandatePage(
        person=person_view(person, on=on),
        mandate=mandate_view(mandate, on=on),
        lines=lines_of(mandate),
        paper_urls=tuple(
            reverse("supporting:document", args=[one]) for one in papers.values_list("document__public_id", flat=True)
        ),
        may_accept=What.ACCEPTED in possible,
        may_end=What.ENDED in possible,
        back_url=f"{reverse('mandates:of_person')}?person={person.pk}",
    )
