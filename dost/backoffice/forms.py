"""What staff may type about cases: the filters of the list, why they look, and their notes and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts.access import PURPOSES
from dost.accounts.models import AccessLog, PurposeReview, SecurityEvent, User
from dost.cases.clock.lists import Term
from dost.cases.codes import ReviewCause, Told
from dost.cases.stages import Origin, Outcome, Stage, State, WaitingOn
from dost.ui.act_forms import SHORTEST_NOTE, NoteForm
from dost.ui.contexts import Text
from dost.ui.fields import DayField
from registries.bridge.corrections import Verdict
from registries.models import Person
from services_catalog.sensitive import HIDDEN

MOST_LETTERS: Final = 100
LONGEST_PURPOSE: Final = 200
_CHOOSE: Final = _("Choose one of the list.")


def _words(codes: type[models.TextChoices]) -> list[tuple[str, Text]]:
    return [(code.value, code.label) for code in codes if code.value]


def _one_of(label: Any, choices: Iterable[tuple[str, Text]]) -> forms.ChoiceField:
    listed: Any = [("", "—"), *choices]
    return forms.ChoiceField(label=label, choices=listed, required=False, error_messages={"invalid_choice": _CHOOSE})


def _day(label: Any) -> forms.DateField:
    return DayField(label=label, required=False)


def _in_order(form: forms.Form) -> dict[str, Any]:
    """The cleaned values; an error stands at `to` when it comes before `from`."""
    first, last = form.cleaned_data.get("from"), form.cleaned_data.get("to")
    if first and last and last < first:
        form.add_error("to", _("This day must not come before the first."))
    return form.cleaned_data


def _services(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The services to choose from, with their codes; the sensitive ones are one, which has none."""
    return [(code, name if code == HIDDEN else f"{code} {name}") for code, name in names.items()]


class FilterForm(forms.Form):
    """The filters of the list of cases. A filter that is not understood says so and filters nothing."""

    prefix = None

    def __init__(
        self, data: Mapping[str, Any], *, services: Mapping[str, str], institutions: Mapping[str, str]
    ) -> None:
        super().__init__(data)
        states: Any = _words(State)
        mine: Any = [("1", _("Assigned to me"))]
        self.fields = {
            "mine": forms.MultipleChoiceField(
                label=pgettext_lazy("cases", "Mine"),
                choices=mine,
                required=False,
                error_messages={"invalid_choice": _CHOOSE},
            ),
            "state": forms.MultipleChoiceField(
                label=_("State"), choices=states, required=False, error_messages={"invalid_choice": _CHOOSE}
            ),
            "service": _one_of(_("Service"), _services(services)),
            "stage": _one_of(_("Stage"), _words(Stage)),
            "waiting_on": _one_of(_("Waiting for"), _words(WaitingOn)),
            "term": _one_of(_("Time limit of the law"), _words(Term)),
            "institution": _one_of(_("Which institution"), institutions.items()),
            "outcome": _one_of(_("Decision"), _words(Outcome)),
            "origin": _one_of(_("What opened it"), _words(Origin)),
            "from": _day(_("Opened from")),
            "to": _day(_("Opened until")),
        }

    def clean(self) -> dict[str, Any]:
        """The end of a period does not come before its beginning."""
        return _in_order(self)


class FindForm(forms.Form):
    """What somebody types to find the cases of one person, or a case by its number."""

    q = forms.CharField(
        label=_("Name, FİN or number of the case"),
        max_length=MOST_LETTERS,
        strip=True,
        error_messages={"required": _("Write a name, a FİN or the number of a case.")},
    )


class RightsFilterForm(forms.Form):
    """The filters of the rights to review."""

    def __init__(self, data: Mapping[str, Any], *, services: Mapping[str, str], regions: Iterable[str]) -> None:
        super().__init__(data)
        self.fields = {
            "service": _one_of(_("Service"), _services(services)),
            "cause": _one_of(_("Why"), _words(ReviewCause)),
            "region": _one_of(_("Region"), [(name, name) for name in regions]),
        }


class PurposesFilterForm(forms.Form):
    """The filters of the purposes that were stated."""

    def __init__(self, data: Mapping[str, Any], *, staff: Mapping[str, str]) -> None:
        super().__init__(data)
        purposes = dict.fromkeys(purpose for allowed in PURPOSES.values() for purpose in allowed)
        self.fields = {
            "by": _one_of(_("Member of staff"), staff.items()),
            "role": _one_of(_("Role"), [(role, User.Role(role).label) for role in PURPOSES]),
            "purpose": _one_of(_("Why"), [(purpose.value, purpose.label) for purpose in purposes]),
            "from": _day(_("Stated from")),
            "to": _day(_("Stated until")),
        }

    def clean(self) -> dict[str, Any]:
        """The end of a period does not come before its beginning."""
        return _in_order(self)


