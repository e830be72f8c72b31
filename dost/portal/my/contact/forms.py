"""What a citizen may type about how they are reached."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.notifications.contacts import LONGEST_ADDRESS
from dost.notifications.models import Contact, ContactCode

HOUSE: Final = "house"
OWN: Final = "own"
NEVER: Final = "never"


class TargetForm(forms.Form):
    """A new telephone number, or a new e-mail address."""

    def __init__(self, *args: Any, way: ContactCode.Way, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"] = (
            forms.CharField(
                label=_("Which mobile number?"),
                help_text=_("For example 050 123 45 67. We send a code to it."),
                max_length=30,
                widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
                error_messages={"required": _("Write the number.")},
            )
            if way == ContactCode.Way.PHONE
            else forms.CharField(
                label=_("Which e-mail address?"),
                help_text=_("For example name@example.az. We send a code to it."),
                max_length=254,
                widget=forms.EmailInput({"autocomplete": "email"}),
                error_messages={"required": _("Write the address.")},
            )
        )


class CodeForm(forms.Form):
    """The code that was sent."""

    code = forms.CharField(
        label=_("The code, six digits"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Write the code.")},
    )


class WishesForm(forms.Form):
    """Language, way, quiet hours, and the address of letters."""

    language = forms.ChoiceField(
        label=_("In which language shall we write to you?"),
        choices=[("az", "Azərbaycan dili"), ("en", "English"), ("ru", "Русский")],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language."), "invalid_choice": _("Choose a language.")},
    )
    way = forms.TypedChoiceField(
        label=_("How shall we write to you?"),
        help_text=_("If a message does not arrive, the next way is tried. Every message stands under “Messages” too."),
        choices=Contact.Way.choices,
        coerce=Contact.Way,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a way."), "invalid_choice": _("Choose a way.")},
    )
    address = forms.CharField(
        label=_("Address for letters on paper"),
        help_text=_("Street, house, flat, town and postal code. Leave it empty if you want no letters."),
        max_length=LONGEST_ADDRESS,
        required=False,
        widget=forms.Textarea({"rows": 3, "autocomplete": "street-address"}),
        error_messages={"max_length": _("Write at most 300 characters.")},
    )
    quiet = forms.ChoiceField(
        label=_("When shall we send no text messages?"),
        choices=[],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the quiet hours."), "invalid_choice": _("Choose the quiet hours.")},
    )
    quiet_from = forms.TimeField(
        label=pgettext_lazy("quiet hours", "From"),
        required=False,
        input_formats=["%H:%M"],
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write an hour, for example 21:00.")},
    )
    quiet_until = forms.TimeField(
        label=pgettext_lazy("quiet hours", "Until"),
        required=False,
        input_formats=["%H:%M"],
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write an hour, for example 09:00.")},
    )

    def __init__(self, *args: Any, house_hours: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        quiet, way = self.fields["quiet"], self.fields["way"]
        assert isinstance(quiet, forms.ChoiceField)
        assert isinstance(way, forms.ChoiceField)
        house = _("As usual: from %(hours)s") % {"hours": house_hours} if house_hours else _("As usual: at no time")
        quiet.choices = [(HOUSE, house), (OWN, _("In the hours below")), (NEVER, _("At no time"))]
        if not settings.SENDS_EMAIL:
            way.choices = [choice for choice in Contact.Way.choices if choice[0] != Contact.Way.EMAIL]

    def clean(self) -> dict[str, Any]:
        """Own hours need both hours, and two that differ."""
        given = self.cleaned_data
        if given.get("quiet") == OWN:
            for name in ("quiet_from", "quiet_until"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Write an hour, for example 21:00."))
            if given.get("quiet_from") and given.get("quiet_from") == given.get("quiet_until"):
                self.add_error("quiet_until", _("The two hours must differ."))
        return given
