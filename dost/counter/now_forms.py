"""What a supervisor sends at the live state of a centre: who is to go to which desk, and why a desk is freed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.centres.desks import sitters
from dost.centres.models import Ticket
from dost.centres.queue import desks_of
from dost.centres.reassigning import NOTE_MOST

from .matters import areas_in_words

ALL = "all"
_ONE = {
    "required": gettext_lazy("Choose one of the list."),
    "invalid_choice": gettext_lazy("This ticket or desk is not there any more. Choose another."),
}


class SendForm(forms.Form):
    """Whom of those who wait to send, and to which desk at which somebody sits, or to all."""

    ticket = forms.ChoiceField(label=gettext_lazy("Ticket"), error_messages=_ONE)
    to = forms.ChoiceField(label=gettext_lazy("Where to"), error_messages=_ONE)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, centre: str, waiting: list[Ticket], now: datetime
    ) -> None:
        super().__init__(data)
        there = sitters(centre, now=now)
        self.fields["ticket"].choices = [(str(one.pk), one.label) for one in waiting]  # type: ignore[attr-defined]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (ALL, _("Any desk that serves it")),
            *(
                (
                    str(desk.pk),
                    _("Desk %(number)s: %(who)s (%(serves)s)")
                    % {
                        "number": desk.number,
                        "who": there[desk.pk].get_full_name() or there[desk.pk].get_username(),
                        "serves": areas_in_words(desk.areas),
                    },
                )
                for desk in desks_of(centre)
                if desk.pk in there
            ),
        ]

    @property
    def desk_id(self) -> int | None:
        """The desk that was chosen; None for all."""
        to = self.cleaned_data["to"]
        return None if to == ALL else int(to)


class FreeForm(forms.Form):
    """Whom the supervisor saw at a desk, and why it is freed: kept with a ticket, so asked only where there is one."""

    ticket = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        required=False,
        label=gettext_lazy("Why the desk is freed"),
        help_text=gettext_lazy("For example: the clerk was taken ill. It is kept with the visit and the ticket."),
        max_length=NOTE_MOST,
    )

    def clean(self) -> dict[str, Any]:
        """Ask why where somebody was there."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("ticket") is not None and not given.get("note") and "note" not in self.errors:
            self.add_error("note", _("Write why the desk is freed."))
        return given
