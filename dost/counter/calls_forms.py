"""What an operator types in a call: the answers, who calls, by when they are called back, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dost.centres.call_backs import NOTE_MOST
from dost.centres.caller_questions import Question
from dost.centres.callers import NAME_MOST
from dost.centres.models import CallBack, Visit
from dost.common.dates import local_day
from dost.ui.fields import DayField
from registries.models import District

from .desk_forms import OUTCOMES, EndForm

YEARS: Final = frozenset({Question.MOTHER, Question.MARRIAGE, Question.WORK, Question.AWARD})


class AnswersForm(forms.Form):
    """One field for each question that is asked, in its words. An answer the caller does not know stays empty."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, asked: Sequence[Question]) -> None:
        super().__init__(data)
        self.asked = tuple(asked)
        for question in self.asked:
            self.fields[question.value] = _field(question)

    @property
    def said(self) -> dict[Question, str]:
        """What the caller said to each question."""
        return {question: str(self.cleaned_data.get(question.value) or "") for question in self.asked}


class CallEndForm(EndForm):
    """What came of a call; one that was made to call somebody back may have found nobody (`may_be_unreached`)."""

    prefix = "call"

    def __init__(self, data: Mapping[str, Any] | None = None, *, may_be_unreached: bool = False) -> None:
        super().__init__(data)
        if may_be_unreached:
            nobody = Visit.Outcome.UNREACHED
            self.fields["outcome"].choices = [(nobody.value, nobody.label), *OUTCOMES]  # type: ignore[attr-defined]


class CallerForm(forms.Form):
    """Who calls whom no registry knows, as they say it."""

    prefix = "caller"
    name = forms.CharField(
        label=_("What the caller calls themselves"),
        max_length=NAME_MOST,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write what the caller calls themselves.")},
    )
    phone = forms.CharField(
        label=_("Number to call, if they give one"),
        required=False,
        max_length=24,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel"}),
    )


class PromiseForm(forms.Form):
    """Whom to call, about what, and by when."""

    prefix = "back"
    phone = forms.CharField(
        label=_("Number to call"),
        max_length=24,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel"}),
        error_messages={"required": _("Write the number to call.")},
    )
    about = forms.CharField(
        label=_("What the call is about, and whom to ask for"),
        max_length=300,
        error_messages={"required": _("Write what the call is about.")},
    )
    day = DayField(label=_("By which day"), error_messages={"required": _("Choose a day.")})
    time = forms.TimeField(
        label=_("By what time"),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Write a time, for example 15:30."),
            "invalid": _("Write a time, for example 15:30."),
        },
    )
    by_another = forms.BooleanField(label=_("It may be about me: a colleague calls"), required=False)

    @property
    def due_at(self) -> datetime:
        """The moment by which they are called, in Baku."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]))


class CloseForm(forms.Form):
    """How a supervisor has seen to a call back."""

    how = forms.ChoiceField(
        label=_("Was the person reached?"),
        choices=CallBack.Closed.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Say whether the person was reached."),
            "invalid_choice": _("Choose one of the list."),
        },
    )
    note = forms.CharField(
        label=_("How you have seen to it"),
        max_length=NOTE_MOST,
        error_messages={"required": _("Write how you have seen to it.")},
    )


def promise_form(now: datetime, *, phone: str = "", about: str = "") -> PromiseForm:
    """A form with today, and what is known already."""
    return PromiseForm(initial={"day": local_day(now), "phone": phone, "about": about})


def _field(question: Question) -> forms.Field:
    label = question.label
    if question is Question.CHILD:
        return DayField(label=label, required=False)
    if question is Question.DISTRICT:
        named = sorted((one.name, one.pk) for one in District.objects.all())
        return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *((pk, name) for name, pk in named)])
    digits = forms.TextInput({"autocomplete": "off", "inputmode": "numeric", "class": "govuk-input--width-4"})
    hint = _("Four digits, for example 1998") if question in YEARS else ""
    return forms.CharField(label=label, required=False, max_length=12, strip=True, widget=digits, help_text=hint)
