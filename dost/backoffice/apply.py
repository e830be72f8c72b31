"""What the page of an application that a member of staff takes shows: the person, what is known, and the questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dost.accounts.actors import Staff
from dost.accounts.employers import employer_of, is_legal_person
from dost.cases.drafts.at_desk import asked_of
from dost.cases.drafts.begin import Possible
from dost.cases.drafts.known import what_is_known
from dost.cases.drafts.resume import Resumed
from dost.cases.text.contexts import FactView
from dost.ui.act_forms import SHORTEST_NOTE
from dost.ui.contexts import Person, Text
from dost.ui.formats import date_long
from dost.ui.question_form import QuestionForm
from registries.models import Person as PersonRow
from services_catalog.models import Service

from .case_page import person_view
from .forms import LONGEST_PURPOSE


class ForWhomForm(forms.Form):
    """For whom a member of staff takes an application, and why they open the file."""

    fin = forms.CharField(
        label=_("FİN"),
        max_length=7,
        strip=True,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write a FİN.")},
    )
    employer = forms.CharField(
        label=_("VÖEN of the employer, if they apply for one"),
        required=False,
        max_length=10,
        strip=True,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )
    note = forms.CharField(
        label=_("Why you need to see it"),
        min_length=SHORTEST_NOTE,
        max_length=LONGEST_PURPOSE,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": _("Write why you need to see it."),
            "min_length": _("Write a little more: why do you need to see it?"),
        },
    )

    def clean_employer(self) -> str:
        """The VÖEN of a legal person, or nothing."""
        voen: str = self.cleaned_data["employer"]
        if voen and not is_legal_person(voen):
            raise forms.ValidationError(_("The VÖEN of a legal person has 10 digits, the last is 1."))
        return voen


class ServiceForm(forms.Form):
    """Which service the person applies for."""

    def __init__(self, data: Mapping[str, Any] | None, *, services: Sequence[Service]) -> None:
        super().__init__(data)
        self.fields["service"] = forms.ChoiceField(
            label=_("Which service?"),
            choices=[("", "—"), *((one.code, f"{one.code} {one.title}") for one in services)],
            error_messages={"required": _("Choose the service."), "invalid_choice": _("Choose one of the list.")},
        )


@dataclass(frozen=True, slots=True)
class RecordOption:
    """A record that can be meant: what stands for it, in words, whether it is chosen, and the case that runs for it."""

    value: str
    label: str
    selected: bool
    running_url: str


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """The form with what stands around it. ``records`` are given where several can be meant.

    ``employer`` is in whose name it is taken. ``changed`` says that the answers of an open draft were given under an
    older version.
    """

    person: Person
    person_id: int
    service_code: str
    service_name: Text
    records: tuple[RecordOption, ...]
    facts: tuple[FactView, ...]
    begun_at: datetime | None
    changed: bool
    employer: str = ""


def questions_of(resumed: Resumed, data: Mapping[str, Any] | None) -> QuestionForm:
    """All questions on one form."""
    return QuestionForm(data, asked=asked_of(resumed))


def application_page(
    person: PersonRow,
    service: Service,
    found: Sequence[Possible],
    resumed: Resumed | None,
    *,
    actor: Staff,
    names: Mapping[str, str],
    on: date,
    now: datetime,
) -> ApplicationPage:
    """The page; what is known of the person is read, and the look logged, once it is said what is meant."""
    chosen = (resumed.draft.basis, resumed.record.record_id) if resumed else None
    seen = what_is_known(resumed, actor=actor, names=names, on=on, now=now) if resumed else None
    return ApplicationPage(
        person=person_view(person, on=on),
        person_id=person.pk,
        service_code=service.code,
        service_name=service.title,
        records=tuple(_option(one, chosen) for one in found) if len(found) > 1 else (),
        facts=seen.facts if seen else (),
        begun_at=resumed.draft.started_at if resumed and resumed.draft.pk else None,
        changed=bool(resumed and resumed.change),
        employer=str(employer_of(found[0].voen)) if found and found[0].voen else "",
    )


def _option(one: Possible, chosen: tuple[str, int] | None) -> RecordOption:
    record = one.meant.record
    return RecordOption(
        value=one.name,
        label=f"{one.about.full_name}, {date_long(record.on)}",
        selected=chosen == (one.meant.rule.basis, record.record_id),
        running_url=reverse("cases:detail", args=[one.running.pk]) if one.running else "",
    )
