"""The forms of a centre's pages: desks, closed days, breaks, numbers, shifts and screens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dost.centres.models import CentreRules, Desk, Device
from dost.centres.places import RULES
from dost.centres.shifts import Worker
from dost.ui.fields import DayField
from services_catalog.labels import label

Areas = Sequence[tuple[str, str]]
"""The areas of services with their words."""


WORDS = {field.name: field.verbose_name for field in CentreRules._meta.fields}
"""The words of a centre's numbers."""


class AreasForm(forms.Form):
    """What a desk serves; nothing chosen means everything."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, areas: Areas, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["areas"] = forms.MultipleChoiceField(
            label=_("What it serves"),
            help_text=_("Choose nothing if it serves everything."),
            choices=[(code, words) for code, words in areas],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class DeskForm(AreasForm):
    """A new desk."""

    number = forms.IntegerField(
        label=_("Number of the desk"),
        min_value=1,
        max_value=99,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={"required": _("Write a number from 1 to 99."), "invalid": _("Write a number from 1 to 99.")},
    )
    field_order = ("number", "areas")


class ClosedDayForm(forms.Form):
    """A day on which the centre is closed."""

    day = DayField(label=_("Day"), error_messages={"required": _("Choose a day.")})
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Everybody reads it on the page of the centres, for example “Repair of the heating”."),
        max_length=120,
        error_messages={"required": _("Write why it is closed: people read it.")},
    )


def _time(words: Any) -> forms.TimeField:
    return forms.TimeField(
        label=words,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Write a time such as 13:00."), "invalid": _("Write a time such as 13:00.")},
    )


class BreakForm(forms.Form):
    """A break of every working day."""

    starts = _time(_("Begins at"))
    ends = _time(_("Ends at"))


class RulesForm(forms.Form):
    """The numbers of a centre, each with what it does in plain words."""

    HELP = {
        "ceiling": _("Whoever has waited longer is called before everybody else."),
        "grace": _("Whoever comes later than this after the time waits like somebody without an appointment."),
        "rate_by_law": _("One minute they wait counts as so many: 3 means they are called three times as soon."),
        "rate_by_need": _("For pregnancy, a small child in arms, illness, age. Not more than by law."),
        "slot": _("Appointments begin so far apart. Those that are booked keep their length."),
        "booked_share": _("50 of 100: half the desks take appointments, the others whoever comes without. 0: none."),
        "days_ahead": _("Later days cannot be booked yet."),
    }

    def __init__(self, data: Mapping[str, Any] | None = None, **given: Any) -> None:
        super().__init__(data, **given)
        for name in RULES:
            self.fields[name] = forms.IntegerField(
                label=WORDS[name],
                help_text=self.HELP[name],
                widget=forms.TextInput({"inputmode": "numeric"}),
                error_messages={"required": _("Write a whole number."), "invalid": _("Write a whole number.")},
            )


class ShiftForm(forms.Form):
    """Somebody's shift: a member of staff, with a desk or without, or a volunteer by name."""

    day = DayField(label=_("Day"), error_messages={"required": _("Choose a day.")})
    starts = _time(_("Begins at"))
    ends = _time(_("Ends at"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, workers: Sequence[Worker], desks: Sequence[Desk], **given: Any
    ) -> None:
        super().__init__(data, **given)
        wrong = {"invalid_choice": _("Choose one of the list.")}
        self.fields["who"] = forms.TypedChoiceField(
            label=_("Member of staff"),
            choices=[("", "—"), *((str(one.user_id), one.name) for one in workers)],
            coerce=int,
            empty_value=None,
            required=False,
            error_messages=wrong,
        )
        self.fields["desk"] = forms.TypedChoiceField(
            label=_("Desk"),
            choices=[("", _("no desk")), *((str(one.pk), str(one.number)) for one in desks)],
            coerce=int,
            empty_value=None,
            required=False,
            error_messages=wrong,
        )
        self.fields["volunteer"] = forms.CharField(
            label=_("Or a volunteer, by name"), max_length=80, required=False, strip=True
        )


class ScreenForm(forms.Form):
    """A new kiosk or board."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Device.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    place = forms.CharField(
        label=_("Where does it stand?"),
        help_text=_("For example “Entrance, on the left”."),
        max_length=60,
        error_messages={"required": _("Write where it stands.")},
    )


def areas_in_words(areas: Mapping[str, str]) -> Areas:
    """The areas by their two digits, in words; `areas` are the codes of the catalogue by digits."""
    return [(digits, str(label("area", area))) for digits, area in sorted(areas.items())]
