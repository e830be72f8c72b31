"""What staff write about complaints and proposals: one written down for somebody, and what is done with one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from dost.accounts.models import User
from dost.cases.complaints.examining import LONGEST_REASONS
from dost.cases.models import Complaint
from dost.ui.contexts import Text

SHORTEST: Final = 20
_CHOOSE: Any = _("Choose one of the list.")
Choices = Sequence[tuple[str, Text]]


def _text(label: Any, hint: Any = "", *, shortest: int = SHORTEST, rows: int = 8) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        min_length=shortest,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea({"rows": rows}),
        error_messages={
            "required": _("Write down your reasons."),
            "min_length": _("Write at least 20 characters."),
            "max_length": _("Write at most 5000 characters."),
        },
    )


_IN_THE_LETTER: Any = _("They become the letter. Write so that the person can understand it, and name no colleague.")


class LongerForm(forms.Form):
    """Why it needs further study."""

    reasons = _text(_("Why does it need further study?"), _IN_THE_LETTER)


class AskForm(forms.Form):
    """The one thing that the person is asked."""

    text = forms.CharField(
        label=_("What would you like to ask?"),
        help_text=_("One question, in words the person can understand."),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write what you ask."), "max_length": _("Write at most 1000 letters.")},
    )


class AnswerForm(forms.Form):
    """What it is answered with, and why."""

    outcome = forms.ChoiceField(
        label=_("What do you answer?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you answer."), "invalid_choice": _CHOOSE},
    )
    reasons = _text(_("The answer, with its reasons"), _IN_THE_LETTER)

    def __init__(self, data: Mapping[str, Any] | None, *, outcomes: Iterable[Complaint.Outcome]) -> None:
        super().__init__(data)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, one.label) for one in outcomes]


class LeaveForm(AnswerForm):
    """Why it is left unconsidered; of the earlier answers those that were about the same."""

    earlier = forms.MultipleChoiceField(
        label=_("In which of these was the same answered?"),
        help_text=_("Only where it was answered three times already, and nothing is new."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _CHOOSE},
    )
    reasons = _text(_("Your reasons"), _IN_THE_LETTER)
    field_order = ("outcome", "earlier", "reasons")

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        outcomes: Iterable[Complaint.Outcome],
        earlier: Iterable[Complaint],
    ) -> None:
        super().__init__(data, outcomes=outcomes)
        self.fields["outcome"].label = _("Why is it left unconsidered?")
        before = [(str(one.pk), one.number) for one in earlier]
        if not before:
            del self.fields["earlier"]
            return
        field = self.fields["earlier"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = before


class MeantForm(forms.Form):
    """Whom it is about, as somebody has found out."""

    user = forms.ChoiceField(
        label=_("Who is it about?"),
        error_messages={"required": _("Choose who it is."), "invalid_choice": _CHOOSE},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, staff: Iterable[User]) -> None:
        super().__init__(data)
        field = self.fields["user"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((str(one.pk), name_of(one)) for one in staff)]


def name_of(user: User) -> str:
    """A member of staff by name, with their role and centre."""
    role = User.Role(user.role).label if user.role in User.Role else ""
    return ", ".join(str(part) for part in (user.get_full_name() or user.get_username(), role, user.centre) if part)


class NotMeantForm(forms.Form):
    """Who is not meant after all, and how that is known."""

    user = forms.ChoiceField(
        label=_("Who is not meant?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who it is."), "invalid_choice": _CHOOSE},
    )
    reasons = _text(_("How do you know?"), rows=4)

    def __init__(self, data: Mapping[str, Any] | None, *, choices: Choices) -> None:
        super().__init__(data)
        field = self.fields["user"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class ForWhomForm(forms.Form):
    """For whom a member of staff writes down a complaint or a proposal."""

    fin = forms.CharField(
        label=_("FİN"),
        max_length=7,
        strip=True,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write a FİN.")},
    )
