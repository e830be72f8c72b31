"""The form by which a mandate is given, online and at a window: to whom, for which services, for what, how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .contexts import Text
from .fields import DayField

ALL: Final = "all"
NAMED: Final = "named"
Choice = tuple[str, Text]


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """The services of one area: code and name each."""

    name: Text
    services: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ServiceBox:
    """A service to tick."""

    code: str
    name: Text
    ticked: bool


@dataclass(frozen=True, slots=True)
class BoxGroup:
    """The services of one area to tick; open where one of them is."""

    name: Text
    boxes: tuple[ServiceBox, ...]
    is_open: bool


class MandateForm(forms.Form):
    """To whom, for which services, for what, from when until when. Reading is part of every mandate."""

    agent_fin = forms.CharField(
        label=gettext_lazy("The FİN of who shall act"),
        help_text=gettext_lazy("Seven letters and digits, as on their identity card. Ask them for it."),
        max_length=7,
        strip=True,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Write a FİN.")},
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("For which services?"),
        choices=[
            (ALL, gettext_lazy("All services, but those that concern danger or violence")),
            (NAMED, gettext_lazy("Only those I tick below")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose for which services."),
            "invalid_choice": gettext_lazy("Choose for which services."),
        },
    )
    services = forms.MultipleChoiceField(
        label=gettext_lazy("Services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Choose services of the list.")},
    )
    deeds = forms.MultipleChoiceField(
        label=gettext_lazy("What may they do?"),
        help_text=gettext_lazy("They can read cases, letters and messages of these services in any case."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the list.")},
    )
    starts = DayField(
        label=gettext_lazy("From which day?"), error_messages={"required": gettext_lazy("Write the first day.")}
    )
    until = DayField(
        label=gettext_lazy("Until which day?"),
        help_text=gettext_lazy("Three years at most. You can end it at any time."),
        error_messages={"required": gettext_lazy("Write the last day.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        files: Mapping[str, Any] | None = None,
        *,
        services: Sequence[ServiceGroup],
        deeds: Sequence[Choice],
        today: date,
    ) -> None:
        super().__init__(data, files, initial={"starts": today})  # type: ignore[arg-type]
        self._groups = services
        chosen, done = self.fields["services"], self.fields["deeds"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        assert isinstance(done, forms.MultipleChoiceField)
        chosen.choices = [one for group in services for one in group.services]
        done.choices = list(deeds)

    def clean(self) -> dict[str, Any] | None:
        """Ask for services where only some are meant."""
        given = super().clean()
        if self.cleaned_data.get("scope") == NAMED and not self.cleaned_data.get("services"):
            if "services" not in self.errors:
                self.add_error("services", _("Tick at least one service."))
        elif self.cleaned_data.get("scope") == ALL:
            self.cleaned_data["services"] = []
        return given

    @property
    def groups(self) -> tuple[BoxGroup, ...]:
        """The services to tick, by area."""
        ticked = set(self["services"].value() or ())
        return tuple(
            BoxGroup(
                name=group.name,
                boxes=tuple(ServiceBox(code, name, code in ticked) for code, name in group.services),
                is_open=any(code in ticked for code, _name in group.services),
            )
            for group in self._groups
        )
