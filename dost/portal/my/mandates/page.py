"""What the pages of mandates show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dost.accounts.citizens import SignedInCitizen
from dost.accounts.employers import employer_of
from dost.accounts.models import AccessLog, Mandate
from dost.accounts.own_looks import OwnLook
from dost.cases.mandates import done_under, given_by, had_by
from dost.cases.models import CaseEntry, CorrectionEntry, MandatePaper
from dost.cases.queries import case_number
from dost.cases.text import plain
from dost.cases.text.mandate_text import MandateLine, MandateView, agent_in_words, lines_of, mandate_view, state_of
from dost.ui.contexts import Tag, Text
from services_catalog.models import Service


@dataclass(frozen=True, slots=True)
class MandateRow:
    """A mandate in a list: who the other is, how it stands, until when."""

    other: Text
    state: Tag
    until: date
    url: str
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class MandatesPage:
    """Those the reader gave, and those they were given; what waits for their answer first."""

    given: tuple[MandateRow, ...]
    had: tuple[MandateRow, ...]


@dataclass(frozen=True, slots=True)
class DoneRow:
    """Something that was done or looked at under a mandate; `url` leads its grantor to the case."""

    at: datetime
    what: Text
    about: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class MandatePage:
    """A mandate. What the reader can do: answer it, withdraw it, give it back, act under it."""

    mandate: MandateView
    lines: tuple[MandateLine, ...]
    acts: tuple[DoneRow, ...]
    looks: tuple[DoneRow, ...]
    is_given: bool
    may_answer: bool
    may_withdraw: bool
    may_give_back: bool
    acts_for: int | None
    paper_urls: tuple[str, ...]


def mandates_page(me: SignedInCitizen, *, on: date) -> MandatesPage:
    """Every mandate of the reader; two queries however many there are."""
    had = [_row(one, _name_of_grantor(one), on=on, asked=True) for one in had_by(me.person_id)]
    return MandatesPage(
        given=tuple(_row(one, agent_in_words(one), on=on, asked=False) for one in given_by(me.person_id)),
        had=tuple(sorted(had, key=lambda one: not one.is_asked)),
    )


def _row(mandate: Mandate, other: Text, *, on: date, asked: bool) -> MandateRow:
    return MandateRow(
        other=other,
        state=state_of(mandate, on=on),
        until=mandate.until,
        url=reverse("my:mandate", args=[mandate.pk]),
        is_asked=asked and _waits(mandate, on=on),
    )


def _name_of_grantor(mandate: Mandate) -> Text:
    return mandate.grantor.full_name if mandate.grantor else str(employer_of(mandate.grantor_voen))


def _waits(mandate: Mandate, *, on: date) -> bool:
    return not mandate.is_accepted and not mandate.is_over and mandate.until >= on


def mandate_page(mandate: Mandate, me: SignedInCitizen, *, on: date) -> MandatePage:
    """One mandate for one of its two, with what was done under it."""
    is_given = mandate.grantor_id == me.person_id
    done = done_under(mandate)
    codes = {one.service_code for one in done.looks} - {""}
    services = Service.objects.in_bulk(codes) if codes else {}
    runs = mandate.is_accepted and not mandate.is_over
    acts = [_act(entry, line, is_given=is_given) for entry in done.acts for line in plain.happened([entry], names={})]
    acts += [DoneRow(one.at, CorrectionEntry.What(one.what).label, "") for one in done.contested]
    return MandatePage(
        mandate=mandate_view(mandate, on=on),
        lines=lines_of(mandate),
        acts=tuple(sorted(acts, key=lambda one: one.at, reverse=True)),
        looks=tuple(_looked_at(one, services) for one in done.looks),
        is_given=is_given,
        may_answer=not is_given and _waits(mandate, on=on),
        may_withdraw=is_given and not mandate.is_over,
        may_give_back=not is_given and runs,
        acts_for=mandate.grantor_id if not is_given and runs and mandate.has_day(on) else None,
        paper_urls=_paper_urls(mandate, me.person_id),
    )


def _paper_urls(mandate: Mandate, person_id: int) -> tuple[str, ...]:
    """Where the reader opens what they have signed of it themselves."""
    signed = MandatePaper.objects.filter(mandate=mandate, document__person=person_id).order_by("pk")
    return tuple(reverse("my:document", args=[one]) for one in signed.values_list("document__public_id", flat=True))


def _act(entry: CaseEntry, line: plain.Happened, *, is_given: bool) -> DoneRow:
    words = {"service": entry.case.service.title, "number": case_number(entry.case_id, entry.case.opened_at)}
    url = reverse("my:case", args=[entry.case_id]) if is_given else ""
    return DoneRow(line.at, line.title, _("%(service)s, case %(number)s") % words, url)


def _looked_at(one: AccessLog, services: Mapping[str, Service]) -> DoneRow:
    what = OwnLook(one.reason).label if one.reason in OwnLook.values else _("a page of these matters was opened")
    service = services.get(one.service_code)
    return DoneRow(one.at, what, service.title if service is not None else "")
