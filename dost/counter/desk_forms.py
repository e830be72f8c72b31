"""What a clerk says at the end of a visit: what came of it, or to whom it is handed on and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from dost.accounts.actors import Staff
from dost.centres.desks import sitters
from dost.centres.models import Visit
from dost.centres.queue import desks_of
from dost.centres.visiting import ENDS, NOTE_MOST

from .matters import AREAS, area_name, areas_in_words

OUTCOMES: Final = [(one.value, one.label) for one in Visit.Outcome if one in ENDS]
DESK, AREA = "desk", "area"


class EndForm(forms.Form):
    """What came of a visit, and whatever else is worth keeping."""

    prefix = "end"
    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what came of the visit."),
            "invalid_choice": _("Choose one of the list."),
        },
    )
    note = forms.CharField(label=_("Note, if there is more to say"), max_length=500, required=False)


class HandOnForm(forms.Form):
    """To which desk, or to whichever serves something, and what it needs to know."""

    prefix = "on"
    to = forms.ChoiceField(
        label=_("To whom"),
        error_messages={"required": _("Choose to whom."), "invalid_choice": _("Choose one of the list.")},
    )
    note = forms.CharField(
        label=_("What the next desk needs to know"),
        max_length=NOTE_MOST,
        error_messages={"required": _("Write what the next desk needs to know.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, actor: Staff, now: datetime) -> None:
        super().__init__(data)
        self.fields["to"].choices = _to_whom(actor, now)  # type: ignore[attr-defined]

    @property
    def desk_id(self) -> int | None:
        """The desk that was chosen, or None for an area."""
        kind, _sep, value = self.cleaned_data["to"].partition("-")
        return int(value) if kind == DESK else None

    @property
    def area(self) -> str:
        """The two digits that were chosen, or nothing for a desk."""
        kind, _sep, value = self.cleaned_data["to"].partition("-")
        return str(value) if kind == AREA else ""


def _to_whom(actor: Staff, now: datetime) -> list[Any]:
    """The desks at which somebody else sits, by what they serve; and the areas that some desk of the centre serves."""
    desks = list(desks_of(actor.centre))
    others = {desk: who for desk, who in sitters(actor.centre, now=now).items() if who.pk != actor.user_id}
    seated = [
        (
            f"{DESK}-{desk.pk}",
            _("Desk %(number)s: %(who)s (%(serves)s)")
            % {
                "number": desk.number,
                "who": others[desk.pk].get_full_name() or others[desk.pk].get_username(),
                "serves": areas_in_words(desk.areas),
            },
        )
        for desk in desks
        if desk.pk in others
    ]
    served = [digits for digits in AREAS if any(not desk.areas or digits in desk.areas for desk in desks)]
    areas = [(f"{AREA}-{digits}", area_name(digits)) for digits in served]
    groups = [(_("A desk"), seated), (_("Whichever desk serves"), areas)]
    return [("", "—"), *[(label, choices) for label, choices in groups if choices]]
