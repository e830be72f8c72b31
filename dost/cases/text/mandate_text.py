"""A mandate in words, for both of its two and for staff: what it covers, how it stands, what happened to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dost.accounts.employers import employer_of
from dost.accounts.models import Mandate, MandateEvent
from dost.accounts.opens import FOR_EMPLOYERS
from dost.ui.contexts import Tag, Text
from dost.ui.mandate_form import Choice, ServiceGroup
from services_catalog.labels import label
from services_catalog.models import Service
from services_catalog.schema import AREAS

WAITS = Tag(pgettext_lazy("a mandate", "Waits for an answer"), "yellow")
RUNS = Tag(pgettext_lazy("a mandate", "In force"), "green")
BEGINS = Tag(pgettext_lazy("a mandate", "Begins later"), "blue")
STAFF = gettext_lazy("a member of staff of the DOST Agency")
ALL_SERVICES = gettext_lazy("All services, but those that concern danger or violence")


@dataclass(frozen=True, slots=True)
class MandateLine:
    """A line of what happened to a mandate: what, when, by whom, and how it was known at a window that it was they."""

    at: datetime
    what: Text
    by: Text
    how: Text = ""


@dataclass(frozen=True, slots=True)
class MandateView:
    """A mandate. ``agent`` is a name once it is accepted; until then it is the FİN that was named, whoever has it."""

    id: int
    grantor: Text
    agent: Text
    state: Tag
    services: tuple[Text, ...]
    deeds: tuple[Text, ...]
    starts: date
    until: date
    how: Text
    given_at: datetime
    is_waiting: bool
    is_over: bool


def mandate_view(mandate: Mandate, *, on: date) -> MandateView:
    """A mandate as of a day, read with its two; a query where it names services."""
    names = Service.objects.filter(code__in=mandate.services) if mandate.services else ()
    return MandateView(
        id=mandate.pk,
        grantor=mandate.grantor.full_name if mandate.grantor else str(employer_of(mandate.grantor_voen)),
        agent=agent_in_words(mandate),
        state=state_of(mandate, on=on),
        services=tuple(one.title for one in names) or (ALL_SERVICES,),
        deeds=tuple(Mandate.Deed(one).label for one in mandate.deeds),
        starts=mandate.starts,
        until=mandate.until,
        how=Mandate.How(mandate.how).label,
        given_at=mandate.given_at,
        is_waiting=not mandate.is_accepted and not mandate.is_over,
        is_over=mandate.is_over,
    )


def agent_in_words(mandate: Mandate) -> Text:
    """Whom it was given to: by name once they have accepted it."""
    return mandate.agent.full_name if mandate.agent and mandate.is_accepted else f"FİN {mandate.agent_fin}"


def state_of(mandate: Mandate, *, on: date) -> Tag:
    """How a mandate stands on a day; what has ended by itself says so before the night has closed it."""
    if mandate.is_over:
        return Tag(Mandate.Ended(mandate.ended_for).label, "grey")
    if mandate.until < on:
        return Tag(Mandate.Ended.RAN_OUT.label, "grey")
    if not mandate.is_accepted:
        return WAITS
    return RUNS if mandate.starts <= on else BEGINS


def lines_of(mandate: Mandate) -> tuple[MandateLine, ...]:
    """What happened to a mandate, the newest first."""
    rows = mandate.events.select_related(*MandateEvent.who()).order_by("-at", "-pk")
    return tuple(MandateLine(row.at, _what(row, mandate), _by(row, mandate), _how(row)) for row in rows)


def _what(row: MandateEvent, mandate: Mandate) -> Text:
    if row.what == MandateEvent.What.ENDED and mandate.ended_for:
        return Mandate.Ended(mandate.ended_for).label
    return MandateEvent.What(row.what).label


def _how(row: MandateEvent) -> Text:
    return Mandate.How(row.how).label if row.how else ""


def _by(row: MandateEvent, mandate: Mandate) -> Text:
    """Who it was: one of the two by name, everybody else as the house says it."""
    if row.by_person_id is None:
        return "" if row.by_id is None else STAFF
    declined = not mandate.is_accepted and row.by_person_id == mandate.agent_id
    if declined or row.by_person is None:
        return ""  # who declined is not named: nobody is to learn whose a FİN is by naming it
    return row.by_person.full_name


def service_groups() -> tuple[ServiceGroup, ...]:
    """All services by area, for the form by which a mandate is given."""
    order = {area: number for number, area in enumerate(AREAS)}
    rows = sorted(Service.objects.all(), key=lambda one: (order.get(one.area, len(order)), one.code))
    return tuple(
        ServiceGroup(label("area", area), tuple((one.code, one.title) for one in found))
        for area, found in groupby(rows, key=lambda one: one.area)
    )


def employer_services(services: Iterable[Service]) -> tuple[ServiceGroup, ...]:
    """The services that an employer applies for, for the form by which it gives a mandate."""
    return (ServiceGroup(_("Services for employers"), tuple((one.code, one.title) for one in services)),)


def employer_deeds() -> tuple[Choice, ...]:
    """What can be ticked in an employer's mandate beside reading."""
    return tuple((str(one), one.label) for one in Mandate.Deed if one in FOR_EMPLOYERS and one != Mandate.Deed.LOOK)


def deed_choices() -> tuple[Choice, ...]:
    """What can be ticked beside reading, which is part of every mandate."""
    return tuple((str(one), one.label) for one in Mandate.Deed if one != Mandate.Deed.LOOK)