class LooksFilterForm(forms.Form):
    """The filters of the record of looks. Whose record was looked at is asked for elsewhere, with a reason."""

    def __init__(self, data: Mapping[str, Any], *, staff: Mapping[str, str]) -> None:
        super().__init__(data)
        purposes = [(purpose.value, purpose.label) for purpose in AccessLog.Purpose]
        self.fields = {
            "by": _one_of(_("Member of staff"), staff.items()),
            "purpose": _one_of(_("Why"), purposes),
            "from": _day(_("Looked from")),
            "to": _day(_("Looked until")),
        }

    def clean(self) -> dict[str, Any]:
        """The end of a period does not come before its beginning."""
        return _in_order(self)


class LooksAtForm(forms.Form):
    """Whose record an auditor wants to see the looks at, and why."""

    fin = forms.CharField(label=_("FİN"), max_length=7, strip=True, error_messages={"required": _("Write a FİN.")})
    note = forms.CharField(
        label=_("Why you need to see it"),
        min_length=SHORTEST_NOTE,
        max_length=LONGEST_PURPOSE,
        error_messages={
            "required": _("Write why you need to see it."),
            "min_length": _("Write a little more: why do you need to see it?"),
        },
    )


class SecurityFilterForm(forms.Form):
    """The filters of the security events."""

    def __init__(self, data: Mapping[str, Any], *, staff: Mapping[str, str]) -> None:
        super().__init__(data)
        self.fields = {
            "kind": _one_of(_("What happened"), _words(SecurityEvent.Kind)),
            "by": _one_of(_("Member of staff"), staff.items()),
            "from": _day(_("From")),
            "to": _day(_("Until")),
        }

    def clean(self) -> dict[str, Any]:
        """The end of a period does not come before its beginning."""
        return _in_order(self)


class PurposeForm(forms.Form):
    """Why somebody needs to see a person's record."""

    purpose = forms.ChoiceField(
        label=_("Purpose"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you need to see it."), "invalid_choice": _CHOOSE},
    )
    note = forms.CharField(
        label=_("In your own words"),
        widget=forms.Textarea({"rows": 3}),
        min_length=SHORTEST_NOTE,
        max_length=LONGEST_PURPOSE,
        error_messages={
            "required": _("Write in one sentence why you need to see it."),
            "min_length": _("Write it so that the person can understand it: at least 10 characters."),
            "max_length": _("Write at most 200 characters."),
        },
    )

    def __init__(self, *args: Any, purposes: Iterable[AccessLog.Purpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(purpose.value, purpose.label) for purpose in purposes]


class InstitutionSaidForm(NoteForm):
    """What an institution said about a contested fact by letter or by telephone, and in which words."""

    verdict = forms.ChoiceField(
        label=_("What did the institution say?"),
        choices=[
            (Verdict.CONFIRMED.value, _("What it told stands")),
            (Verdict.REFUSED.value, _("It does not look at it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the institution said."), "invalid_choice": _CHOOSE},
    )
    field_order = ("verdict", "note")


class ToldForm(NoteForm):
    """How a member of staff told the person what no message could."""

    how = forms.ChoiceField(
        label=_("How was the person told?"),
        choices=Told.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the person was told."), "invalid_choice": _CHOOSE},
    )
    field_order = ["how", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = self.fields["note"]
        note.label = _("When, and what they said")
        note.error_messages["required"] = _("Write when it was, and what they said.")


class SeenForm(forms.Form):
    """What a supervisor found when they looked at a stated purpose."""

    note = forms.CharField(
        label=_("What you found"),
        help_text=_("For example: whom you asked, and what they said. It is kept, and nobody can change it."),
        max_length=PurposeReview.NOTE_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write what you found.")},
    )


class PayeeForm(NoteForm):
    """Who receives the money of somebody too young: the person, or one of those who may for them; and why."""

    field_order = ("payee", "note")

    def __init__(self, data: Mapping[str, Any] | None, *, person: Person, others: Iterable[Person]) -> None:
        super().__init__(data)
        choices = [(str(one.pk), f"{one.full_name}, {one.fin}") for one in others]
        themself = (str(person.pk), _("The person themself: %(name)s") % {"name": person.full_name})
        self.fields["payee"] = forms.TypedChoiceField(
            label=_("Who receives the money?"),
            choices=[*choices, themself],
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose who receives the money."), "invalid_choice": _CHOOSE},
        )
        self.order_fields(self.field_order)
